"""The page of a scenario: what would change, waits and persons waiting, beside the formulas and last year."""

from html import escape
from typing import TYPE_CHECKING, Any

from .page import card, facts, folded, notice, spaced, table, whole
from .simulation_curves import curves
from .simulation_document import NAMES, days, how_long, persons, points, share, shown
from .simulation_facts import facts_of
from .what_if import in_words

if TYPE_CHECKING:
    from arrimage.science.simulation.running import Result
    from arrimage.science.simulation.scenario import Scenario

LEDE = (
    "Une simulation éclaire un choix ; elle ne le fait pas. Les petits nombres encadrent la moyenne, 95 fois"
    " sur 100."
)
SENTENCES = 6
MINUTE = 1 / 1440  # of a day
COMPARED = ("wait_mean", "queue_mean", "utilisation", "abandoned_share", "within_target")


def page(
    title: str, scenario: "Scenario", result: "Result", document: dict[str, Any], other: "Result | None"
) -> str:
    """`document`: what `--json` prints; `other`: the scenario it is compared to, if any."""
    parts = [*_notices(scenario, document)]
    if other is not None:
        parts += ["<h2>Ce que le changement ferait</h2>", *_change(document)]
    parts += ["<h2>Ce qui arriverait</h2>", _services(document["services"], "Attentes, files et abandons")]
    parts.append(_classes(document["services"]))
    parts.append(f'<div class="maps">{_steps(document)}{_costs(document)}</div>')
    parts.append(
        f'<div class="maps">{"".join(curves(scenario, result, other, changed="what_if" in document))}</div>'
    )
    parts.append(_beside_formulas(document))
    if "validation" in document:
        parts.append(validated(document["validation"], changed="what_if" in document))
    if other is not None:
        name = "Le scénario tel quel" if "what_if" in document else "L’autre scénario"
        inside = _services(document["against"], f"{name} : attentes, files et abandons")
        parts.append(folded(f"{name}, seul", [inside]))
    parts += ["<h2>Sur quoi ces chiffres reposent</h2>", _how(scenario, document), *facts_of(scenario)]
    return whole(title, [spaced("".join(parts))], lede=LEDE, night=True)


def _notices(scenario: "Scenario", document: dict[str, Any]) -> list[str]:
    parts = []
    if changes := document.get("what_if"):
        told = "".join(f"<li>{escape(in_words(change))}</li>" for change in changes)
        parts.append(card("Et si…", [f"<ul>{told}</ul>"], kind="own", level=2))
    for name in document.get("overloaded", ()):
        parts.append(
            notice(
                f"« {escape(name)} » reçoit plus qu’il ne peut servir : son attente grandit tant que dure la"
                " simulation. Lisez-la comme une tendance, pas comme un équilibre.",
                "warning",
            )
        )
    if document["settles_after_days"] > scenario.warmup:
        until = days(document["settles_after_days"])
        parts.append(
            notice(f"Le départ se voit jusqu’au jour {until} : un <code>warmup</code> plus long aiderait.")
        )
    return parts


def _between(one: dict[str, Any], measure: str) -> str:
    value = shown(measure, one["value"])
    if one["low"] is None:
        return value
    return f"{value} <small>{shown(measure, one['low'])} à {shown(measure, one['high'])}</small>"


def _moved(one: dict[str, Any], measure: str) -> str:
    low, high = points(measure, one["low"]), points(measure, one["high"])
    inside = "" if one["low"] is None else f" <small>{low} à {high}</small>"
    return points(measure, one["value"]) + inside


def _measured(one: dict[str, Any], measure: str) -> str:
    if measure == "wait_mean":
        return _between(one["wait_mean"], measure)
    if measure == "wait_p90":
        return days(one["wait_p90"])
    return _between({"value": one[measure], **one["intervals"][measure]}, measure)


