"""Agreements: one’s own, one of them, an organisation’s public part, a network’s, the relatives’ matrix."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from arrimage.apps.accounts.roles import KEEPERS
from arrimage.apps.kernel.access import EVERYONE, Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.network.actions import agreements as actions
from arrimage.apps.network.forms import agreements as forms
from arrimage.apps.network.models import Agreement
from arrimage.apps.network.policies.agreements import may_speak
from arrimage.apps.network.policies.together import kept_by
from arrimage.apps.network.queries import agreements as queries
from arrimage.apps.network.queries import funding, joint_seat, pages
from arrimage.design.tables import Column, table_for

from .funding import funding_table

TO_KEEPERS = doors(door(*KEEPERS))
TO_OWN_KEEPERS = doors(door(*KEEPERS, relation=Relation.OWN))
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
State = Agreement.State


def _names(agreement: Agreement, but: int | None = None) -> str:
    return " · ".join(
        _short(party.organisation) for party in agreement.parties.all() if party.organisation_id != but
    )


def _short(organisation) -> str:
    return organisation.short_name or organisation.name


def _title(agreement: Agreement, mine: int | None) -> str:
    """Its name, for those who may read what it says."""
    is_ours = mine is not None and any(party.organisation_id == mine for party in agreement.parties.all())
    return agreement.title if is_ours or queries.publication_of(agreement) == "all" else _("An agreement")


def _table(request: HttpRequest, found, *, caption: str, but: int | None = None, published: bool = False):
    mine = kept_by(request.user)
    columns = [
        Column(
            "title",
            _("Agreement"),
            lambda each: _title(each, mine),
            sort="title" if but else None,  # what is not told is not told by an order either
            link=lambda each: each.get_absolute_url(),
        ),
        Column("parties", _("With whom") if but else _("Between whom"), lambda each: _names(each, but)),
        Column("state", _("Where it stands"), lambda each: each.get_state_display(), sort="state"),
        Column("since", _("Holds since"), lambda each: _day(each.since), sort="since"),
        Column("until", _("Until"), lambda each: _day(each.last_day), sort="until"),
    ]
    if published:
        columns.append(
            Column(
                "publication",
                pgettext("agreement", "Public part"),
                lambda each: publication_names()[queries.publication_of(each)],
            )
        )
    return table_for(request, found, columns, caption=caption)


def publication_names() -> dict[str, str]:
    return {
        "nothing": pgettext("publication", "Nothing"),
        "existence": pgettext("publication", "That it exists"),
        "all": pgettext("publication", "What it says"),
    }


def _day(day) -> str | None:
    return date_format(day, "j N Y") if day else None


@reachable_by(TO_KEEPERS)
def agreements(request: HttpRequest) -> HttpResponse:
    """One's own agreements and funding, drafts included, and what waits for a word."""
    mine = request.user.acting.organisation
    table = _table(
        request,
        queries.agreements_of(request.user),
        caption=_("Our agreements"),
        but=mine.pk,
        published=True,
    )
    if export := EXPORTS.get(table.export_format or ""):
        return export(_("agreements"), table.header, table.export_rows)
    lines = funding_table(request, funding.funding_of(request.user), caption=_("Our funding"), own=True)
    if export := EXPORTS.get(lines.export_format or ""):
        return export(_("funding"), lines.header, lines.export_rows)
    context = {
        "organisation": mine,
        "table": table,
        "lines": lines,
        "waiting": queries.waiting_for(request.user),
        "day": today(),
    }
    return render(request, "network/agreements.html", context)


