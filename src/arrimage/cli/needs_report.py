"""The page of needs: maps, persons, services, norms and who adopted them, what stays beside, sources."""

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from .needs import REASONS, between, no_gap, number
from .needs_maps import maps
from .needs_sources import assumption, norms_known, sources
from .needs_words import TITLES, in_words
from .page import card, facts, folded, notice, spaced, table, whole

if TYPE_CHECKING:
    from arrimage.design.figures import Shape
    from arrimage.science.needs.chain import Sensitivity
    from arrimage.science.needs.gap import Inputs, Line, Territory

    from .needs import Found

FEW = 3  # territories shown whole; more are folded under a table of all
WEIGHTS = 5  # assumptions shown for each figure
LEDE = (
    "Une norme ne demande rien tant qu’un organisme nommé ne l’a pas adoptée pour le territoire."
    " Une ressource compte dans une norme seulement si elle l’a dit."
)
MEASURES = {
    "needs": "personnes qui pourraient avoir besoin",
    "demand": "personnes qui demanderaient",
    "amount": "quantité demandée",
    "workers": "intervenants",
}
BESIDE = (
    "Ces ressources existent et soutiennent du monde. Elles n’entrent dans aucun compte, et ce n’est pas un"
    " manque : la plupart l’ont choisi, les autres n’ont rien déclaré."
)


def page(found: "Found", inputs: "Inputs", names: Mapping[str, str], shapes: list["Shape"]) -> str:
    """The whole HTML document, in French."""
    several = len(found.territories) > 1
    parts: list[str] = []
    if several:
        drawn = f'<div class="maps">{"".join(maps(found, shapes, names))}</div>'
        parts += ["<h2>D’un territoire à l’autre</h2>", drawn, _overview(found, names)]
    for code, territory in found.territories.items():
        inside = _territory(territory, brief=len(found.territories) > FEW)
        title = _titled(code, names)
        if len(found.territories) <= FEW:
            parts += [f'<h2 id="t-{escape(code)}">{escape(title)}</h2>', *inside]
        else:
            anchor = f'<div id="t-{escape(code)}"></div>'
            parts.append(folded(title, [anchor, *inside], kind="whole"))
    parts += ["<h2>Sur quoi ces chiffres reposent</h2>", *sources(found, inputs)]
    return whole(f"Besoins et offre, {found.year}", [spaced("".join(parts))], lede=LEDE, night=True)


def _titled(code: str, names: Mapping[str, str]) -> str:
    return f"{code} · {names[code]}" if code in names else f"Territoire {code}"


def _overview(found: "Found", names: Mapping[str, str]) -> str:
    groups = list(dict.fromkeys(name for one in found.territories.values() for name in one.needs))
    services = list(
        dict.fromkeys(
            name for one in found.territories.values() for name, line in one.services.items() if line.norm
        )
    )
    rows = [
        [
            f'<a href="#t-{escape(code)}">{escape(_titled(code, names))}</a>',
            number(one.population),
            *(number(one.needs.get(group)) for group in groups),
            *(number(one.services[name].gap) if name in one.services else "—" for name in services),
        ]
        for code, one in found.territories.items()
    ]
    header = [
        "Territoire",
        "Personnes",
        *map(in_words, groups),
        *(f"Écart : {in_words(name)}" for name in services),
    ]
    return table("Tous les territoires", header, rows, len(header) - 1)


def _territory(one: "Territory", *, brief: bool) -> list[str]:
    grown = "un groupe d’âge ouvert commence avant 18 ans" if one.adults is None else "18 ans et plus"
    parts = [
        facts(
            [
                ("Personnes", "toute la population du territoire", number(one.population)),
                ("Adultes", grown, number(one.adults)),
            ]
        )
    ]
    if one.needs:
        parts.append(_needs(one))
    if one.profiles:
        parts.append(_profiles(one))
    if one.services:
        parts += _by_line(one)
    if one.not_counted:
        parts.append(_beside(one))
    if one.sensitivity:
        parts.append(_sensitivity(one, brief=brief))
    return parts


