"""Looking at a version before anybody is asked: trying it, and what it changes."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from arrimage.apps.kernel.access import Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import today
from arrimage.apps.questionnaires import policies
from arrimage.apps.questionnaires.document import checking, comparing
from arrimage.apps.questionnaires.document.answers import Reading
from arrimage.apps.questionnaires.document.scoring import apply
from arrimage.apps.questionnaires.forms.filling import SectionForm
from arrimage.apps.questionnaires.forms.reading import score_card
from arrimage.apps.questionnaires.models import Instrument, Version
from arrimage.apps.questionnaires.queries import instruments as queries

TO_AUTHORS = doors(door(*policies.AUTHORS, relation=Relation.OWN))


def _version(request: HttpRequest, uid: UUID, number: int) -> tuple[Instrument, Version]:
    instrument = get_object_or_404(queries.instruments_visible_to(request.user), uid=uid)
    return instrument, get_object_or_404(queries.versions_of(instrument), number=number)


@never_cache
@reachable_by(TO_AUTHORS)
def version_try(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """As those who answer will see it, with what it would add up to. Nothing is kept, nobody is told."""
    instrument, version = _version(request, uid, number)
    problems = checking.problems(version.form)
    language = request.GET.get("langue", "")
    language = language if language in version.form.languages else version.form.languages[0]
    context = {"instrument": instrument, "version": version, "problems": problems, "language": language}
    context["is_phone"] = "telephone" in request.GET
    if not problems:
        data = request.POST if request.method == "POST" else None
        form = SectionForm(
            list(version.form.sections), Reading(version.form, {}, on=today()), language, data, request.FILES
        )
        if data is not None:
            form.check()
            final = form.reading.final()
            cards = [
                score_card(version.form, rule, apply(rule, version.form, final))
                for rule in version.form.scores
            ]
            context |= {"scores": cards, "alarms": form.reading.alarms(), "is_tried": True}
        context |= {"form": form, "conditions": form.conditions()}
    return render(request, "questionnaires/version_try.html", context)


@never_cache
@reachable_by(TO_AUTHORS)
def version_changes(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """What this version changes, in words, from the one before or (`?avec=`) from any other."""
    instrument, version = _version(request, uid, number)
    others = [one for one in queries.versions_of(instrument) if one.number != number]
    chosen = request.GET.get("avec", "")
    before = next((one for one in others if str(one.number) == chosen), None)
    before = before or next((one for one in others if one.number < number), None)
    found = comparing.changes(before.form, version.form) if before else []
    words = {
        comparing.Kind.ADDED: pgettext("question", "Added"),
        comparing.Kind.REMOVED: pgettext("question", "Removed"),
        comparing.Kind.MOVED: pgettext("question", "Moved"),
        comparing.Kind.CHANGED: pgettext("question", "Changed"),
    }
    context = {
        "instrument": instrument,
        "version": version,
        "before": before,
        "others": others,
        "around": comparing.around(before.form, version.form) if before else [],
        "rows": [(words[change.kind], change) for change in found],
    }
    return render(request, "questionnaires/version_changes.html", context)
