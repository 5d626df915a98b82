"""Who belongs to a coalition or a federation; joining, inviting, leaving."""

from datetime import date
from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.roles import KEEPERS
from arrimage.apps.kernel.access import EVERYONE, Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.network.actions import affiliations as actions
from arrimage.apps.network.models import AffiliationProposal
from arrimage.apps.network.policies import together as policies
from arrimage.apps.network.queries import affiliations as queries
from arrimage.apps.network.queries import pages
from arrimage.design.tables import Column, table_for

TO_KEEPERS = doors(door(*KEEPERS))
TO_OWN_KEEPERS = doors(door(*KEEPERS, relation=Relation.OWN))
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


@reachable_by(EVERYONE)
def members(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The members on a day, and the region's organisations that belong to none."""
    federation = get_object_or_404(
        pages.organisations().filter(kind__in=policies.GATHERING).order_by("pk"), uid=uid
    )
    day = _day(request.GET.get("on", "")) or today()
    table = table_for(
        request,
        queries.members_of(federation, day),
        [
            Column(
                "name",
                _("Organisation"),
                lambda held: held.organisation.name,
                sort="organisation__sort_name",
                link=lambda held: held.organisation.get_absolute_url(),
            ),
            Column(
                "kind",
                _("Kind"),
                lambda held: held.organisation.get_kind_display(),
                sort="organisation__kind",
            ),
            Column("since", _("Member since"), lambda held: held.since, sort="since"),
        ],
        caption=_("Members"),
        sort="name",
    )
    if table.export_format:
        return EXPORTS[table.export_format](_("members"), table.header, table.export_rows)
    return render(
        request,
        "network/members.html",
        {
            "organisation": federation,
            "table": table,
            "day": day,
            "others": queries.in_region_and_in_none(federation, day),
        },
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_POST
@reachable_by(TO_KEEPERS)
def affiliation_propose(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Invite this organisation, or ask to join it (`do`)."""
    mine = request.user.acting.organisation
    other = get_object_or_404(pages.open_organisations(), uid=uid)
    organisation, federation = (other, mine) if request.POST.get("do") == "invite" else (mine, other)
    try:
        made = actions.propose_affiliation(organisation, federation, by=request.user, at=now())
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
    else:
        if made.answer:
            notices.success(request, _("Agreed on both sides: the affiliation holds from today."))
        else:
            notices.success(request, _("Proposed. It will hold once %(other)s says yes.") % {"other": other})
    return redirect(other.get_absolute_url())


ANSWERS = {
    "accept": AffiliationProposal.Answer.ACCEPTED,
    "decline": AffiliationProposal.Answer.DECLINED,
    "withdraw": AffiliationProposal.Answer.WITHDRAWN,
}


@require_POST
@reachable_by(TO_OWN_KEEPERS)
def affiliation_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    proposal = get_object_or_404(queries.open_proposals_visible_to(request.user), uid=uid)
    answer = ANSWERS.get(request.POST.get("do", ""))
    if answer is None:
        raise BadRequest
    actions.answer_proposal(proposal, answer, by=request.user, at=now())
    notices.success(request, _("It is noted."))
    return redirect(request.user.acting.organisation.get_absolute_url())


@reachable_by(TO_OWN_KEEPERS)
def affiliation_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked once more: beginning again would need the other side's yes."""
    affiliation = get_object_or_404(queries.affiliations_endable_by(request.user), pk=pk)
    if request.method == "POST":
        actions.end_affiliation(affiliation, by=request.user, at=now())
        notices.success(request, _("The affiliation has ended."))
        return redirect(request.user.acting.organisation.get_absolute_url())
    return render(request, "network/affiliation_end.html", {"affiliation": affiliation})