def _by_line(one: "Territory") -> list[str]:
    """The services normed, line after line where norms say which they are of."""
    from arrimage.science.needs.gap import by_line

    together, parts = by_line(one.services), []
    for line in sorted({found.of_line for found in one.services.values()}, key=lambda line: (not line, line)):
        cards = "".join(
            _service(name, found) for name, found in one.services.items() if found.of_line == line
        )
        title = f"Selon les normes : {TITLES.get(line, line).lower()}" if line else "Selon les normes"
        parts.append(f"<h3>{escape(title)}</h3>")
        rows = [
            [escape(in_words(unit)), number(found.required), number(found.available),
             _wide(found.gap, found.gap_interval)]
            for unit, found in together.get(line, {}).items()
        ]  # fmt: skip
        if rows:
            header = ["En", "Demandé", "Offert et compté", "Écart"]
            parts.append(table("Toute la ligne, là où une norme est adoptée", header, rows, 3))
        parts.append(f'<div class="grid fit">{cards}</div>')
    return parts


def _needs(one: "Territory") -> str:
    header = ["Groupe de besoins", "Personnes"]
    if one.demand is not None:
        header.append("Dont demanderaient")
    left_out = any(one.uncovered.values())
    if left_out:
        header.append("Hors des taux (âge ou sexe)")
    rows = []
    for name, persons in one.needs.items():
        row = [escape(in_words(name)), _wide(persons, one.intervals.get(("needs", name)))]
        if one.demand is not None:
            row.append(_wide(one.demand[name], one.intervals.get(("demand", name))))
        if left_out:
            row.append(number(one.uncovered.get(name)))
        rows.append(row)
    why = '<p><a href="#taux">Les taux et leurs sources</a></p>'
    if one.demand is not None:
        why = (
            "<p>Toutes les personnes qui ont un besoin ne demandent pas de service : leurs raisons sont"
            ' dites, et ne sont pas un refus. <a href="#raisons">Les raisons et leurs sources</a> ·'
            ' <a href="#taux">les taux</a></p>'
        )
    return card(
        "Qui pourrait avoir besoin de soutien",
        [table("Personnes, par groupe de besoins", header, rows, len(header) - 1, quiet=True), why],
    )


def _wide(value: float | None, wide) -> str:
    inside = f" <small>{between(wide).strip(' ()')}</small>" if wide else ""
    return number(value) + inside


def _profiles(one: "Territory") -> str:
    """Need described without any norm: services, places, hours, workers."""
    rows = []
    for amount in one.profiles:
        name = f"{amount.service}:{amount.unit}"
        steps = " · ".join(f"étape {escape(step)} : {number(part)}" for step, part in amount.by_step.items())
        rows.append(
            [
                escape(in_words(amount.service)),
                escape(in_words(amount.unit)),
                steps,
                _wide(amount.amount, one.intervals.get(("amount", name))),
                _wide(amount.workers, one.intervals.get(("workers", name))),
            ]
        )
    header = ["Service", "En", "Par étape", "En tout", "Intervenants"]
    told = "<p>Décrit à partir des besoins et de leur sévérité : aucune norme n’y entre."
    return card(
        "Ce que ces besoins demandent",
        [
            table("Services, places et intervenants", header, rows, 2, quiet=True),
            f'{told} <a href="#profils">Les profils et leurs sources</a></p>',
        ],
    )


def _service(name: str, line: "Line") -> str:
    unit = escape(in_words(line.unit))
    parts = []
    if line.norm is None:
        offered = "" if line.available is None else f"Offert et compté : {number(line.available)} {unit}. "
        if line.refused_by:
            who = escape(", ".join(line.refused_by))
            why = f"Norme <strong>refusée par {who}</strong> : il n’y a donc pas d’écart à calculer."
        else:
            why = "Aucune norme adoptée : il n’y a donc pas d’écart à calculer."
        parts.append(f"<p>{offered}{why}</p>")
    elif line.gap is None:
        parts.append(f"<p>{escape(no_gap(line).replace('la', 'La', 1))}.</p>")
    else:
        less = line.gap < 0
        says = "de plus que la norme" if less else "de moins que la norme"
        wide = (
            f" <small>(écart {between(line.gap_interval).strip(' ()')})</small>" if line.gap_interval else ""
        )
        parts += [
            f'<p class="big">{number(abs(line.gap))} {unit} {says if line.gap else "d’écart"}</p>',
            (
                f"<p>{number(line.required)} demandés moins {number(line.available)} offerts et comptés,"
                f" soit un écart de {number(line.gap)}.{wide}</p>"
            ),
            _bar(line),
        ]
    if line.norm:
        parts.append(
            f"<p>Norme adoptée par <strong>{escape(line.norm.adopted_by)}</strong>"
            + (f" : {escape(line.norm.why)}" if line.norm.why else "")
            + ".</p>"
        )
    parts += [notice(f"Ce qui la conteste : {escape(contest)}") for contest in line.contested_by]
    inside = []
    if line.references:
        inside.append(norms_known(line.references, "Les normes connues, côte à côte"))
    inside.append(_counted(line))
    parts.append(folded("D’où vient ce chiffre", inside))
    return card(in_words(name), parts, level=4)


