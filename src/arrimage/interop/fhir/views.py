"""FHIR R4 resources of questionnaires, as JSON."""

import json
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.audit.actions import seen
from arrimage.apps.kernel.access import Relation, door, doors, reachable_by
from arrimage.apps.questionnaires import policies
from arrimage.apps.questionnaires.document.scoring import apply
from arrimage.apps.questionnaires.queries import instruments as queries
from arrimage.apps.questionnaires.queries import responses

from .questionnaires import questionnaire, questionnaire_response

TO_AUTHORS = doors(door(*policies.AUTHORS, relation=Relation.OWN))
STATUS = {"draft": "draft", "published": "active", "retired": "retired"}


@never_cache
@reachable_by(TO_AUTHORS)
def version_as_fhir(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """One version as a Questionnaire."""
    instrument = get_object_or_404(queries.instruments_visible_to(request.user), uid=uid)
    version = get_object_or_404(queries.versions_of(instrument), number=number)
    return _json(
        questionnaire(
            version.form,
            url=_url(instrument),
            version=str(number),
            status=STATUS[version.status],
            language=version.form.languages[0],
        )
    )


@never_cache
@reachable_by(TO_AUTHORS)
def response_as_fhir(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One response that was sent as a QuestionnaireResponse. The reading is journalled."""
    with seen(
        "questionnaire.answers_read", by=request.user, purpose=_("questionnaire"), request=request
    ) as shown:
        found = shown.one(get_object_or_404(responses.responses_readable_by(request.user), uid=uid))
        form, answers = found.questionnaire.form, responses.answers_of(found)
        results = [apply(rule, form, answers) for rule in form.scores]
        return _json(
            questionnaire_response(
                form,
                answers,
                url=_url(found.questionnaire.instrument),
                version=str(found.questionnaire.number),
                is_sent=found.is_sent,
                at=found.sent_at,
                results=results,
                language=found.language,
                file_url=lambda uid: settings.BASE_URL + reverse("response_file", args=[uid]),
            )
        )


def _url(instrument) -> str:
    """What names the instrument for ever, wherever it is read."""
    return f"{settings.BASE_URL}{instrument.get_absolute_url()}"


def _json(resource: dict) -> HttpResponse:
    text = json.dumps(resource, ensure_ascii=False, indent=2)
    return HttpResponse(text, content_type="application/fhir+json; charset=utf-8")
