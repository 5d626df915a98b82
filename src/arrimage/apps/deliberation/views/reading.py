"""What whoever may read a consultation finds there: the context, the rules, what was said, the synthesis."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.deliberation import policies
from arrimage.apps.deliberation.forms.speaking import ContributionForm
from arrimage.apps.deliberation.models import Consultation
from arrimage.apps.deliberation.queries import consultations as queries
from arrimage.apps.deliberation.queries import contributions as said
from arrimage.apps.deliberation.queries import coverage, outcomes, syntheses
from arrimage.apps.deliberation.vocabulary import Stance
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.exports import csv_response, xlsx_response

from .shared import keep_key, keys_of, private, readable
from .ways import side_for, ways_for

PER_PAGE = 50


@reachable_by(EVERYONE)
def consultations(request: HttpRequest) -> HttpResponse:
    """Those open, those that closed and what became of them; drafts, for whoever prepares them."""
    found = queries.listed(request.user, keys_of(request))
    context = {
        "found": found,
        "drafts": [one for one in found if one.is_draft],
        "open": [one for one in found if one.is_open],
        "closed": [one for one in found if one.state == Consultation.State.CLOSED],
        "may_prepare": policies.leads_for(request.user) is not None,
    }
    return render(request, "deliberation/consultations.html", context)


@never_cache
@reachable_by(EVERYONE)
def consultation_key(request: HttpRequest, token: str) -> HttpResponse:
    """The address passed on to those invited without an account: it opens this consultation, here."""
    found = queries.behind_key(token)
    if found is None:
        return private(render(request, "deliberation/key_over.html", status=404))
    keep_key(request, found)
    return private(redirect(found))


@reachable_by(EVERYONE)
def consultation(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = readable(request, uid)
    works = queries.worked_on_by(request.user).filter(pk=found.pk).exists()
    leads = works and queries.led_by(request.user).filter(pk=found.pk).exists()
    context = {
        "consultation": found,
        "rules": queries.rules_of(found),
        "questions": list(found.questions.all()),
        "documents": list(queries.documents_of(found)),
        "calendar": queries.calendar_of(found, at=now()),
        "syntheses": list(syntheses.syntheses_of(found)[:20]),
        "gatherings": list(queries.gatherings_of(found)) if works else [],
        "contestations": list(outcomes.contestations().filter(consultation=found)),
        "works": works,
        "leads": leads,
        "missing": queries.may_be_opened(found) if leads and found.is_draft else [],
        "team": list(queries.team_of(found)) if works else [],
        "progress": coverage.progress(found) if works and not found.is_draft else None,
        "rules_changed": found.rules.filter(number__gt=1, told_at__isnull=False).exists(),
        "invitees": list(queries.invitees_of(found)[:200]) if found.audience == "invited" or works else [],
    }
    return render(request, "deliberation/consultation.html", context)


@reachable_by(EVERYONE)
def rules(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The rules, and every version there was, with what changed and why."""
    found = readable(request, uid)
    context = {
        "consultation": found,
        "versions": queries.changes_of_rules(found),
        "leads": queries.led_by(request.user).filter(pk=found.pk).exists(),
    }
    return render(request, "deliberation/rules.html", context)


