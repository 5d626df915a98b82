"""Living with an agreement: obstacles, counts each party may contest, numbers hoped for together.

A hoped number exists only while every party says yes; a count below it raises a question, and nothing else.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import Subject, record
from arrimage.apps.meetings.actions.agenda import add_item
from arrimage.apps.network.models import (
    Agreement,
    AgreementObstacle,
    AgreementQuestion,
    HopedNumber,
    ReferralCount,
)
from arrimage.apps.network.policies import agreements as policies
from arrimage.apps.network.queries import agreements as queries
from arrimage.apps.network.vocabulary import Publication

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User
    from arrimage.apps.meetings.models import Meeting

YEAR = 365


@transaction.atomic
def note_obstacle(agreement: Agreement, words: str, *, by: User, at: datetime) -> AgreementObstacle:
    """Say what is hard, in one's own words; the other parties read it."""
    mine = policies.check_is_party(by, agreement)
    if not words.strip():
        raise ValidationError(_("Write what is hard, in your own words."))
    obstacle = AgreementObstacle.objects.create(
        agreement=agreement, organisation_id=mine, words=words.strip(), noted_at=at, noted_by=str(by)[:200]
    )
    _record("obstacle_noted", agreement, by=by, at=at)
    return obstacle


@transaction.atomic
def lift_obstacle(obstacle: AgreementObstacle, *, by: User, at: datetime) -> AgreementObstacle:
    """Say that it is no longer one, or, pressed again, that it still is. By the party that noted it."""
    if policies.check_is_party(by, obstacle.agreement) != obstacle.organisation_id:
        raise PermissionDenied
    obstacle = AgreementObstacle.objects.select_for_update().get(pk=obstacle.pk)
    obstacle.lifted_at = None if obstacle.lifted_at else at
    obstacle.save(update_fields=["lifted_at"])
    _record("obstacle_lifted", obstacle.agreement, by=by, at=at)
    return obstacle


@transaction.atomic
def note_count(
    agreement: Agreement,
    number: int,
    *,
    since: date,
    until: date,
    words: str = "",
    by: User,
    at: datetime,
) -> ReferralCount:
    """Note how many were referred from `since` to the day before `until`, as one's own side counted.

    Counting the same period again replaces one's number, and what had been contested in it is settled.
    Raises PermissionDenied, ValidationError (not signed yet, a period that is not over).
    """
    mine = policies.check_is_party(by, agreement)
    agreement = queries.lock(agreement)
    if agreement.signed_at is None:
        raise ValidationError(_("Referrals are counted once the agreement is signed."))
    if until <= since or until > localdate(at):
        raise ValidationError(_("Count a period that is over: its last day comes before today."))
    count, _new = ReferralCount.objects.update_or_create(
        agreement=agreement,
        organisation_id=mine,
        since=since,
        until=until,
        defaults={
            "number": number,
            "words": words.strip(),
            "noted_at": at,
            "noted_by": str(by)[:200],
            "contested_for": None,
            "contested_at": None,
            "contested_by": "",
            "contested_words": "",
        },
    )
    _raise_question(agreement, count, at=at)
    _record("counted", agreement, by=by, at=at)
    return count


@transaction.atomic
def remove_count(count: ReferralCount, *, by: User, at: datetime) -> None:
    """Take one's own count back, and the question it had raised."""
    if policies.check_is_party(by, count.agreement) != count.organisation_id:
        raise PermissionDenied
    agreement = queries.lock(count.agreement)
    count.delete()
    _record("count_removed", agreement, by=by, at=at)


@transaction.atomic
def contest_count(count: ReferralCount, words: str, *, by: User, at: datetime) -> ReferralCount:
    """Say that one sees another number, or another thing counted: both stay side by side.

    Without a word, one's own contestation is taken back.
    """
    mine = policies.check_is_party(by, count.agreement)
    if mine == count.organisation_id:
        raise PermissionDenied
    count = ReferralCount.objects.select_for_update(of=("self",)).get(pk=count.pk)
    if count.contested_for_id not in (None, mine):
        raise ValidationError(_("Another party contests it already: note your own count beside it."))
    words = words.strip()
    if not words and count.contested_for_id is None:
        raise ValidationError(_("Say what you see otherwise, in your own words."))
    count.contested_for_id = mine if words else None
    count.contested_at = at if words else None
    count.contested_by, count.contested_words = (str(by)[:200], words) if words else ("", "")
    count.save()
    _record("count_contested" if words else "count_uncontested", count.agreement, by=by, at=at)
    return count


@transaction.atomic
def hope_for(agreement: Agreement, number: int, *, by: User, at: datetime) -> HopedNumber:
    """Propose a number hoped for in a year: one's yes to it. It holds with the yes of every party.

    Raises PermissionDenied, ValidationError.
    """
    mine = policies.check_speaks(by, agreement)
    agreement = queries.lock(agreement)
    if agreement.state != Agreement.State.SIGNED:
        raise ValidationError(_("A number is hoped for under a signed agreement."))
    if number < 1:
        raise ValidationError(_("Hope for one at least, or for no number."))
    waiting = agreement.hopes.filter(ended_at=None, agreed_at=None).first()
    if waiting and waiting.number != number:
        raise ValidationError(_("A number is already proposed: answer it first."))
    hope = waiting or agreement.hopes.create(number=number, proposed_at=at)
    if waiting is None:
        _record("hope_proposed", agreement, by=by, at=at)
    return _say_yes(hope, mine, by=by, at=at)