def _bar(line: "Line") -> str:
    """Offered against required; the sentence above says the same."""
    if not line.required or line.available is None:
        return ""
    most = max(line.required, line.available)
    offered, asked = (300 * value / most for value in (line.available, line.required))
    return (
        '<svg class="bar" viewBox="0 0 300 14" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="300" height="8" y="3" rx="2" fill="currentColor" opacity=".16"/>'
        f'<rect x="0" y="3" width="{offered:.1f}" height="8" rx="2" fill="currentColor"/>'
        f'<rect x="{max(0.0, asked - 2):.1f}" y="0" width="2" height="14" fill="var(--maple)"/></svg>'
        '<p class="muted"><small>Barre pleine : offert et compté. Trait : ce que la norme demande.'
        "</small></p>"
    )


def _counted(line: "Line") -> str:
    if not line.counted:
        return "<p>Personne n’a déclaré compter dans cette norme.</p>" if line.available is not None else ""
    rows = [
        [
            escape(one.declared_by),
            escape(in_words(one.service)),
            f"{number(one.value)} {escape(in_words(one.unit))}",
        ]
        for one in line.counted
    ]
    return table("Ce qui compte, parce qu’on l’a dit", ["Déclaré par", "Service", "Offert"], rows, 1)


def _beside(one: "Territory") -> str:
    rows = [
        [
            escape(left.supply.declared_by or "personne"),
            escape(left.supply.service),
            REASONS[left.reason],
            f"{number(left.supply.value)} {escape(left.supply.unit)}",
        ]
        for left in one.not_counted
    ]
    header = ["Déclaré par", "Service, en ses mots", "Pourquoi à côté", "Offert"]
    inside = [f"<p>{BESIDE}</p>", table("Offert, et compté dans aucune norme", header, rows, 1, quiet=True)]
    return card("À côté, non compté", inside, kind="own")


def _sensitivity(one: "Territory", *, brief: bool) -> str:
    """For each figure, its assumptions moved one by one from their low to their high.

    `brief`: of the needs only, where the page holds many territories.
    """
    by_figure: dict[tuple[str, str], list[Sensitivity]] = {}
    for row in one.sensitivity:
        if brief and row.measure != "needs":
            continue
        by_figure.setdefault((row.measure, row.figure), []).append(row)
    parts = [
        (
            "<p>Chaque hypothèse est déplacée seule, de sa valeur basse à sa valeur haute : voici ce que le"
            " chiffre deviendrait. La plus lourde est en premier.</p>"
        )
    ]
    for (measure, figure), rows in by_figure.items():
        least, most = min(row.low for row in rows), max(row.high for row in rows)
        cells = [
            [
                f"{escape(assumption(row.input))} <small>{escape(row.source)}</small>",
                _range(row, least, most),
                f"{number(row.low)} à {number(row.high)}",
                f"{number(100 * row.share)} %",
            ]
            for row in rows[:WEIGHTS]
        ]
        header = ["Hypothèse", "Étendue", "Le chiffre devient", "Part de l’incertitude"]
        caption = f"{_figure(figure)} : {MEASURES[measure]}"
        if measure == "needs":
            parts.append(table(caption, header, cells, 2))
        else:
            parts.append(folded(caption, [table(caption, header, cells, 2, quiet=True)]))
    return card("Quelle hypothèse pèse le plus", parts)


def _figure(name: str) -> str:
    """« siv:places » → « Soutien d’intensité variable (SIV), places »."""
    service, colon, unit = name.partition(":")
    return in_words(service) + (f", {in_words(unit)}" if colon else "")


def _range(row: "Sensitivity", least: float, most: float) -> str:
    whole_span = most - least or 1.0
    low, high = sorted((row.low, row.high))
    left, wide = 200 * (low - least) / whole_span, max(2.0, 200 * (high - low) / whole_span)
    return (
        '<svg class="bar" viewBox="0 0 200 10" preserveAspectRatio="none" aria-hidden="true"'
        ' style="min-width:7rem">'
        '<rect y="4" width="200" height="2" fill="var(--line)"/>'
        f'<rect x="{left:.1f}" y="1" width="{wide:.1f}" height="8" rx="2" fill="currentColor"/></svg>'
    )