@reachable_by(EVERYONE)
def organisation_agreements(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What an organisation and all its partners let be known, and the funding it publishes."""
    organisation = get_object_or_404(pages.organisations(), uid=uid)
    mine = kept_by(request.user)
    lines = funding_table(
        request, funding.published_funding_of(organisation), caption=_("Funding it publishes")
    )
    if export := EXPORTS.get(lines.export_format or ""):
        return export(_("funding"), lines.header, lines.export_rows)
    found = queries.published_agreements_of(organisation)
    context = {
        "organisation": organisation,
        "lines": lines,
        "agreements": [(each, queries.publication_of(each) == "all") for each in found],
        "is_own": mine == organisation.pk,
        "may_propose": mine is not None and not organisation.closed_on,
    }
    return render(request, "network/organisation_agreements.html", context)


@reachable_by(EVERYONE)
def network_agreements(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The agreements of a network's organisations, as far as the reader may know."""
    network = get_object_or_404(joint_seat.networks(), uid=uid)
    found = queries.agreements_of_network(network, user=request.user, on=today())
    table = _table(request, found, caption=_("Agreements of the network"))
    if export := EXPORTS.get(table.export_format or ""):
        return export(_("agreements"), table.header, table.export_rows)
    return render(request, "network/network_agreements.html", {"network": network, "table": table})


@reachable_by(EVERYONE)
def relatives_matrix(request: HttpRequest) -> HttpResponse:
    """Which integrated centre has an agreement with which relatives' association, in the whole province."""
    matrix = queries.relatives_matrix(user=request.user, on=today())

    def named(ties) -> str | None:
        return " · ".join(_short(other) for other, _agreement in ties) or None

    table = table_for(
        request,
        matrix.lines,
        [
            Column(
                "centre",
                _("Integrated centre"),
                lambda line: _short(line.centre),
                sort=lambda line: line.centre.sort_name,
                link=lambda line: line.centre.get_absolute_url(),
            ),
            Column("territories", _("Territory"), lambda line: " · ".join(line.territories) or None),
            Column(
                "says",
                _("What is known here"),
                _says,
                sort=_says,
                link=lambda line: line.agreements[0][1].get_absolute_url() if line.agreements else None,
            ),
            Column("signed", _("Signed with"), lambda line: named(line.signed)),
            Column("under_way", _("Under way with"), lambda line: named(line.under_way)),
        ],
        caption=_("Centre by centre"),
        per_page=50,
    )
    if export := EXPORTS.get(table.export_format or ""):
        return export(_("agreements-relatives"), table.header, table.export_rows)
    context = {"matrix": matrix, "table": table, "then": queries.published_share()}
    return render(request, "network/relatives_matrix.html", context)


def _says(line: queries.CentreLine) -> str:
    if line.signed:
        return _("Agreement signed")
    return _("Under way, not signed") if line.under_way else _("Nothing published here")


@reachable_by(EVERYONE)
def agreement(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One agreement: all of it for its parties; for others, what all of them let be known."""
    found = get_object_or_404(queries.agreements_visible_to(request.user), uid=uid)
    return agreement_page(request, found)


def agreement_page(request: HttpRequest, found: Agreement, status: int = 200, **bound) -> HttpResponse:
    """The page, with the form that has to be corrected (`bound`, by name) where there is one."""
    page = queries.agreement_page(found, user=request.user)
    context = {
        "agreement": found,
        "page": page,
        "steps": _path(found) if page.mine else [],
        "may_speak": bool(page.mine) and may_speak(request.user),
        "today": today(),
    }
    if page.mine:
        context["forms"] = {
            "refuse": forms.RefusalForm(prefix="refuse"),
            "end": forms.EndForm(prefix="end"),
            "publish": forms.PublicationForm(
                prefix="publish", initial={"publication": page.mine.publication}
            ),
            "obstacle": forms.ObstacleForm(prefix="obstacle"),
            "count": forms.CountForm(prefix="count"),
            "hope": forms.HopeForm(prefix="hope"),
        } | bound
        coming = queries.meetings_to_talk_at(found, user=request.user, at=now())
        placed = queries.meetings_of_questions(page.questions, user=request.user)
        context["can_meet"] = any(not each.talked_over_on for each in page.questions) and coming.exists()
        context["questions"] = [
            {
                "question": each,
                "conclude": bound.get(f"conclude-{each.uid}")
                or forms.ConclusionForm(prefix=f"c{each.uid.hex[:8]}"),
                "agenda": bound.get(f"agenda-{each.uid}")
                or forms.AgendaForm(prefix=f"a{each.uid.hex[:8]}", meetings=coming),
                "meeting": placed.get(each.meeting_uid),
            }
            for each in page.questions
        ]
        context["counts"] = [
            (each, bound.get(f"contest-{each.uid}") or forms.ContestForm(prefix=f"k{each.uid.hex[:8]}"))
            for each in page.counts
        ]
    return render(request, "network/agreement.html", context, status=status)


def _path(agreement: Agreement) -> list[dict]:
    """What was said and what is awaited, for `{% thread %}`."""
    started = agreement.state not in (State.DRAFT,)
    steps = [
        {
            "title": _("Written by %(writer)s") % {"writer": _short(agreement.writer)},
            "when": agreement.created_at,
        },
        {"title": _("Proposed to the parties"), "when": agreement.proposed_at if started else None},
    ]
    if agreement.state == State.REFUSED:
        said = _("%(party)s said no") % {"party": _short(agreement.closed_for)}
        return _knots([*steps, {"title": said, "when": agreement.closed_at}])
    parties = sorted(agreement.parties.all(), key=lambda party: (party.signed_at is None, party.signed_at))
    for party in parties:
        title = _("%(party)s has signed") if party.signed_at else _("%(party)s: signature awaited")
        steps.append(
            {
                "title": title % {"party": _short(party.organisation)},
                "when": party.signed_at,
                "text": party.signed_by,
            }
        )
    if agreement.state in (State.ENDED, State.RENEWED):
        return _knots([*steps, {"title": agreement.get_state_display(), "when": agreement.closed_at}])
    return _knots([*steps, {"title": _("It holds"), "when": agreement.signed_at}])


def _knots(steps: list[dict]) -> list[dict]:
    waiting = next((number for number, step in enumerate(steps) if step["when"] is None), len(steps))
    return [
        step
        | {
            "when": date_format(localtime(step["when"]), "DATE_FORMAT") if step["when"] else "",
            "state": "done" if number < waiting else "now" if number == waiting else "later",
        }
        for number, step in enumerate(steps)
    ]


@reachable_by(TO_KEEPERS)
def agreement_new(request: HttpRequest) -> HttpResponse:
    """The first half of a draft: what it is called, with whom, what for."""
    named = request.GET.get("with", "")
    others = queries.organisations_to_agree_with(request.user, named=named)
    first = others.filter(uid=named).first() if queries.is_uid(named) else None
    form = forms.AgreementForm(
        request.POST or None, others=others, initial={"with_1": first.pk} if first else {}
    )
    if request.method == "POST" and form.is_valid():
        try:
            written = actions.write_agreement(
                request.user.acting.organisation, form.parties(), by=request.user, at=now(), **form.said()
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            notices.success(request, _("Your draft is kept; only your organisation reads it."))
            return redirect("agreement_edit", uid=written.uid)
    status = 422 if form.is_bound else 200
    return render(request, "network/agreement_form.html", {"form": form, "rows": []}, status=status)


@reachable_by(TO_OWN_KEEPERS)
def agreement_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Word it, row by row; each saving offers one more row."""
    found = get_object_or_404(queries.agreements_of(request.user), uid=uid)
    if not found.is_open:
        notices.info(request, _("This text is settled: renew it to word it otherwise."))
        return redirect(found)
    others = None
    if found.state == State.DRAFT:
        others = queries.organisations_to_agree_with(request.user, agreement=found)
    data = request.POST if request.method == "POST" else None
    form = forms.AgreementForm(data, others=others, agreement=found)
    rows = forms.way_forms(found, data)
    theirs = None
    if data is not None and all([form.is_valid(), *[row.is_valid() for row in rows]]):
        said = {"rows": [row.row() for row in rows if row.row()], "others": form.parties(), **form.said()}
        version = form.cleaned_data["version"] or 0
        try:
            actions.reword_agreement(found, version=version, by=request.user, at=now(), **said)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except StaleVersion:
            theirs = queries.agreements_of(request.user).get(pk=found.pk)
            form.data = form.data.copy()
            form.data["version"] = str(theirs.version)
            form.add_error(None, _("Somebody else worded it meanwhile: their text is beside yours."))
        else:
            notices.success(request, _("Kept."))
            return redirect("agreement_edit" if "more" in request.POST else "agreement", uid=uid)
    context = {"form": form, "rows": rows, "agreement": found, "theirs": theirs}
    return render(request, "network/agreement_form.html", context, status=422 if data else 200)