@transaction.atomic
def agree_to_hope(hope: HopedNumber, *, by: User, at: datetime) -> HopedNumber:
    """Say one's yes to the number proposed. Saying it twice changes nothing."""
    mine = policies.check_speaks(by, hope.agreement)
    queries.lock(hope.agreement)
    hope = HopedNumber.objects.select_related("agreement").get(pk=hope.pk)
    if hope.ended_at:
        raise ValidationError(_("This number is no longer proposed."))
    return _say_yes(hope, mine, by=by, at=at)


@transaction.atomic
def end_hope(hope: HopedNumber, *, by: User, at: datetime) -> HopedNumber:
    """Any party withdraws the number, proposed or held, at any time and without a reason."""
    policies.check_speaks(by, hope.agreement)
    queries.lock(hope.agreement)
    hope = HopedNumber.objects.select_related("agreement").get(pk=hope.pk)
    if hope.ended_at is None:
        hope.ended_at = at
        hope.save(update_fields=["ended_at"])
        _record("hope_ended", hope.agreement, by=by, at=at)
    return hope


@transaction.atomic
def conclude_question(
    question: AgreementQuestion, conclusion: str, *, on: date, by: User, at: datetime
) -> AgreementQuestion:
    """Write what was said of it, and when it was talked over."""
    mine = policies.check_is_party(by, question.agreement)
    if not conclusion.strip():
        raise ValidationError(_("Write what you said to one another, even in a few words."))
    if on > localdate(at):
        raise ValidationError(_("This day has not come yet: give the day you talked."))
    question = AgreementQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    question.conclusion, question.talked_over_on = conclusion.strip(), on
    question.concluded_for_id = mine
    question.save()
    _record("question_concluded", question.agreement, by=by, at=at)
    return question


@transaction.atomic
def propose_for_meeting(
    question: AgreementQuestion, meeting: Meeting, *, by: User, at: datetime
) -> AgreementQuestion:
    """Propose the question for a coming meeting where another party is invited too.

    Others may be invited: the subject keeps the numbers to the agreement's page, and names the parties only
    where all of them let the agreement be known.
    Raises PermissionDenied, ValidationError (it is on an agenda already).
    """
    policies.check_is_party(by, question.agreement)
    question = (
        AgreementQuestion.objects.select_for_update(of=("self",))
        .select_related("agreement")
        .get(pk=question.pk)
    )
    if not queries.meetings_to_talk_at(question.agreement, user=by, at=at).filter(pk=meeting.pk).exists():
        raise PermissionDenied
    if question.meeting_uid == meeting.uid:
        return question
    add_item(meeting, by=by, at=at, **_subject(question.agreement))
    question.meeting_uid = meeting.uid
    question.save(update_fields=["meeting_uid"])
    _record("question_proposed", question.agreement, by=by, at=at)
    return question


def _subject(agreement: Agreement) -> dict[str, str]:
    if queries.publication_of(agreement) == Publication.NOTHING:
        return {"title": _("Referring persons to one another: what would help?")}
    parties = agreement.parties.select_related("organisation")
    names = ", ".join(party.organisation.short_name or party.organisation.name for party in parties)
    return {
        "title": _("Referrals under an agreement: what would help? (%(parties)s)") % {"parties": names[:120]},
        "details": _(
            "Fewer persons than hoped for took this way. It is a question, not a fault: what explains it,"
            " what would help, was the number right? The parties read the numbers on the agreement’s page."
        ),
    }


def _say_yes(hope: HopedNumber, mine: int, *, by: User, at: datetime) -> HopedNumber:
    _yes, is_new = hope.yeses.get_or_create(organisation_id=mine, defaults={"at": at, "by": str(by)[:200]})
    if hope.agreed_at is None and hope.yeses.count() == hope.agreement.parties.count():
        # The one that held until now gives way.
        hope.agreement.hopes.filter(ended_at=None, agreed_at__isnull=False).update(ended_at=at)
        hope.agreed_at = at
        hope.save(update_fields=["agreed_at"])
    if is_new:
        _record("hope_agreed", hope.agreement, by=by, at=at)
    return hope


def hoped_for(hope: HopedNumber, since: date, until: date) -> int:
    """The year's hope, in proportion to a period; rounded down, in favour of whoever counted."""
    return hope.number * (until - since).days // YEAR


def _raise_question(agreement: Agreement, count: ReferralCount, *, at: datetime) -> None:
    hope = queries.hope_in_force(agreement)
    hoped = hoped_for(hope, count.since, count.until) if hope else 0
    if count.number >= hoped:
        AgreementQuestion.objects.filter(count=count, talked_over_on=None).delete()
        return
    AgreementQuestion.objects.get_or_create(
        count=count, defaults={"agreement": agreement, "hoped": hoped, "raised_at": at}
    )


def _record(verb: str, agreement: Agreement, *, by: User, at: datetime) -> None:
    about = Subject("network.agreement", str(agreement.uid))
    record(f"agreement.{verb}", by=by, at=at, subjects=[about, by.acting.organisation])
