"""What a programme asks when something of it ends, and what may be taken out of it for other software."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.refusals import accepted, done, status_of
from arrimage.apps.learning.actions import asking as actions
from arrimage.apps.learning.actions.statements import export_statements
from arrimage.apps.learning.forms.asking import EndForm
from arrimage.apps.learning.models import EndQuestions
from arrimage.apps.learning.queries import asking as queries
from arrimage.apps.learning.queries import programmes

from .refusals import TO_OWN_EDITORS


@never_cache
@reachable_by(TO_OWN_EDITORS)
def programme_questions(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One form for each moment; below, what was asked."""
    found = get_object_or_404(programmes.programmes_kept_by(request.user), uid=uid)
    decided = queries.questions_of(found)
    versions = queries.versions_to_ask(found.organisation_id)
    given = {"by": request.user, "at": now()}
    moment, do = request.POST.get("moment"), request.POST.get("do")
    if do == "stop" and moment in decided:
        said = _("Nothing more is asked by itself. What is open goes on.")
        done(request, actions.stop, decided[moment], **given, said=said)
        return redirect("programme_questions", uid=uid)
    forms = {
        one: EndForm(
            request.POST if one == moment else None,
            prefix=one,
            instance=decided.get(one),
            programme=found,
            versions=versions,
        )
        for one in EndQuestions.Moment.values
    }
    if moment in forms and accepted(
        forms[moment], lambda: actions.decide(found, moment, **forms[moment].cleaned_data, **given)
    ):
        notices.success(request, _("It is decided: the questionnaire will open by itself."))
        return redirect("programme_questions", uid=uid)
    context = {
        "programme": found,
        "moments": [(one, EndQuestions.Moment(one).label, forms[one], decided.get(one)) for one in forms],
        "asked": queries.asked_in(found, request.user),
        "has_versions": versions.exists(),
    }
    return render(request, "learning/questions.html", context, status=status_of(request))


@never_cache
@reachable_by(TO_OWN_EDITORS)
def programme_statements(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was done, as xAPI statements whose actors are pseudonyms."""
    found = get_object_or_404(programmes.programmes_kept_by(request.user), uid=uid)
    text = export_statements(found, by=request.user, at=now())
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="xapi-{found.uid}.json"'
    return response
