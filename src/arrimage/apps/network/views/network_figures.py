"""The figures of a network's pages, from its picture."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from arrimage.apps.network.analysis_words import MILIEUS, milieu_of
from arrimage.apps.network.queries.analysis import Answer, Member, Picture
from arrimage.apps.network.vocabulary import Line, Sector
from arrimage.apps.network.vocabulary_ties import Status
from arrimage.design.figures import Figure, Link, Node, network_map
from arrimage.design.numbers import percent
from arrimage.science.networks.layout import coordinates
from arrimage.science.networks.network import Network as Graph

from .network_look import Look

LINE_OF = {
    Status.CONFIRMED: "plain",
    Status.CLAIMED: "dashes",
    Status.UNANSWERED: "dots",
    Status.CONTESTED: "dashdot",
}


def status_styles() -> list[tuple[str, str]]:
    return [(LINE_OF[status], str(status.label)) for status in Status]


def grouped(picture: Picture, by: str) -> tuple[list[str], list[int]]:
    """Labels, and the label's number of each member."""
    if by == "milieu":
        return [str(label) for label in MILIEUS], [milieu_of(member.kind) for member in picture.members]
    if by == "community":
        return _communities(picture)
    words = [(_sector if by == "sector" else _line)(member) for member in picture.members]
    # In the vocabulary's order; what is not said comes last.
    order = [str(label) for label in (Sector.labels if by == "sector" else Line.labels)]
    labels = sorted(set(words), key=lambda word: (order.index(word) if word in order else 99, word))
    return labels, [labels.index(word) for word in words]


def _sector(member: Member) -> str:
    if member.is_unclassed:
        return _("would rather not be put in a category")
    return str(Sector(member.sector).label) if member.sector else _("sector not stated")


def _line(member: Member) -> str:
    if member.is_unclassed or not member.lines:
        return _("no line stated")
    return str(Line(min(member.lines)).label) if len(member.lines) == 1 else _("several lines")


def _communities(picture: Picture) -> tuple[list[str], list[int]]:
    labels, numbers, alone = [], [0] * len(picture.members), []
    partners = [len(row) for row in picture.network.neighbours]
    for group in picture.panel.communities.groups:
        if len(group) == 1 and not partners[group[0]]:
            alone += group
            continue
        first = max(group, key=lambda one: (partners[one], -one))
        for one in group:
            numbers[one] = len(labels)
        labels.append(
            ngettext("around %(name)s (%(count)d)", "around %(name)s (%(count)d)", len(group))
            % {"name": picture.members[first].name, "count": len(group)}
        )
    for one in alone:
        numbers[one] = len(labels)
    return [*labels, _("no known tie for now")] if alone else labels, numbers


def sizes(picture: Picture, by: str) -> list[float]:
    """From 0 to 1 each."""
    if by == "none":
        return [0.25] * len(picture.members)
    rows = picture.panel.by_organisation
    values = [
        {"betweenness": row.betweenness, "closeness": row.closeness}.get(by, len(partners))
        for row, partners in zip(rows, picture.network.neighbours, strict=True)
    ]
    most = max(values, default=0)
    return [value / most if most else 0 for value in values]


def address_of(look: Look, member: Member) -> str:
    return reverse("network_neighbourhood", args=[look.network.uid, member.uid]) + look.address


def map_figure(look: Look, *, here: Member | None = None, only: set[int] | None = None) -> Figure:
    """The map; `here` is ringed; `only` leaves these positions alone on it."""
    picture = look.picture
    labels, groups = grouped(picture, look.form.chosen("colour"))
    across = sizes(picture, look.form.chosen("size"))
    shown = [place for place in range(len(picture.members)) if only is None or place in only]
    places = picture.places if only is None else _places_of(picture, shown)
    nodes = [
        Node(
            key=str(member.uid),
            name=member.name,
            x=places[place][0],
            y=places[place][1],
            group=groups[place],
            size=across[place],
            url=address_of(look, member),
            note=_partners(len(picture.network.neighbours[place])),
            is_open=member.answer in (Answer.AWAITED, Answer.DECLINED),
            is_here=member == here,
        )
        for place, member in ((place, picture.members[place]) for place in shown)
    ]
    keys = {node.key for node in nodes}
    names = {member.pk: member for member in picture.members}
    links = [
        Link(
            source=str(names[tie.source].uid),
            target=str(names[tie.target].uid),
            line=LINE_OF[tie.status],
            strength=tie.weight if look.form.chosen("rule") == "weighted" else 1,
            note=f"{names[tie.source].name} – {names[tie.target].name} · "
            + ", ".join(sorted({kind for kind, _status in tie.said})),
        )
        for tie in picture.ties
        if {str(names[tie.source].uid), str(names[tie.target].uid)} <= keys
    ]
    return network_map(
        nodes,
        links,
        groups=labels,
        styles=status_styles(),
        open_label=_("has not answered: its ties are those others say"),
        title=_("Who works with whom") if here is None else _("Around %(name)s") % {"name": here.name},
        summary=_reading(look, here),
        header=[
            _("Organisation"),
            pgettext("column", "Group"),
            _("Ties both sides say"),
            _("Ties one side says"),
        ],
        rows=[_row(picture, place, labels[groups[place]]) for place in shown],
        source=look.source,
        response_rate=None if picture.wave.is_study else picture.response_rate,
        note=look.note,
        method_url=reverse("network_measures", args=[look.network.uid]) + look.address,
    )


def _partners(count: int) -> str:
    return ngettext("%(count)d partner", "%(count)d partners", count) % {"count": count}


def _places_of(picture: Picture, shown: Sequence[int]) -> dict[int, tuple[float, float]]:
    """A few organisations drawn by themselves, with the ties among them."""
    number = {place: new for new, place in enumerate(shown)}
    ties = tuple(
        (number[one], number[other])
        for one, other in picture.network.pairs
        if one in number and other in number
    )
    names = tuple(picture.network.organisations[place] for place in shown)
    return dict(zip(shown, coordinates(Graph(names, ties, None, False)), strict=True))


def _reading(look: Look, here: Member | None) -> str:
    picture = look.picture
    parts = [look.answered]
    if here is not None:
        partners = picture.network.neighbours[picture.place[here.pk]]
        return f"{_partners(len(partners))}. {look.answered}"
    if picture.confirmed_share is not None:
        parts.append(
            _("Of all the ties said in this wave, %(share)s are said by both sides.")
            % {"share": percent(picture.confirmed_share)}
        )
    return " ".join(parts)


def _row(picture: Picture, place: int, group: str) -> Sequence[str]:
    both, one = [], []
    for other in sorted(picture.network.neighbours[place]):
        ties = [picture.tie_of.get(ends) for ends in ((place, other), (other, place))]
        agreed = any(tie and tie.status == Status.CONFIRMED for tie in ties)
        (both if agreed else one).append(picture.members[other].name)
    return [picture.members[place].full_name, group, ", ".join(both) or "—", ", ".join(one) or "—"]