def _services(services: dict[str, Any], caption: str) -> str:
    measures = ("wait_mean", "wait_p90", "queue_mean", "utilisation", "abandoned_share")
    header = ["Service", "Attente, jours", "9 sur 10 sous", "En attente", "Utilisation", "Abandons"]
    promised = any("within_target" in one for one in services.values())
    rows = []
    for name, one in services.items():
        row = [escape(name), *(_measured(one, measure) for measure in measures)]
        if promised:
            there = "within_target" in one
            told = f" <small>promis : {days(one['target_days'])} jours</small>" if there else ""
            row.append(_measured(one, "within_target") + told if there else "—")
        rows.append(row)
    if promised:
        header.append("Dans le délai promis")
    return table(caption, header, rows, len(header) - 1)


def _change(document: dict[str, Any]) -> list[str]:
    """The largest changes in sentences, then every one of them in a table."""
    after, before, found = (document[key] for key in ("services", "against", "differences"))
    shared = [name for name in found if found[name]["wait_mean"]["value"] is not None]
    shared.sort(key=lambda name: -abs(found[name]["queue_mean"]["value"]))
    cards = "".join(
        card(name, [_sentence(before[name], after[name], found[name])]) for name in shared[:SENTENCES]
    )
    rows = [
        [escape(name), *(_moved(one[measure], measure) for measure in COMPARED if measure in one)]
        + ["—"] * sum(measure not in one for measure in COMPARED)
        for name, one in found.items()
    ]
    header = ["Service", "Attente, jours", "En attente", "Utilisation, points", "Abandons, points"]
    header.append("Délai promis, points")
    if not any("within_target" in one for one in found.values()):
        header, rows = header[:-1], [row[:-1] for row in rows]
    caption = "Ce scénario moins l’autre, vécus par les mêmes personnes"
    if "what_if" in document:
        caption = "Avec le changement, moins tel quel : vécus par les mêmes personnes"
    return [f'<div class="maps">{cards}</div>', table(caption, header, rows, len(header) - 1)]


def _sentence(before: dict, after: dict, found: dict) -> str:
    wait, _queue = found["wait_mean"], found["queue_mean"]
    sure = wait["low"] is not None and (wait["low"] > 0 or wait["high"] < 0)
    if max(before["wait_mean"]["value"], after["wait_mean"]["value"]) < MINUTE:
        told = "<p>Presque personne n’attendrait, avant comme après.</p>"
    elif not sure:
        told = (
            "<p>L’attente ne changerait pas de façon nette :"
            f" {how_long(before['wait_mean']['value'])} puis {how_long(after['wait_mean']['value'])}.</p>"
        )
    else:
        way = "de moins" if wait["value"] < 0 else "de plus"
        low, high = sorted((abs(wait["low"]), abs(wait["high"])))
        told = (
            f'<p class="big">{how_long(abs(wait["value"]))} d’attente {way}</p>'
            f"<p>De {how_long(before['wait_mean']['value'])} à {how_long(after['wait_mean']['value'])}"
            f" en moyenne (entre {how_long(low)} et {how_long(high)} {way}).</p>"
        )
    return told + facts(_before_and_after(before, after, found))


def _before_and_after(before: dict, after: dict, found: dict) -> list[tuple[str, str, str]]:
    def pair(key: str, say) -> str:
        return f"{say(before[key])} → {say(after[key])}"

    rows = [("Personnes en attente", "en moyenne", pair("queue_mean", persons))]
    if before["abandoned_share"] or after["abandoned_share"]:
        rows.append(("Abandons", "de celles qui attendaient", pair("abandoned_share", share)))
    rows.append(("Utilisation", "des places ou intervenants", pair("utilisation", share)))
    if "within_target" in before and "within_target" in after:
        promised = f"{days(after['target_days'])} jours ou moins"
        rows.append(("Dans le délai promis", promised, pair("within_target", share)))
    if found.get("cost_per_year"):
        cost = _dollars(found["cost_per_year"], signed=True)
        rows.append(("Coût par an", "places ou intervenants ouverts", cost))
    return rows


def _dollars(value: float, *, signed: bool = False) -> str:
    text = f"{abs(value):,.0f}".replace(",", "\u202f")
    sign = "−" if value < 0 else "+" if signed and value > 0 else ""
    return f"{sign}{text}\u00a0$"


