"""The page an invitation leads to: what is asked and promised, then to begin, refuse, or pass it on.

The link is a key: it goes to no other site and no index, and is written in no log (`config.logs`).
"""

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.inquiry.actions import campaigns_answering as actions
from arrimage.apps.inquiry.actions.campaigns_mixing import waiting
from arrimage.apps.inquiry.forms.campaigns_answering import ConsentForm, PassOnForm
from arrimage.apps.inquiry.models import Invitation
from arrimage.apps.inquiry.queries import campaign_links as links
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.questionnaires.actions.responses import Closed
from arrimage.apps.questionnaires.document.questionnaire import said
from arrimage.apps.questionnaires.queries import collecting as collected


@never_cache
@reachable_by(EVERYONE)
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it writes nothing: a mail program that follows links answers for nobody."""
    invitation, is_current = _behind(request, token)
    if not is_current:
        return _private(render(request, "inquiry/campaign_passed.html", {"invitation": invitation}))
    if request.method == "POST" and request.POST.get("do") != "begin":
        return _done(request, invitation, token)
    campaign = invitation.wave.campaign
    form = ConsentForm(request.POST or None, capacities=_capacities(invitation))
    if request.method == "POST" and form.is_valid():
        try:
            code = actions.begin(
                invitation,
                language=_language(campaign),
                capacity=form.cleaned_data.get("capacity", ""),
                at=now(),
            )
        except Closed:
            return _private(redirect("asked", token=token))  # the page says why
        return _private(redirect("answer", code=code, number=1))
    status = 422 if request.method == "POST" else 200
    return _private(
        render(request, "inquiry/campaign_asked.html", _context(invitation, token, form), status=status)
    )


def _done(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    do = request.POST.get("do")
    try:
        if do == "refuse":
            actions.refuse(invitation, at=now())
        elif do == "undo":
            actions.take_back_refusal(invitation, at=now())
        else:
            raise BadRequest
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
    return _private(redirect("asked", token=token))


def _capacities(invitation: Invitation) -> list[str]:
    return [] if invitation.capacity else invitation.wave.campaign.capacities


def _context(invitation: Invitation, token: str, form: ConsentForm) -> dict:
    wave, campaign = invitation.wave, invitation.wave.campaign
    questions = campaign.questionnaire.form
    is_sent = invitation.is_answered or (
        campaign.is_anonymous and wave.opening and invitation.pk in waiting(wave).values()
    )
    begun = None
    if not campaign.is_anonymous and wave.opening:
        begun = collected.response_of(wave.opening, links.owner_of(invitation))
    return {
        "invitation": invitation,
        "campaign": campaign,
        "wave": wave,
        "token": token,
        "form": form,
        "introduction": said(questions.introduction, _language(campaign)),
        "count": len(questions.asked),
        "has_alerts": any(item.alert for item in questions.asked),
        "takes_answers": wave.takes_answers(today()),
        "is_sent": is_sent,
        "is_refused": invitation.status == Invitation.Status.REFUSED,
        "begun": begun,
        "code": links.code_of(invitation) if begun else "",
    }


@never_cache
@reachable_by(EVERYONE)
def asked_pass_on(request: HttpRequest, token: str) -> HttpResponse:
    """To a colleague, for a campaign that wants one answer from the whole organisation."""
    invitation, is_current = _behind(request, token)
    if not is_current or not invitation.wave.campaign.is_per_organisation:
        return _private(redirect("asked", token=token))
    form = PassOnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.pass_on(invitation, **form.cleaned_data, at=now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            notices.success(request, _("It is passed on: they receive a link of their own."))
            return _private(redirect("asked", token=token))
    context = {"invitation": invitation, "campaign": invitation.wave.campaign, "token": token, "form": form}
    status = 422 if request.method == "POST" else 200
    return _private(render(request, "inquiry/campaign_pass_on.html", context, status=status))


def _behind(request: HttpRequest, token: str) -> tuple[Invitation, bool]:
    found = links.invitation_behind(token)
    if found is None:
        raise Http404
    request.is_under_a_code = True  # whoever holds the link answers, whatever account is signed in
    return found


def _language(campaign) -> str:
    languages = campaign.questionnaire.form.languages
    language = (get_language() or "fr")[:2]
    return language if language in languages else languages[0]


def _private(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
