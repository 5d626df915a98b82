"""The page of trajectories: the map of passages, the waits behind them, ways, continuity, what comes back."""

from html import escape
from typing import TYPE_CHECKING, Any

from .page import table, whole
from .pathways_map import drawn, rarity
from .simulation_report import days, share

if TYPE_CHECKING:
    from .pathways_views import Pair, View


STYLE = """
fieldset { border: 1px solid var(--line); border-radius: .5rem; margin: 0 0 1rem; padding: .5rem 1rem }
fieldset div { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem }
fieldset label { display: inline-flex; align-items: center; gap: .4rem; min-height: 2.75rem }
fieldset input { width: 1.2rem; height: 1.2rem; margin: 0 } fieldset p { margin: .5rem 0 0; font-weight: 600 }
.scroll > svg { max-width: none; height: auto; display: block } .map-words { paint-order: stroke }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .9rem }
.legend svg { vertical-align: middle }
@supports selector(:has(*)) { .view { display: none } }
body:has(#often-1:checked) .rare, body:has(#often-2:checked) :is(.rare, .less) { display: none }
"""
OFTEN = (("", "tous"), ("rare", "au moins 5 % du plus fréquent"), ("less", "au moins 20 %"))


def written(
    name: str, document: dict[str, Any], views: "list[View]", pairs: "list[Pair]", suppress: int
) -> str:
    """The HTML document. document: what `pathways measure --json` prints, already suppressed."""
    shown = "".join(
        f"body:has(#view-{place}:checked) .view-{place} {{ display: block }}\n" for place in range(len(views))
    )
    return whole(
        f"Parcours : {name}",
        [
            *_facts(document, suppress),
            "<h2>D’un service au suivant</h2>",
            *_choices(views),
            *(_view(place, view) for place, view in enumerate(views)),
            *(_beside(pair) for pair in pairs if pair.rows),
            "<h2>Les parcours les plus suivis</h2>",
            _ways(document),
            "<h2>Continuité et retours</h2>",
            *_continuity(document),
            _returns(document),
            _bounces(document),
            _episodes(document),
            "<h2>Comment c’est compté</h2>",
            _method(document, suppress),
        ],
        style=STYLE + shown,
    )


def _facts(document: dict[str, Any], suppress: int) -> list[str]:
    spell, window = document["duration_days"], document["window"]
    between = " au ".join(moment[:10] for moment in (window["first"], window["last"]) if moment)
    who = (
        f"<p><strong>{document['persons']} personnes</strong>, {document['events']} événements,"
        f" {document['activities']} activités, {document['variants']} parcours différents, du {between}.</p>"
    )
    how_long = (
        f"<p>Du premier au dernier événement : {days(spell['median'])} jours pour la moitié des personnes,"
        f" {days(spell['p90'])} au plus pour neuf sur dix.</p>"
    )
    told = [who, how_long]
    if refused := document["refused_rows"]["count"]:
        reasons = ", ".join(sorted({row["reason"] for row in document["refused_rows"]["rows"]}))
        told.append(
            f"<p>{refused} lignes n’ont pas pu être lues ({escape(reasons)}) : elles ne comptent pas.</p>"
        )
    told += [f"<p>{escape(notice)}</p>" for notice in document["notices"]]
    if suppress:
        told.append(f"<p>Les groupes de moins de {suppress} sont tus.</p>")
    return told


def _choices(views: "list[View]") -> list[str]:
    """Native buttons and CSS: no script."""
    kinds: dict[str, list[str]] = {}
    for place, view in enumerate(views):
        checked = " checked" if not place else ""
        kinds.setdefault(view.kind, []).append(
            f'<label><input type="radio" name="view" id="view-{place}"{checked}> {escape(view.label)}</label>'
        )
    who = "".join(
        (f"<p>{escape(kind)}</p>" if kind else "") + f"<div>{''.join(labels)}</div>"
        for kind, labels in kinds.items()
    )
    often = "".join(
        f'<label><input type="radio" name="often" id="often-{place}"{" checked" if place == 1 else ""}>'
        f" {label}</label>"
        for place, (_, label) in enumerate(OFTEN)
    )
    hidden = "" if len(views) > 1 else " hidden"
    whom = f"<fieldset{hidden}><legend>Qui montrer</legend>{who}</fieldset>"
    return [whom, f"<fieldset><legend>Quels passages montrer</legend><div>{often}</div></fieldset>"]


def _view(place: int, view: "View") -> str:
    document = view.document
    title = f"{view.kind} : {view.label}" if view.kind else view.label
    return (
        f'<section class="view view-{place}"><h3>{escape(title)} ({document["persons"]} personnes)</h3>'
        f"{drawn(document)}{_waits(document)}</section>"
    )