def _classes(services: dict[str, Any]) -> str:
    rows = [
        [escape(name), escape(group or "sans classe"), _between(wait, "wait_mean")]
        for name, one in services.items()
        for group, wait in one.get("wait_by_class", {}).items()
    ]
    return table("Attente par classe", ["Service", "Classe", "Attente, jours"], rows, 1) if rows else ""


def _steps(document: dict[str, Any]) -> str:
    if not (steps := document.get("steps_per_year")):
        return ""
    rows = [
        ("Vers plus d’intensité", "personnes par an", days(steps["up"])),
        ("Vers moins d’intensité", "personnes par an", days(steps["down"])),
    ]
    return card("D’une étape à l’autre", [facts(rows)])


def _costs(document: dict[str, Any]) -> str:
    told = {
        name: one["cost_per_year"] for name, one in document["services"].items() if "cost_per_year" in one
    }
    if not told:
        return ""
    rows = [(escape(name), "par an", _dollars(cost)) for name, cost in told.items()]
    if len(told) > 1:
        rows.append(("Ensemble", "des services dont le coût est dit", _dollars(sum(told.values()))))
    note = "<p>Le coût des places ou intervenants ouverts, occupés ou non, tel que le scénario le donne.</p>"
    return card("Ce que cela coûte", [facts(rows), note])


def _beside_formulas(document: dict[str, Any]) -> str:
    rows = []
    for name, one in document["preview"].items():
        simulated = document["services"][name]
        cells = [escape(name)]
        for measure in ("wait_mean", "queue_mean", "utilisation", "abandoned_share"):
            value = simulated["wait_mean"]["value"] if measure == "wait_mean" else simulated[measure]
            known = "—" if one is None else shown(measure, one[measure])
            cells.append(f"{shown(measure, value)} <small>formule : {known}</small>")
        rows.append(cells)
    header = ["Service", "Attente, jours", "En attente", "Utilisation", "Abandons"]
    inside = [
        (
            "<p>Les formules d’Erlang prennent chaque service seul, sans calendrier ni places limitées,"
            " et donnent"
            " une réponse immédiate. Un grand écart dit que le réseau, les priorités ou le calendrier"
            " comptent.</p>"
        ),
        table("Simulé, et selon les formules d’Erlang", header, rows, 4, quiet=True),
    ]
    return card("À côté des formules d’Erlang", inside)


def validated(validation: dict[str, Any], *, changed: bool = False) -> str:
    rows, good, every = [], 0, 0
    for name, measures in validation.items():
        for measure, one in measures.items():
            every, good = every + 1, good + one["reproduced"]
            low, high = shown(measure, one["low"]), shown(measure, one["high"])
            rows.append(
                [
                    f"{escape(name)} <small>{NAMES[measure]}</small>",
                    "retrouvé" if one["reproduced"] else "<strong>non retrouvé</strong>",
                    shown(measure, one["observed"]),
                    f"{shown(measure, one['simulated'])} <small>{low} à {high}</small>",
                ]
            )
    as_is = "Le scénario tel quel, sans le changement. " if changed else ""
    told = (
        f"<p>{as_is}{good} des {every} chiffres observés sont retrouvés."
        " Une année est une seule vie du réseau : elle est"
        " comparée à ce que donnent 95 répétitions sur 100, et non à leur moyenne."
        + (
            ""
            if good == every
            else " Là où un chiffre n’est pas retrouvé, revoyez le scénario avant de le croire."
        )
        + "</p>"
    )
    header = ["Service", "Verdict", "Observé", "Simulé"]
    return card(
        "Le modèle retrouve-t-il ce qui a été observé ?",
        [told, table("Observé et simulé, côte à côte", header, rows, 2, quiet=True)],
    )


def _how(scenario: "Scenario", document: dict[str, Any]) -> str:
    spans = f"{days(scenario.days)} jours, dont les {days(scenario.warmup)} premiers ne sont pas mesurés"
    return (
        f"<p>{document['replications']} répétitions de {spans}. Graine {document['seed']} : les mêmes nombres"
        " reviennent, quel que soit l’ordinateur. L’attente compte celles et ceux qui ont commencé le"
        " service,"
        " attentes nulles comprises.</p>"
    )
