"""Writing voices out, masking what hurts, typing workbooks in."""

import base64
from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.accounts.held import held_data
from arrimage.apps.deliberation.actions import contributions as actions
from arrimage.apps.deliberation.forms.speaking import TypedInForm
from arrimage.apps.deliberation.forms.working import MaskForm, WriteOutForm
from arrimage.apps.deliberation.models import Consultation, Contribution
from arrimage.apps.deliberation.queries import consultations as queries
from arrimage.apps.deliberation.queries import contributions as said
from arrimage.apps.deliberation.vocabulary import Naming
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now

from .shared import TO_TEAM, accepted, done, keys_of, status_of


def _moderated(request: HttpRequest, uid: UUID) -> Consultation:
    return get_object_or_404(queries.moderated_by(request.user), uid=uid)


@reachable_by(TO_TEAM)
def moderation(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Voices to write out first, then what is masked."""
    found = _moderated(request, uid)
    context = {
        "consultation": found,
        "to_write_out": list(said.to_write_out(found)),
        "masked": list(said.masked(found)),
    }
    return render(request, "deliberation/moderation.html", context)


@reachable_by(TO_TEAM)
def moderate(request: HttpRequest, uid: UUID, contribution: UUID) -> HttpResponse:
    """One contribution: its voice to write out, or its words to mask or show again."""
    consultation = _moderated(request, uid)
    found = get_object_or_404(
        said.with_words(Contribution.objects.filter(consultation=consultation)), uid=contribution
    )
    do = request.POST.get("do", "")
    by = {"by": request.user, "at": now()}
    written = WriteOutForm(request.POST if do == "write" else None)
    mask = MaskForm(request.POST if do == "mask" else None)
    if do == "write" and accepted(
        written, lambda: actions.write_out(found, written.cleaned_data["text"], **by)
    ):
        notices.success(request, _("It is written out: everybody may read it now."))
        return redirect("moderation", uid=uid)
    if do == "mask" and accepted(mask, lambda: actions.mask(found, mask.cleaned_data["why"], **by)):
        notices.success(request, _("It is masked; its author is told why. It still counts in the synthesis."))
        return redirect("moderation", uid=uid)
    if do == "show":
        done(request, actions.unmask, found, said=_("It is shown again."), **by)
        return redirect(found)
    if request.method == "POST" and do not in {"write", "mask"}:
        raise BadRequest
    context = {
        "consultation": consultation,
        "contribution": found,
        "written": written,
        "mask": mask,
        "words": said.words_of(found),
        "to_write_out": found.state == Contribution.State.TO_WRITE_OUT,
    }
    return render(request, "deliberation/moderate.html", context, status=status_of(request))


@never_cache
@reachable_by(EVERYONE)
def sound(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A voice: for all who read the consultation once it is written out; before, for its team and author."""
    seen = queries.consultations_visible_to(request.user, keys_of(request))
    found = Contribution.objects.filter(uid=uid, consultation__in=seen.order_by().values("pk")).first()
    if found is None:
        raise Http404
    is_team = queries.moderated_by(request.user).filter(pk=found.consultation_id).exists()
    is_readable = found.state == Contribution.State.GIVEN and found.masked_on is None
    if not (is_team or is_readable or said.given_by(request.user).filter(pk=found.pk).exists()):
        raise Http404
    heard = said.sound_of(found)
    if heard is None:
        raise Http404
    return HttpResponse(
        base64.b64decode(heard.data),
        content_type=heard.media_type,
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"},
    )


@reachable_by(TO_TEAM)
def type_in(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A workbook filled in by hand, typed in for somebody who agreed; the code to hand to them."""
    found = _moderated(request, uid)
    rules = queries.rules_of(found)
    ways = []
    if rules.allows_named:
        ways.append((Naming.NAMED.value, _("with their name")))
    if rules.allows_anonymous:
        ways.append((Naming.ANONYMOUS.value, _("without any name")))
    data = request.POST if request.method == "POST" else held_data(request)
    form = TypedInForm(data, questions=found.questions.all(), ways=ways)

    def give():
        clean = form.cleaned_data
        speaker = actions.Speaker(clean["naming"], clean["side"], clean["name"])
        return actions.type_in(
            found, form.answers, speaker=speaker, agreement=clean["agreement"], by=request.user, at=now()
        )

    code = ""
    if request.method == "POST" and (made := accepted(form, give)):
        _contributions, code = made
        form = TypedInForm(None, questions=found.questions.all(), ways=ways)
    context = {"consultation": found, "form": form, "code": code}
    response = render(
        request, "deliberation/type_in.html", context, status=200 if code else status_of(request)
    )
    response["Cache-Control"] = "no-store"
    return response
