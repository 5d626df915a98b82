"""Deciding what a programme asks at the end, and asking it when that end comes, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.inquiry.actions.campaigns_by_themselves import (
    ask_by_itself,
    ask_newcomers,
    check_may_be_asked,
)
from arrimage.apps.learning import policies, populations
from arrimage.apps.learning.models import EndAsked, EndQuestions, Programme
from arrimage.apps.learning.queries import asking as queries
from arrimage.apps.learning.queries import participants

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

SAID = ("version", "mode", "words", "consent", "days_open")
CHECKED = {"mode", "words", "consent", "days_open"}
REMINDERS = [7, 14]
POPULATIONS = {"theme": populations.THEME, "webinar": populations.WEBINAR, "": populations.PROGRAMME}


@transaction.atomic
def decide(programme: Programme, moment: str, *, by: User | None, at: datetime, **said) -> EndQuestions:
    """From now on, what ends is followed by this questionnaire. `said` is among `SAID`.

    Nothing that ended before is asked about. Raises PermissionDenied, ValidationError.
    """
    programme = _lock(programme, by)
    check_may_be_asked(programme.organisation, said["version"], told=by, mode=said["mode"], at=at)
    if not said["consent"].strip():
        raise ValidationError({"consent": _("Say what one agrees to before answering.")})
    known = programme.end_questions.filter(moment=moment).first()
    questions = known or EndQuestions(programme=programme, moment=moment, since=localdate(at))
    if questions.stopped_at:
        questions.since, questions.stopped_at = localdate(at), None
    for name in SAID:
        setattr(questions, name, said[name])
    questions.decided_by = by
    questions.clean_fields(exclude={one.name for one in EndQuestions._meta.fields} - CHECKED)
    questions.save()
    record("learning.end_decided", by=by, at=at, subjects=[programme], details={"moment": moment})
    return questions


@transaction.atomic
def stop(questions: EndQuestions, *, by: User | None, at: datetime) -> None:
    """Nothing more is asked by itself; campaigns already open go on. Deciding again undoes it."""
    _lock(questions.programme, by)
    if EndQuestions.objects.filter(pk=questions.pk, stopped_at=None).update(stopped_at=at):
        record(
            "learning.end_stopped",
            by=by,
            at=at,
            subjects=[questions.programme],
            details={"moment": questions.moment},
        )


def ask_what_ended(*, at: datetime) -> int:
    """Open a campaign for everything that ended of late and was not asked about. How many.

    Whoever is learned to have been at a webinar after it was asked about is asked as well.
    """
    day = localdate(at)
    opened = sum(
        ask(questions, about, ended_on, at=at)
        for questions in queries.questions_in_force()
        for about, ended_on in queries.ended(questions, day)
    )
    return opened + sum(ask_latecomers(asked, at=at) for asked in queries.webinars_asked_about(day))


@transaction.atomic
def ask(questions: EndQuestions, about: dict, ended_on, *, at: datetime) -> bool:
    """Ask once about what ended; whether it was now. What prevents it is noted, and tried again."""
    # Lock first: two runs at once would ask twice.
    EndQuestions.objects.select_for_update().get(pk=questions.pk)
    named = {"theme": None, "webinar": None} | about
    asked, _new = EndAsked.objects.get_or_create(
        questions=questions, **named, defaults={"ended_on": ended_on}
    )
    if asked.asked_at is not None:
        return False
    if not participants.took_part(asked.about):
        asked.why_not = _("Nobody with an account here took part yet, as far as is noted.")
        asked.save()
        return False
    campaign = _open(asked, {}, at)
    if campaign is None:
        return False
    asked.campaign, asked.asked_at = campaign, at
    asked.save()
    return True


@transaction.atomic
def ask_latecomers(asked: EndAsked, *, at: datetime) -> bool:
    """Ask whoever was at a webinar and was not known to be when it was asked about; each person once.

    They join the campaign while it is open, with days to answer; once it is closed, a second one is opened
    for them alone, which those learned of still later join. Whether that second one was opened.
    """
    EndQuestions.objects.select_for_update().get(pk=asked.questions_id)
    asked = EndAsked.objects.select_related("campaign", "late", "questions").get(pk=asked.pk)
    closes_at_least = localdate(at) + timedelta(days=asked.questions.days_open)
    if ask_newcomers(asked.late or asked.campaign, closes_at_least=closes_at_least, at=at) is not None:
        return False
    if asked.late is not None or not populations.newcomers(asked.webinar, asked.campaign):
        return False
    asked.late = _open(asked, {"but": str(asked.campaign.uid)}, at)
    asked.save()
    return asked.late is not None


def _open(asked: EndAsked, but: dict, at: datetime):
    """The campaign, launched and open; None where it is refused, the reason being then on the row."""
    questions = asked.questions
    programme, day, about = questions.programme, localdate(at), asked.about
    kind = "theme" if asked.theme_id else "webinar" if asked.webinar_id else ""
    try:
        with transaction.atomic(), translation.override(programme.language):
            campaign = ask_by_itself(
                organisation=programme.organisation,
                version=questions.version,
                population=POPULATIONS[kind],
                parameters={"about": str(about.uid)} | but,
                opens_on=day,
                closes_on=day + timedelta(days=questions.days_open),
                decided_by=questions.decided_by,
                at=at,
                title=str(about)[:200],
                words=questions.words,
                consent=questions.consent,
                mode=questions.mode,
                unit="person",
                reminder_days=REMINDERS,
            )
    except ValidationError as refusal:
        asked.why_not = " ".join(refusal.messages)[:300]
        asked.save()
        return None
    asked.why_not = ""
    record("learning.end_asked", at=at, subjects=[programme, campaign])
    return campaign


def _lock(programme: Programme, by: User | None) -> Programme:
    programme = (
        Programme.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=programme.pk)
    )
    policies.check_keeps(by, programme)
    if programme.organisation_id is None:
        raise ValidationError(_("What is shipped with the software asks nothing of anybody."))
    return programme
