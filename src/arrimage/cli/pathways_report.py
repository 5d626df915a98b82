"""The page of trajectories: the map of passages, the waits behind them, groups side by side, whole ways."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from .page import facts, folded, notice, spaced, table, whole
from .pathways_map import drawn, rarity
from .pathways_tables import count, day, lasting
from .simulation_report import days, share

if TYPE_CHECKING:
    from arrimage.science.trajectories.comparison import ArcDifference

    from .pathways_views import Pair, View


STYLE = """
fieldset { border: 1px solid var(--line); border-radius: var(--radius); margin: 0; padding: .4rem 1rem .6rem }
fieldset div { display: flex; flex-wrap: wrap; gap: 0 1.25rem }
fieldset label { display: inline-flex; align-items: center; gap: .5rem; min-height: 2.75rem }
fieldset input { width: 1.2rem; height: 1.2rem; margin: 0; flex: none; accent-color: var(--river) }
fieldset p { margin: .4rem 0 0; font-weight: 600 }
.choices-of-map { display: grid; gap: var(--gap) }
@media (min-width: 60rem) { .choices-of-map { grid-template-columns: 1fr 1fr } }
.map > figcaption { max-width: var(--measure) } .legend-title { margin: .6rem 0 0; font-weight: 600 }
.map svg[role] { display: block; max-width: 100%; height: auto; margin-top: .6rem }
.map .for-narrow { display: none } .legend svg { flex: none }
@media (max-width: 68rem) { .map .for-wide { display: none } .map .for-narrow { display: block } }
.map .way path { stroke-opacity: .62; fill-opacity: .8 } .map path[fill="none"] { fill-opacity: 0 }
.map text { font-size: 13px; fill: var(--ink); text-anchor: middle }
.map .for-narrow text { font-size: 12px }
.map .box rect { fill: var(--card); stroke: var(--edge) }
.map .box .door { stroke: var(--ink); stroke-width: 2.5 }
.map .map-words text { font-size: 12px }
.map .map-words rect { fill: var(--paper); fill-opacity: .88 }
.map .map-words .row-title { text-anchor: start; font-weight: 600; fill: var(--soft) }
.span { display: block; width: 100%; min-width: 6rem; max-width: 14rem; height: .8rem }
@supports selector(:has(*)) { .view { display: none } }
body:has(#often-0:checked) :is(.more, .rest), body:has(#often-1:checked) .rest { display: none }
@media print { .choices-of-map { display: none } }
"""
LEDE = (
    "Par où les personnes passent, combien de temps elles attendent, et où leur chemin s’arrête. Un parcours"
    " qui s’écarte des autres est une question sur les services avant d’en être une sur la personne."
)
SIDE_BY_SIDE = 12  # passages of a comparison


def written(
    name: str,
    document: dict[str, Any],
    views: "Sequence[View]",
    pairs: "Sequence[Pair]",
    suppress: int,
    lines: Mapping[str, str] | None = None,
) -> str:
    """The HTML document. document: of everybody, as `measure --json` prints it, already suppressed."""
    shown = "".join(
        f"body:has(#view-{place}:checked) .view-{place} {{ display: block }}\n" for place in range(len(views))
    )
    parts = [
        _facts(document),
        *_notices(document, suppress),
        "<h2>D’un service au suivant</h2>",
        _choices(views),
        *(_view(place, view, lines, suppress) for place, view in enumerate(views)),
        *_side_by_side(pairs),
        "<h2>Les parcours les plus suivis</h2>",
        _ways(document),
        *lasting(document, suppress),
    ]
    return whole(f"Parcours : {name}", [spaced("".join(parts))], lede=LEDE, night=True, style=STYLE + shown)


def _facts(document: dict[str, Any]) -> str:
    spell, window = document["duration_days"], document["window"]
    between = f"du {day(window['first'])} au {day(window['last'])}"
    return facts(
        [
            ("Personnes", between, count(document["persons"])),
            ("Événements", f"dans {document['activities']} services ou étapes", count(document["events"])),
            ("Parcours différents", "de bout en bout", count(document["variants"])),
            ("La moitié des personnes", "jours du premier au dernier événement", days(spell["median"])),
            ("Neuf personnes sur dix", "jours au plus", days(spell["p90"])),
        ]
    )


def _notices(document: dict[str, Any], suppress: int) -> list[str]:
    told = []
    if suppress:
        told.append(
            notice(
                f"Rien n’est dit de ce que moins de {suppress} personnes ont vécu, ni de ce qui permettrait"
                " de le retrouver par soustraction."
            )
        )
    if refused := document["refused_rows"]["count"]:
        reasons = escape(", ".join(sorted({row["reason"] for row in document["refused_rows"]["rows"]})))
        many = f"{count(refused)} lignes n’ont pas pu être lues ({reasons}) et ne comptent pas."
        one = f"1 ligne n’a pas pu être lue ({reasons}) et ne compte pas."
        told.append(notice(one if refused == 1 else many, "warning"))
    return told + [notice(escape(one), "warning") for one in document["notices"]]


def _choices(views: "Sequence[View]") -> str:
    """Native buttons and CSS: no script."""
    places = list(enumerate(views))
    who = "".join(
        (f"<p>{escape(kind)}</p>" if kind else "")
        + "<div>"
        + "".join(
            f'<label><input type="radio" name="view" id="view-{place}"{"" if place else " checked"}>'
            f" {escape(view.label)}</label>"
            for place, view in group
        )
        + "</div>"
        for kind, group in groupby(places, key=lambda one: one[1].kind)
    )
    moves = max(len(view.document["arcs"]) for view in views)
    labels = ["Les 10 plus fréquents", "Les 20 plus fréquents", f"Tous ({moves})"]
    some = [labels[0] if moves > 10 else "", labels[1] if moves > 20 else "", labels[2]]
    first = next(k for k, label in enumerate(some) if label)
    often = "".join(
        f'<label><input type="radio" name="often" id="often-{k}"{" checked" if k == first else ""}>'
        f" {label}</label>"
        for k, label in enumerate(some)
        if label
    )
    whom = f"<fieldset><legend>Qui montrer</legend>{who}</fieldset>" if len(views) > 1 else ""
    which = f"<fieldset><legend>Quels passages montrer</legend><div>{often}</div></fieldset>"
    return f'<div class="choices-of-map">{whom}{which}</div>'


def _view(place: int, view: "View", lines: Mapping[str, str] | None, suppress: int) -> str:
    document = view.document
    title = f"{view.kind} : {view.label}" if view.kind else view.label
    people = count(document["persons"])
    return (
        f'<section class="view view-{place}"><h3>{escape(title)} ({people} personnes)</h3>'
        f"{drawn(document, lines)}{_waits(document, suppress)}</section>"
    )


def _waits(document: dict[str, Any], suppress: int) -> str:
    arcs = document["arcs"]
    longest = max((arc["p90_wait_days"] for arc in arcs), default=0.0)
    rows = [
        [
            f"{escape(arc['from'])} → {escape(arc['to'])}",
            _span(arc, longest),
            count(arc["count"]),
            days(arc["median_wait_days"]),
            days(arc["p90_wait_days"]),
        ]
        for arc in arcs
    ]
    left = document["arcs_suppressed"]
    many = "1 autre passage est tu" if left == 1 else f"{count(left)} autres passages sont tus"
    why = f"parce qu’ils diraient ce que moins de {suppress} personnes ont vécu"
    unsaid = f"<p>{many}, {why}.</p>" if left else ""
    if not rows:
        return unsaid
    header = ["De → vers", "Étendue", "Fois", "Médiane, jours", "9 sur 10 sous"]
    marks = [rarity(place) for place in range(len(arcs))]
    return table("Passages, et jours d’attente derrière chacun", header, rows, 3, marks=marks) + unsaid


def _span(arc: dict[str, Any], longest: float) -> str:
    """From nothing to the median, wide; to nine in ten, thin. The numbers beside say the same."""
    median, p90 = (100 * arc[key] / (longest or 1.0) for key in ("median_wait_days", "p90_wait_days"))
    return (
        '<svg class="span" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect y="4" width="100" height="2" fill="var(--line)"/>'
        f'<rect y="3.5" width="{max(p90, 0.8):.1f}" height="3" fill="var(--edge)"/>'
        f'<rect y="1" width="{max(median, 0.8):.1f}" height="8" rx="1" fill="var(--river)"/></svg>'
    )


def _side_by_side(pairs: "Sequence[Pair]") -> list[str]:
    kept = [pair for pair in pairs if pair.rows]
    if not kept:
        return []
    sure = (
        "<p>L’écart est celui du second groupe moins le premier. Un intervalle à 95 % qui passe par zéro :"
        " rien ne les distingue avec ce nombre de personnes.</p>"
    )
    return ["<h2>Deux groupes côte à côte</h2>", sure, *(_pair(pair, not k) for k, pair in enumerate(kept))]


def _pair(pair: "Pair", is_first: bool) -> str:
    rows = [_compared(row) for row in pair.rows[:SIDE_BY_SIDE]]
    header = [
        "De → vers",
        pair.labels[0],
        pair.labels[1],
        "Écart, points",
        "Attente, jours",
        "Écart, jours",
    ]
    title = f"{pair.kind} : {pair.labels[0]} et {pair.labels[1]}"
    caption = f"{title}, part des départs de chaque service, et attente médiane"
    return folded(title, [table(caption, header, rows, 5, quiet=True)], kind="whole", opened=is_first)


def _compared(row: "ArcDifference") -> list[str]:
    wait = " puis ".join(days(value) for value in row.median_wait_days)
    apart = row.wait_difference_days
    return [
        f"{escape(row.source)} → {escape(row.target)}",
        share(row.shares[0]),
        share(row.shares[1]),
        _apart(row.difference, row.low, row.high, 100.0),
        wait,
        _apart(apart.value, apart.low, apart.high, 1.0),
    ]


def _apart(value: float | None, low: float | None, high: float | None, scale: float) -> str:
    if value is None:
        return "—"
    inside = (
        ""
        if low is None or high is None
        else f" <small>{_signed(low * scale)} à {_signed(high * scale)}</small>"
    )
    told = _signed(value * scale)
    clear = low is not None and high is not None and (low > 0 or high < 0)
    return (f"<strong>{told}</strong>" if clear else told) + inside


def _signed(value: float) -> str:
    text = f"{value:+.0f}" if abs(value) >= 10 else f"{value:+.1f}".removesuffix(".0")
    return "0" if text in ("+0", "-0") else text.replace("-", "−").replace(".", ",")


def _ways(document: dict[str, Any]) -> str:
    persons = document["persons"]
    rows = [
        [_path(way["path"]), count(way["persons"]), share(way["persons"] / persons)]
        for way in document["top_variants"]
    ]
    left = persons - sum(way["persons"] for way in document["top_variants"])
    others = document["variants"] - len(rows)
    who = f"{count(left)} personnes ({share(left / persons)}) ont suivi {count(others)} autres parcours"
    rest = f"<p>{who}.</p>" if others and left else ""
    if not rows:
        return "<p>Aucun parcours entier n’est partagé par assez de personnes pour être montré.</p>" + rest
    return table("Parcours entiers", ["Parcours", "Personnes", "Part"], rows, 2, quiet=True) + rest


def _path(names: Sequence[str]) -> str:
    """«A → B (3 fois) → A»: what comes several times in a row is said once."""
    steps = [(name, len(list(group))) for name, group in groupby(names)]
    return " → ".join(escape(name) + (f" ({times} fois)" if times > 1 else "") for name, times in steps)