def _beside(pair: "Pair") -> str:
    one, other = pair.labels
    rows = [
        [
            escape(row.source), escape(row.target), share(row.shares[0]), share(row.shares[1]),
            _apart(row.difference, row.low, row.high),
        ]
        for row in pair.rows[:20]
    ]  # fmt: skip
    header = ["De", "Vers", escape(one), escape(other), "Écart, points"]
    told = f"{pair.kind} : {one} et {other}, part des départs de chaque service"
    sure = "Un intervalle à 95 % qui passe par zéro : rien ne les distingue avec ce nombre de personnes."
    return table(told, header, rows, 3) + f"<p>{sure}</p>"


def _apart(value: float, low: float, high: float) -> str:
    return f"{100 * value:+.0f} <small>({100 * low:+.0f} à {100 * high:+.0f})</small>"


def _waits(document: dict[str, Any]) -> str:
    rows = []
    for arc in document["arcs"]:
        waits = (days(arc["median_wait_days"]), days(arc["p90_wait_days"]))
        rows.append([escape(arc["from"]), escape(arc["to"]), str(arc["count"]), *waits])
    header = ["De", "Vers", "Fois", "Attente médiane, jours", "9 sur 10 sous"]
    most = max((arc["count"] for arc in document["arcs"]), default=0)
    found = table(
        "Passages et attentes", header, rows, 3, marks=[rarity(arc, most) for arc in document["arcs"]]
    )
    left = document["arcs_suppressed"]
    return found + (f"<p>{left} passages plus rares sont tus.</p>" if left else "")


def _ways(document: dict[str, Any]) -> str:
    rows = [
        [escape(" → ".join(variant["path"])), str(variant["persons"])] for variant in document["top_variants"]
    ]
    if not rows:
        return "<p>Aucun parcours n’est partagé par assez de personnes pour être montré.</p>"
    return table("Parcours entiers", ["Parcours", "Personnes"], rows, 1)


NAMES = {
    "usual_provider": "Part des visites chez l’intervenant le plus vu",
    "sequential": "Part des visites chez le même intervenant que la fois d’avant",
    "bice_boxerman": "Indice de Bice et Boxerman",
    "herfindahl": "Indice de Herfindahl",
}


def _continuity(document: dict[str, Any]) -> list[str]:
    rows = [
        [label, share(index["mean"]), str(index["persons"]), str(index["excluded"])]
        for name, label in NAMES.items()
        for index in (document["continuity"][name],)
        if index["persons"]
    ]
    if not rows:
        return ["<p>Le fichier ne dit pas qui a reçu les personnes : la continuité n’est pas connue.</p>"]
    header = ["Mesure (0 : jamais le même ; 100 : toujours)", "Moyenne", "Personnes", "Moins de deux visites"]
    return [table("Revoir les mêmes intervenants", header, rows, 3)]


def _returns(document: dict[str, Any]) -> str:
    rows = []
    for name, found in document["returns"].items():
        cells = []
        for window in ("7", "30", "90"):
            one = found["estimate"][window]
            inside = f" <small>({share(one['low'])} à {share(one['high'])})</small>" if one["value"] else ""
            cells.append(share(one["value"]) + inside)
        rows.append([escape(name), str(found["events"]), *cells])
    if not rows:
        return ""
    header = ["Revenir à", "Événements", "En 7 jours", "30 jours", "90 jours"]
    return table("Revenir au même service", header, rows, 4)


def _bounces(document: dict[str, Any]) -> str:
    rows = [
        [escape(one["from"]), escape(one["through"]), str(one["count"])] for one in document["bounces"][:20]
    ]
    return table("Allers-retours", ["De", "Vers, puis retour", "Fois"], rows, 1) if rows else ""


def _episodes(document: dict[str, Any]) -> str:
    rows = [
        [
            escape(name),
            str(found["persons"]),
            *("—" if found[key] is None else str(found[key]) for key in ("episodes", "reentries")),
            *(days(found["duration_days"][key]) for key in ("median", "p90")),
        ]
        for name, found in document["episodes"].items()
    ]
    if not rows:
        return ""
    header = [
        "Service",
        "Personnes",
        "Épisodes",
        "Retours après un épisode",
        "Durée médiane, jours",
        "9 sur 10",
    ]
    gap = document["episode_gap_days"]
    told = (
        f"<p>Deux venues au même service à moins de {gap} jours l’une de l’autre sont d’un même épisode.</p>"
    )
    return table("Épisodes de service", header, rows, 5) + told


def _method(document: dict[str, Any], suppress: int) -> str:
    unit = "à la microseconde" if document["wait_resolution"] == "microsecond" else "au jour près"
    kind = " ouvrables au Québec" if document["working_days"] else ""
    return (
        f"<p>Une attente va d’un événement au suivant de la même personne, en jours{kind}, {unit}."
        " La part de ceux qui reviennent tient compte de ceux qu’on n’a pas suivis assez longtemps"
        " (Kaplan-Meier, intervalle à 95 %). Ceux dont l’histoire a commencé avant le fichier comptent"
        " à partir de ce qu’on en voit. La continuité ne se mesure qu’à partir de deux visites.</p>"
    )
