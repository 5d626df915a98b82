"""A synthesis is read by those who contributed, then sealed. Neither happens while a voice is missing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arrimage.apps.deliberation import policies, sealing
from arrimage.apps.deliberation.models import (
    Conclusion,
    Consultation,
    Contribution,
    Idea,
    Passage,
    Reply,
    Synthesis,
)
from arrimage.apps.deliberation.queries import consultations as queries
from arrimage.apps.deliberation.queries import coverage
from arrimage.apps.deliberation.queries import outcomes as concluding
from arrimage.apps.deliberation.queries import syntheses as documents
from arrimage.apps.deliberation.texts import plain
from arrimage.apps.deliberation.vocabulary import ReplyStance

from . import mailing
from .steps import record, signature

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

TIME_TO_ANSWER = timedelta(days=60)


class Uncovered(ValidationError):
    """Some voices would be lost."""


def _check_whole(consultation: Consultation) -> None:
    left = coverage.progress(consultation).left
    if left:
        raise Uncovered(
            ngettext(
                "One contribution is placed nowhere yet: quote it, join it to an idea, or keep it apart.",
                "%(left)d contributions are placed nowhere yet: quote them, join them to an idea, or keep"
                " them apart.",
                left,
            )
            % {"left": left}
        )


@transaction.atomic
def introduce(consultation: Consultation, text: str, *, by: User | None, at: datetime) -> Consultation:
    """The synthesists' own word: how they worked."""
    policies.check(by, consultation, policies.synthesised_by)
    consultation = queries.lock(consultation)
    consultation.introduction = plain(text)[:8_000]
    consultation.save(update_fields=["introduction", "updated_at"])
    return consultation


@transaction.atomic
def share(consultation: Consultation, *, by: User | None, at: datetime, told: bool = True) -> Consultation:
    """Have those who contributed read the draft, each where their own words went."""
    policies.check(by, consultation, policies.synthesised_by)
    consultation = queries.lock(consultation)
    if consultation.is_open or consultation.is_draft:
        raise ValidationError(_("Close the contributions first: a voice could still come in."))
    _check_whole(consultation)
    if consultation.shared_at is None:
        consultation.shared_at = at
        consultation.save(update_fields=["shared_at", "updated_at"])
        if told:
            mailing.tell_contributors(consultation, "to_read", at=at)
        record("shared", consultation, by=by, at=at)
    return consultation


@transaction.atomic
def take_back(consultation: Consultation, *, by: User | None, at: datetime) -> Consultation:
    """Go on writing: the draft is the team's alone again. Replies stay."""
    policies.check(by, consultation, policies.synthesised_by)
    consultation = queries.lock(consultation)
    if consultation.shared_at is not None:
        consultation.shared_at = None
        consultation.save(update_fields=["shared_at", "updated_at"])
        record("taken_back", consultation, by=by, at=at)
    return consultation


def may_be_published_at(consultation: Consultation) -> datetime | None:
    """From when the rules allow it; None while it was not shared and they ask for it."""
    rules = queries.rules_of(consultation)
    days = rules.reading_days if rules else 0
    if not days:
        return consultation.closed_at
    return consultation.shared_at + timedelta(days=days) if consultation.shared_at else None