@reachable_by(EVERYONE)
def document(request: HttpRequest, uid: UUID, document: UUID) -> HttpResponse:
    found = get_object_or_404(
        queries.documents_of(readable(request, uid)).select_related("content"), uid=document
    )
    response = HttpResponse(bytes(found.content.data), content_type=found.media_type)
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@reachable_by(EVERYONE)
def contributions(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All that was said, question by question, with the reasons given about it. Twelve queries at most."""
    found = readable(request, uid)
    questions = list(found.questions.all())
    asked = request.GET.get("question", "")
    question = next((one for one in questions if str(one.uid) == asked), None)
    rows = said.listed(found, question=question)
    if asked_for := request.GET.get("export"):
        return _exported(found, asked_for)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"consultation": found, "questions": questions, "question": question, "page": page}
    return render(request, "deliberation/contributions.html", context)


def _exported(consultation: Consultation, format_: str) -> HttpResponse:
    if format_ not in ("csv", "xlsx"):
        raise Http404
    header = [
        _("Number"),
        _("Question"),
        _("From where"),
        _("In whose name"),
        _("Given on"),
        _("About"),
        _("Words"),
    ]
    rows = (
        [
            one.number,
            one.question.text,
            one.get_side_display(),
            syntheses.name_of(one),
            one.given_on,
            one.responds_to.number if one.responds_to else "",
            _("withdrawn by its author") if one.is_withdrawn else one.masked_why or said.shown(one),
        ]
        for one in said.read_in(consultation).select_related("responds_to").order_by("number")
    )
    respond = csv_response if format_ == "csv" else xlsx_response
    return respond(f"{_('contributions')}.{format_}", header, rows)


@reachable_by(EVERYONE)
def contribution(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One contribution, and the reasons others gave; the way to give one."""
    from .speaking import react

    seen = queries.consultations_visible_to(request.user, keys_of(request))
    found = said.contribution_in(seen, uid)
    if found is None:
        raise Http404
    rules = queries.rules_of(found.consultation)
    form = None
    may_react = found.consultation.is_open and found.responds_to_id is None and not found.is_withdrawn
    if may_react:
        data = request.POST if request.method == "POST" else None
        ways = ways_for(request.user, rules)
        form = ContributionForm(data, ways=ways, side=side_for(request.user), is_reaction=True)
        if request.method == "POST" and (onward := react(request, found, form)):
            return onward
    context = {
        "contribution": found,
        "consultation": found.consultation,
        "reactions": list(said.reactions_to(found)),
        "form": form,
        "rules": rules,
        "has_sound": found.means == "voice" and said.has_sound(found),
        "votes": _votes(request, found, rules),
        "stances": Stance.choices,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "deliberation/contribution.html", context, status=status)


def _votes(request: HttpRequest, contribution, rules) -> dict | None:
    """Where the rules say there is a vote: one's own, and the count once it is over."""
    if not rules.allows_votes or contribution.responds_to_id or contribution.is_withdrawn:
        return None
    is_over = not contribution.consultation.is_open
    return {
        "mine": said.ballot_of(request.user, contribution),
        "may": request.user.is_authenticated and not is_over,
        "counts": said.ballots_on(contribution) if is_over else None,
        "mean": rules.votes_mean,
    }


@reachable_by(EVERYONE)
def workbook(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To print: the context, the questions, space to write, and what happens then."""
    found = readable(request, uid)
    context = {
        "consultation": found,
        "rules": queries.rules_of(found),
        "questions": list(found.questions.all()),
        "lines": range(14),
    }
    return render(request, "deliberation/workbook.html", context)


@reachable_by(EVERYONE)
def synthesis(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """A synthesis as it was sealed, the words that are still there, the replies since."""
    found = syntheses.synthesis_in(readable(request, uid), number)
    if found is None:
        raise Http404
    context = {
        "synthesis": found,
        "consultation": found.consultation,
        "open": syntheses.read(found),
        "versions": list(syntheses.syntheses_of(found.consultation)),
        "faults": syntheses.faults_of(found),
        "conclusions": {
            str(one.uid): outcomes.told(one, at=now()) for one in outcomes.conclusions_of(found.consultation)
        },
    }
    return render(request, "deliberation/synthesis.html", context)


@reachable_by(EVERYONE)
def synthesis_file(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """The sealed document itself: the SHA-256 of its bytes is the digest shown on the page."""
    found = syntheses.synthesis_in(readable(request, uid), number)
    if found is None:
        raise Http404
    name = f"synthese-{number}.json"
    return HttpResponse(
        found.document.encode(),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
