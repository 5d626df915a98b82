"""Answering: begun, kept as one goes, sent once, and changed until the closing where that was said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel import mail
from arrimage.apps.questionnaires import codes, hosts
from arrimage.apps.questionnaires.document.answers import Answer, Attached, Reading, State, to_json, value
from arrimage.apps.questionnaires.document.questionnaire import Item, Kind
from arrimage.apps.questionnaires.document.scoring import apply
from arrimage.apps.questionnaires.models import (
    Alert,
    Opening,
    Response,
    ResponseAnswer,
    ResponseFile,
    ResponseScore,
)
from arrimage.apps.questionnaires.queries import responses as queries

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


class Closed(ValidationError):
    """It cannot be answered or changed any more."""


@dataclass(frozen=True)
class GivenFile:
    """A file somebody gave, checked and free of what it said of them (`forms.files`)."""

    kind: str
    data: bytes


@transaction.atomic
def start_response(opening: Opening, *, at: datetime, language: str = "fr") -> tuple[Response, str]:
    """Begin to answer: the response, and the code that opens it again (told once, kept by nobody else).

    Raises Closed.
    """
    if not opening.is_open(localdate(at)):
        raise Closed(_("This questionnaire is closed: it takes no more answers."))
    code = codes.new_code()
    response = Response.objects.create(
        questionnaire=opening.questionnaire,
        opening=opening,
        code_digest=codes.digest_of(code),
        language=language,
        started_at=at,
    )
    return response, code


@transaction.atomic
def keep_answers(response: Response, answers: Mapping[str, Answer], *, at: datetime) -> None:
    """Keep what is being typed. No slip of a finger raises an alert, nor changes what was sent.

    Raises Closed.
    """
    response = _lock_open(response, at=at)
    if response.is_sent:
        raise Closed(_("Your answers are sent: press the button to keep a change."))
    form = response.questionnaire.form
    _write(response, {name: answer for name, answer in answers.items() if name in form.items})
    _mark_saved(response, at=at)


@transaction.atomic
def save_answers(
    response: Response,
    answers: Mapping[str, Answer],
    *,
    at: datetime,
    files: Mapping[str, GivenFile] | None = None,
) -> Reading:
    """Keep these answers, and these files, which answer their questions.

    Those of a response already sent count at once, and must be right. Raises Closed, ValidationError.
    """
    response = _lock_open(response, at=at)
    form = response.questionnaire.form
    kept = {name: _attached(file) for name, file in (files or {}).items() if name in form.items}
    known = {name: answer for name, answer in (*answers.items(), *kept.items()) if name in form.items}
    reading = Reading(form, queries.answers_of(response) | known, on=localdate(at))
    if response.is_sent:
        if wrong := [
            sentence for name, sentence in reading.problems(response.language).items() if name in known
        ]:
            raise ValidationError(wrong)
        _count(response, reading)
    else:
        _write(response, known)
    for name, answer in kept.items():
        _keep_file(response, name, answer.value, files[name])
    _mark_saved(response, at=at)
    _raise_alerts(response, reading.alarms(), at=at)
    return reading


@transaction.atomic
def send_response(response: Response, *, at: datetime, code: str = "") -> Response:
    """It is finished: from now on it counts. Sending it twice changes nothing. A host may ask for the `code`.

    Raises Closed, ValidationError (some answers are missing or not possible).
    """
    hosts.tell_sending(response, code=code)
    response = _lock_open(response, at=at, to_change=False)
    if response.is_sent:
        return response
    reading = Reading(response.questionnaire.form, queries.answers_of(response), on=localdate(at))
    if wrong := reading.problems(response.language):
        raise ValidationError(list(wrong.values()))
    _count(response, reading)
    response.status = Response.Status.SENT
    response.sent_at = None if response.is_undated else at
    response.save(update_fields=["status", "sent_at"])
    _raise_alerts(response, reading.alarms(), at=at)
    hosts.tell_sent(response, code=code, at=at)
    return response


def may_be_changed(response: Response, *, at: datetime) -> bool:
    opening = response.opening
    if opening is None or not opening.is_open(localdate(at)):
        return False
    return not response.is_sent or opening.may_be_changed


@transaction.atomic
def take_up(alert: Alert, *, by: User, at: datetime) -> Alert:
    """Say that one looks after it, so that the others know."""
    alert = queries.alerts_visible_to(by).select_for_update(of=("self",)).get(pk=alert.pk)
    if alert.taken_up_at is None:
        alert.taken_up_at, alert.taken_up_by, alert.taken_up_label = at, by, str(by)[:200]
        alert.save()
        record("questionnaire.alert_taken_up", by=by, at=at, subjects=[alert.response.opening])
    return alert


def _lock_open(response: Response, *, at: datetime, to_change: bool = True) -> Response:
    """The response, locked, if it can still be written to. Raises Closed."""
    # Lock first: two devices may be answering at once.
    found = queries.locked(response)
    if found is None:  # what was not sent is forgotten at the closing of an anonymous campaign
        raise Closed(_("This questionnaire is closed: it takes no more answers."))
    response = found
    if response.opening and not response.opening.is_open(localdate(at)):
        raise Closed(_("This questionnaire is closed: what you had sent counts as it was."))
    if to_change and not may_be_changed(response, at=at):
        raise Closed(_("Your answers are sent: they cannot be changed any more."))
    return response


def _mark_saved(response: Response, *, at: datetime) -> None:
    if not response.is_undated:
        response.saved_at = at
        response.save(update_fields=["saved_at"])


def _attached(file: GivenFile) -> Answer:
    return value(Attached(str(uuid4()), str(file.kind), len(file.data)))


def _keep_file(response: Response, item: str, attached: Attached, file: GivenFile) -> None:
    told = {"uid": attached.uid, "kind": attached.kind, "size": attached.size, "data": file.data}
    ResponseFile.objects.update_or_create(response=response, item=item, defaults=told)


def _write(response: Response, answers: Mapping[str, Answer]) -> None:
    rows = [
        ResponseAnswer(
            response=response,
            item=name,
            state=answer.state,
            value=to_json(answer.value) if answer.state is State.VALUE else None,
        )
        for name, answer in answers.items()
    ]
    ResponseAnswer.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["response", "item"], update_fields=["state", "value"]
    )
    items = response.questionnaire.form.items
    if gone := [
        name
        for name, answer in answers.items()
        if items[name].kind is Kind.FILE and answer.state is not State.VALUE
    ]:
        response.files.filter(item__in=gone).delete()


def _count(response: Response, reading: Reading) -> None:
    """Write every item once and for all, what was not asked too, and work the scores out."""
    final = reading.final()
    _write(response, final)
    ResponseScore.objects.bulk_create(
        [
            ResponseScore(
                response=response,
                score=rule.name,
                outcome=(result := apply(rule, reading.form, final)).outcome,
                value="" if result.value is None else json.dumps(result.value),
            )
            for rule in reading.form.scores
        ],
        update_conflicts=True,
        unique_fields=["response", "score"],
        update_fields=["outcome", "value"],
    )


def _raise_alerts(response: Response, items: list[Item], *, at: datetime) -> None:
    """Tell those named, once for each item. The mail says that there is something to read, never what."""
    if not items or response.is_undated:  # an alert has its moment, and is read beside its answer
        return
    known = set(response.alerts.values_list("item", flat=True))
    new = [Alert(response=response, item=item.name, raised_at=at) for item in items if item.name not in known]
    if not new or response.opening is None:
        return
    Alert.objects.bulk_create(new)
    record("questionnaire.alert_raised", at=at, subjects=[response.opening])
    link = settings.BASE_URL + reverse("alerts")
    for user in response.opening.told.all():
        context = {"opening": response.opening, "link": link, "to": user}
        mail.send("questionnaires/mail/alert.txt", user.email, context, user.language)