@transaction.atomic
def publish(consultation: Consultation, *, by: User | None, at: datetime, told: bool = True) -> Synthesis:
    """Seal what is written, and publish it. The former versions stay.

    Raises Uncovered while a contribution is placed nowhere, ValidationError while contributions are open or
    those who contributed have not had the days the rules promised.
    """
    policies.check(by, consultation, policies.synthesised_by)
    # The lock everybody takes to speak, correct, withdraw and place: what is counted is what is sealed.
    consultation = queries.lock(consultation)
    if consultation.state != Consultation.State.CLOSED:
        raise ValidationError(_("Close the contributions first: a voice could still come in."))
    _check_whole(consultation)
    _check_was_read(consultation, at)
    number = consultation.syntheses.count() + 1
    document, words = documents.build(consultation, number=number, at=at)
    if lost := sealing.lost_in(document):
        # The same rule, read in the document itself: it holds whatever the database was thought to say.
        raise Uncovered(_("These contributions are not in the synthesis: %(numbers)s.") % {"numbers": lost})
    text = sealing.canonical(document)
    synthesis = Synthesis.objects.create(
        consultation=consultation,
        number=number,
        document=text,
        digest=sealing.digest_of(text),
        published_at=at,
        published_by=signature(by),
    )
    Passage.objects.bulk_create(
        [
            Passage(
                synthesis=synthesis,
                contribution_id=one.contribution,
                digest=one.digest,
                salt=one.salt,
                text=one.text,
            )
            for one in words
        ],
        batch_size=500,
    )
    _ask(consultation, at=at, is_told=told)
    consultation.shared_at = None
    consultation.save(update_fields=["shared_at", "updated_at"])
    if told:
        mailing.tell_everybody(consultation, "published", at=at, path=synthesis.get_absolute_url())
    record("published", consultation, by=by, at=at)
    return synthesis


def _check_was_read(consultation: Consultation, at: datetime) -> None:
    when = may_be_published_at(consultation)
    if when is None:
        raise ValidationError(
            _("The rules promise that those who contributed read it first: have them read it.")
        )
    if when > at:
        raise ValidationError(
            _("The rules promise time to read: it may be published from %(day)s.")
            % {"day": date_format(localtime(when), "DATE_FORMAT")}
        )


def _ask(consultation: Consultation, *, at: datetime, is_told: bool) -> None:
    """Each new conclusion now awaits an answer, from somebody, by a date."""
    for conclusion in _new_conclusions(consultation):
        conclusion.published_at = at
        conclusion.asked_of = conclusion.asked_of or consultation.answered_by or consultation.organisation
        conclusion.answer_by = (
            conclusion.answer_by or consultation.answers_on or localtime(at + TIME_TO_ANSWER).date()
        )
        conclusion.save()
        if is_told:
            mailing.tell_who_answers(conclusion, "asked", at=at)


def _new_conclusions(consultation: Consultation) -> list[Conclusion]:
    return list(concluding.drafted(consultation).filter(published_at=None))


# --- Replies


@transaction.atomic
def reply(
    contribution: Contribution,
    *,
    idea: Idea | None,
    stance: str,
    words: str,
    by: User | None,
    at: datetime,
) -> Reply:
    """“That is not what I meant”: said of where one's words are, before or after it is published."""
    policies.check_gave(by, contribution)
    consultation = queries.lock(contribution.consultation)
    contribution = Contribution.objects.get(pk=contribution.pk)
    latest = queries.latest_synthesis(consultation)
    if contribution.is_withdrawn:
        raise ValidationError(_("These words are withdrawn: there is nothing left to reply about."))
    if consultation.shared_at is None and latest is None:
        raise ValidationError(_("There is no synthesis to reply to yet: you may still correct your words."))
    if idea is not None and idea.consultation_id != consultation.pk:
        raise ValidationError(_("This idea belongs to another consultation."))
    words = plain(words)[:4_000]
    if stance != ReplyStance.RIGHT and not words:
        raise ValidationError({"words": _("Say it in your own words: they go with the synthesis.")})
    return Reply.objects.create(
        contribution=contribution,
        idea=idea,
        synthesis=None if consultation.shared_at else latest,
        stance=stance,
        words=words,
        given_on=localtime(at).date(),
    )


@transaction.atomic
def answer_reply(reply: Reply, answer: str, *, by: User | None, at: datetime) -> Reply:
    """Say what was done of a reply: changed, or left as it is and why."""
    consultation = reply.contribution.consultation
    policies.check(by, consultation, policies.synthesised_by)
    if not answer.strip():
        raise ValidationError({"answer": _("Say what you did of it, or why you left it as it was.")})
    reply.answer, reply.answered_by, reply.answered_at = plain(answer)[:2_000], signature(by), at
    reply.save()
    record("reply_answered", consultation, by=by, at=at)
    return reply
