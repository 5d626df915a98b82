"""Announcing a webinar on a meeting, registering, asking, saying that one is there."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.learning import policies
from arrimage.apps.learning.models import Attendance, Registration, Theme, Webinar, WebinarQuestion
from arrimage.apps.learning.queries import webinars as queries
from arrimage.apps.meetings.actions import meetings as meeting_actions
from arrimage.apps.meetings.actions import series as series_actions

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

# Read aloud and typed on a phone: no letter that is taken for another.
LETTERS = "ABCDEFGHJKMNPQRTUVWXYZ2346789"
SAID = ("title", "words", "speakers", "language", "hours", "minutes_required", "replay", "evaluation")
QUESTIONS = 10  # by person and webinar


def new_code(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(length))


@transaction.atomic
def announce(
    organisation,
    *,
    starts_at: datetime,
    ends_at: datetime,
    by: User | None,
    at: datetime,
    theme: Theme | None = None,
    join_link: str = "",
    place: str = "",
    **said,
) -> Webinar:
    """Announce a webinar: everybody reads it, whoever registers receives the link. `said` is among `SAID`.

    Raises PermissionDenied, ValidationError.
    """
    policies.check_edits_for(by, organisation.pk)
    _check_presence(said["minutes_required"], starts_at, ends_at)
    uid = uuid.uuid4()
    series = series_actions.plan_series(
        said["title"], kind=queries.HOST, about_uid=uid, about_label=str(organisation), by=None, at=at
    )
    meeting = meeting_actions.plan_meeting(
        series, by=None, at=at, starts_at=starts_at, ends_at=ends_at, place=place, join_link=join_link
    )
    webinar = Webinar.objects.create(
        uid=uid,
        organisation=organisation,
        theme=theme,
        meeting=meeting,
        code_in=new_code(5),
        code_out=new_code(5),
        **{name: said[name] for name in SAID if name in said},
    )
    record("learning.webinar_announced", by=by, at=at, subjects=[webinar])
    return webinar


@transaction.atomic
def change(
    webinar: Webinar,
    *,
    since: int,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    at: datetime,
    theme: Theme | None = None,
    join_link: str = "",
    place: str = "",
    **said,
) -> Webinar:
    """Change what it says; a date still to come is moved on the meeting.

    Raises PermissionDenied, ValidationError, StaleVersion.
    """
    webinar = _lock(webinar, by)
    _check_presence(said["minutes_required"], starts_at, ends_at)
    meeting = webinar.meeting
    wanted = (starts_at, ends_at, place, join_link)
    if wanted != (meeting.starts_at, meeting.ends_at, meeting.place, meeting.join_link):
        meeting_actions.change_meeting(
            meeting,
            by=None,
            at=at,
            starts_at=starts_at,
            ends_at=ends_at,
            title=meeting.title,
            place=place,
            join_link=join_link,
        )
    webinar.theme = theme
    for name in SAID:
        if name in said:
            setattr(webinar, name, said[name])
    webinar.save_if_unchanged(since=since)
    record("learning.webinar_changed", by=by, at=at, subjects=[webinar])
    return webinar


@transaction.atomic
def register(webinar: Webinar, *, by: User, at: datetime) -> Registration:
    """Mean to come; it opens the link to join. Twice is once."""
    if webinar.meeting.ends_at <= at:
        raise ValidationError(_("This webinar is over: see its replay, if there is one."))
    registration, is_new = Registration.objects.get_or_create(
        webinar=webinar, user=by, defaults={"registered_at": at}
    )
    if is_new:
        record("learning.webinar_registered", by=by, at=at, subjects=[webinar])
    return registration


@transaction.atomic
def withdraw_registration(webinar: Webinar, *, by: User, at: datetime) -> None:
    if Registration.objects.filter(webinar=webinar, user=by).delete()[0]:
        record("learning.webinar_unregistered", by=by, at=at, subjects=[webinar])


@transaction.atomic
def ask(webinar: Webinar, *, words: str, by: User, at: datetime, signed: str = "") -> WebinarQuestion:
    """Ask, before or during, signed as one wishes. Whoever did not register does not ask."""
    if not Registration.objects.filter(webinar=webinar, user=by).exists():
        raise PermissionDenied
    if not words.strip():
        raise ValidationError({"words": _("Write your question.")})
    if webinar.meeting.ends_at <= at:
        raise ValidationError(_("This webinar is over."))
    if WebinarQuestion.objects.filter(webinar=webinar, by=by).count() >= QUESTIONS:
        raise ValidationError(_("You have asked ten questions already: leave some for the others."))
    question = WebinarQuestion.objects.create(
        webinar=webinar, by=by, words=words.strip(), signed=signed.strip()[:120], asked_at=at
    )
    record("learning.webinar_asked", by=by, at=at, subjects=[webinar])
    return question


@transaction.atomic
def treat_question(question: WebinarQuestion, *, do: str, by: User, at: datetime) -> None:
    """`answered`, or `hidden` when it could name somebody; doing it again undoes it."""
    _lock(question.webinar, by)
    name = f"{do}_at"
    if do not in ("answered", "hidden"):
        raise ValidationError(_("Say whether it is answered, or to be hidden."))
    setattr(question, name, None if getattr(question, name) else at)
    question.save()


@transaction.atomic
def type_code(webinar: Webinar, *, code: str, by: User, at: datetime) -> Attendance:
    """The code of the beginning notes an arrival, that of the end a departure; each once.

    Raises ValidationError: no such code, outside the session, the end before the beginning.
    """
    typed = "".join(code.upper().split())
    meeting = webinar.meeting
    if not meeting.starts_at - queries.EARLY <= at <= meeting.ends_at + queries.EARLY:
        raise ValidationError(_("Codes are typed during the session."))
    mine = Attendance.objects.select_for_update().filter(
        webinar=webinar, user=by, source=Attendance.Source.CODE
    )
    noted = mine.first()
    if secrets.compare_digest(typed.encode(), webinar.code_in.encode()):
        if noted is None:
            noted = Attendance.objects.create(
                webinar=webinar,
                key=by.email.lower(),
                name=str(by)[:160],
                email=by.email.lower(),
                user=by,
                arrived_at=at,
                source=Attendance.Source.CODE,
            )
            record("learning.webinar_attended", by=by, at=at, subjects=[webinar])
        return noted
    if secrets.compare_digest(typed.encode(), webinar.code_out.encode()):
        if noted is None:
            raise ValidationError(_("Type the code of the beginning first."))
        if noted.left_at is None:
            noted.left_at = at
            noted.save()
        return noted
    raise ValidationError(_("This is not the code on the screen: look again, and type it once more."))


def _lock(webinar: Webinar, by: User | None) -> Webinar:
    webinar = Webinar.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=webinar.pk)
    policies.check_edits_for(by, webinar.organisation_id)
    return webinar


def _check_presence(required: int, starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise ValidationError({"ends": _("It must end after it begins.")})
    if required > (ends_at - starts_at).total_seconds() // 60:
        raise ValidationError({"minutes_required": _("Nobody can be there longer than it lasts.")})
