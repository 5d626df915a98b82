"""Reading what must come back: follow-ups and dissatisfactions."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import Case, Prefetch, Q, QuerySet, Value, When
from django.db.models.fields import IntegerField

from arrimage.apps.meetings import policies
from arrimage.apps.meetings.models import Answer, Dissatisfaction, FollowUp

APART = timedelta(days=7)  # between two reminders of the same thing
AHEAD = timedelta(days=3)  # a dissatisfaction is recalled this long before its answer is due


def follow_ups_visible_to(user) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(policies.follow_ups_seen_by(user)).select_related(
        "series", "organisation", "user", "meeting", "meeting__series"
    )


def listed_follow_ups(user, *, closed: bool = False) -> QuerySet[FollowUp]:
    """Those to do, the most pressing first; or those closed, the last first."""
    found = follow_ups_visible_to(user)
    if closed:
        return found.exclude(state=FollowUp.State.OPEN).order_by("-closed_at", "-id")
    return found.filter(state=FollowUp.State.OPEN).order_by("due_on", "id")


def follow_ups_about(kind: str, uid: UUID) -> QuerySet[FollowUp]:
    """Those of the series a host holds for one of its things, open ones first; the host decides who sees."""
    found = FollowUp.objects.filter(series__kind=kind, series__about_uid=uid).select_related("organisation")
    is_closed = Case(
        When(state=FollowUp.State.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return found.order_by(is_closed, "due_on", "id")


def follow_ups_closed_by(user) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(policies.follow_ups_closed_by(user)).select_related(
        "series", "organisation"
    )


def follow_ups_of(user, *, count: int = 5) -> list[FollowUp]:
    """What this user, or their organisation, has promised; the most pressing first."""
    mine = FollowUp.objects.filter(policies.coming_as(user), state=FollowUp.State.OPEN)
    return list(mine.select_related("series", "organisation").order_by("due_on", "id")[:count])


def dissatisfactions_visible_to(user) -> QuerySet[Dissatisfaction]:
    return Dissatisfaction.objects.filter(policies.dissatisfactions_seen_by(user)).select_related(
        "series", "organisation", "to", "meeting", "meeting__series", "item"
    )


def listed_dissatisfactions(user) -> QuerySet[Dissatisfaction]:
    """Those where an answer is owed first, then those open, then the others; by date."""
    rank = Case(
        When(state__in=Dissatisfaction.OWED, then=Value(0)),
        When(state=Dissatisfaction.State.ANSWERED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return dissatisfactions_visible_to(user).annotate(rank=rank).order_by("rank", "answer_by", "id")


def with_answers(found: QuerySet[Dissatisfaction]) -> QuerySet[Dissatisfaction]:
    return found.prefetch_related(Prefetch("answers", Answer.objects.order_by("answered_at", "id")))


def awaiting_our_answer(user) -> QuerySet[Dissatisfaction]:
    return (
        Dissatisfaction.objects.filter(policies.answerable_by(user))
        .select_related("organisation", "to", "series")
        .order_by("answer_by", "id")
    )


def awaiting_our_verdict(user) -> QuerySet[Dissatisfaction]:
    """Answers our organisation has received and not yet judged."""
    mine = policies.kept_by(user)
    return (
        Dissatisfaction.objects.filter(organisation=mine, state=Dissatisfaction.State.ANSWERED)
        .select_related("organisation", "to", "series")
        .order_by("answer_by", "id")
        if mine is not None
        else Dissatisfaction.objects.none()
    )


# --- The link that lets an organisation without an account answer

_signer = Signer(salt="meetings.reply")


def token_of(found: Dissatisfaction) -> str:
    return _signer.sign(found.uid.hex)


def dissatisfaction_behind(token: str) -> Dissatisfaction | None:
    """What a mailed link lets the organisation it is addressed to answer, while it owes an answer."""
    try:
        uid = UUID(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    owed = Dissatisfaction.objects.filter(uid=uid, state__in=Dissatisfaction.OWED)
    return owed.select_related("series", "organisation", "to").first()


# --- What is to be recalled


def follow_ups_to_recall(*, at: datetime, on: date) -> QuerySet[FollowUp]:
    """Open, their day past, not recalled for a week."""
    return (
        FollowUp.objects.filter(
            Q(reminded_at=None) | Q(reminded_at__lte=at - APART), state=FollowUp.State.OPEN, due_on__lt=on
        )
        .select_related("series", "organisation", "user")
        .order_by("due_on", "id")
    )


def dissatisfactions_to_recall(*, at: datetime, on: date) -> QuerySet[Dissatisfaction]:
    """An answer is owed, soon or already late, and was not recalled for a week."""
    return (
        Dissatisfaction.objects.filter(
            Q(reminded_at=None) | Q(reminded_at__lte=at - APART),
            state__in=Dissatisfaction.OWED,
            answer_by__lte=on + AHEAD,
        )
        .select_related("series", "organisation", "to")
        .order_by("answer_by", "id")
    )
