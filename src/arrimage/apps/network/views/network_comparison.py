"""Two waves, or two kinds of ties, beside each other."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.network.forms.comparison import CompareForm
from arrimage.apps.network.queries import analysis
from arrimage.apps.network.queries import comparison as queries
from arrimage.apps.network.queries import ties as ties_queries
from arrimage.apps.network.vocabulary_ties import CountingRule
from arrimage.design.figures import Figure, Link, Node, network_map
from arrimage.design.tables import Column, table_for
from arrimage.science.networks.layout import coordinates
from arrimage.science.networks.network import Network as Graph

from .network_figures import address_of, grouped, sizes
from .network_look import Look, look

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
CHANGES = ("new", "kept", "lost")


@reachable_by(EVERYONE)
def network_comparison(request: HttpRequest, uid: UUID) -> HttpResponse:
    seen = look(request, uid, load=False)
    context = {"network": seen.network, "look": seen}
    if not seen.waves:
        return render(request, "network/network_comparison.html", context)
    form = CompareForm(request.GET, waves=seen.waves, kinds=ties_queries.kinds_of(seen.network))
    context["form"] = form
    if not form.is_valid():
        return render(request, "network/network_comparison.html", context, status=422)
    first, second, others = _pictures(request, seen, form)
    found = queries.compare(first, second)
    table = _table(request, found, form)
    if export := EXPORTS.get(table.export_format or ""):
        return export(f"{seen.network}-comparaison", table.header, table.export_rows)
    context |= {
        "found": found,
        "names": form.names,
        "waves_compared": form.compares_waves,
        "table": table,
        "figure": _figure(seen, found, form),
        "facts": _facts(found, form),
        "test": found.correlation,
        "regression": queries.explained(
            found,
            others,
            labels={
                "first": form.names[0],
                "milieu": _("being of the same milieu"),
                "near": _("being in the same territory"),
            },
        ),
    }
    return render(request, "network/network_comparison.html", context)


def _pictures(request: HttpRequest, seen: Look, form: CompareForm):
    """Both pictures, and the wave's other kinds where two are compared: what goes with one may go through
    another."""
    rule = form.cleaned_data["rule"]
    given = {"user": request.user, "seen": seen.waves}
    if form.compares_waves:
        first, second = (analysis.picture(wave, analysis.Choice(rule), **given) for wave, _kinds in form.pair)
        return first, second, {}
    (wave, one), (_wave, other) = form.pair
    choices = [analysis.Choice(rule, kinds) for kinds in (one, other, ())]
    first, second, whole = analysis.pictures(wave, choices, **given)
    return first, second, queries.other_kinds(whole, but=form.names)


def change_words(form: CompareForm) -> dict[str, str]:
    if form.compares_waves:
        return {
            "kept": pgettext("tie", "kept"),
            "lost": pgettext("tie", "no longer said"),
            "new": pgettext("tie", "new"),
        }
    first, second = form.names
    return {
        "kept": _("both kinds"),
        "lost": _("only “%(kind)s”") % {"kind": first},
        "new": _("only “%(kind)s”") % {"kind": second},
    }


def _rows(found: queries.Comparison) -> list[tuple[str, tuple[int, int]]]:
    return [(change, tie) for change in CHANGES for tie in getattr(found.changes, change)]


def _table(request: HttpRequest, found: queries.Comparison, form: CompareForm):
    words, members = change_words(form), found.members

    def remark(row) -> str:
        change, tie = row
        doubtful = change == "lost" and form.compares_waves and found.was_not_heard(tie)
        return _("one of the two has not been heard: it may only not have been said") if doubtful else ""

    return table_for(
        request,
        _rows(found),
        [
            Column(
                "one",
                _("Organisation"),
                value=lambda row: members[row[1][0]].name,
                export=lambda row: members[row[1][0]].full_name,
            ),
            Column(
                "other",
                pgettext("tie", "with"),
                value=lambda row: members[row[1][1]].name,
                export=lambda row: members[row[1][1]].full_name,
            ),
            Column(
                "change",
                _("What became of the tie"),
                value=lambda row: words[row[0]],
                sort=lambda row: row[0],
            ),
            Column("remark", _("To be read with care"), value=remark),
        ],
        caption=_("Tie by tie"),
        per_page=25,
        prefix="t",
    )


def _facts(found: queries.Comparison, form: CompareForm) -> list[dict]:
    words = change_words(form)
    facts = [{"label": words[change], "value": len(getattr(found.changes, change))} for change in CHANGES]
    if form.compares_waves:
        doubtful = sum(found.was_not_heard(tie) for tie in found.changes.lost)
        if doubtful:
            facts[2]["words"] = ngettext(
                "of which %(count)d with an organisation not heard: it may only not have been said",
                "of which %(count)d with an organisation not heard: they may only not have been said",
                doubtful,
            ) % {"count": doubtful}
    return facts


def _of_both(found: queries.Comparison) -> Sequence[tuple[float, float]]:
    pairs = {(min(tie), max(tie)) for _change, tie in _rows(found)}
    both = Graph(tuple(str(member.uid) for member in found.members), tuple(sorted(pairs)), None, False)
    return coordinates(both, groups=analysis.panel_of(both).communities.groups)


def _figure(seen: Look, found: queries.Comparison, form: CompareForm) -> Figure:
    picture, words = found.second, change_words(form)
    labels, groups = grouped(picture, "milieu")
    across = sizes(picture, "partners")
    places = [picture.place[member.pk] for member in found.members]
    # Two waves: where the second is drawn, which began from the first. Two kinds: where both are drawn.
    spots = [picture.places[place] for place in places] if form.compares_waves else _of_both(found)
    nodes = [
        Node(
            key=str(member.uid),
            name=member.name,
            x=spots[number][0],
            y=spots[number][1],
            group=groups[place],
            size=across[place],
            url=address_of(seen, member),
            is_open=number in found.unheard,
        )
        for number, (member, place) in enumerate(zip(found.members, places, strict=True))
    ]
    names = [member.name for member in found.members]
    links = [
        Link(
            nodes[one].key,
            nodes[other].key,
            line={"kept": "plain"}.get(change, change),
            note=f"{names[one]} – {names[other]} · {words[change]}",
        )
        for change, (one, other) in _rows(found)
    ]
    first, second = form.names
    counts = {change: len(getattr(found.changes, change)) for change in CHANGES}
    title = (
        _("What stayed, what came, what is no longer said?")
        if form.compares_waves
        else _("Do the same organisations have both kinds of ties?")
    )
    return network_map(
        nodes,
        links,
        groups=labels,
        styles=[("plain", words["kept"]), ("new", words["new"]), ("lost", words["lost"])],
        open_label=_("has not answered: its ties are those others say"),
        title=title,
        summary=_(
            "From “%(first)s” to “%(second)s”: %(kept)d in both, %(new)d only in the second, "
            "%(lost)d only in the first."
        )
        % {"first": first, "second": second, **counts},
        header=[_("Organisation"), pgettext("tie", "with"), _("What became of the tie")],
        rows=[[names[one], names[other], words[change]] for change, (one, other) in _rows(found)],
        source=f"{first} · {second}",
        response_rate=None if picture.wave.is_study else picture.response_rate,
        note=_("Rule: %(rule)s") % {"rule": CountingRule(form.cleaned_data["rule"]).label},
    )
