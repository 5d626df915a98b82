"""What became of it: the conclusions that were published, what was answered, and who is silent."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from arrimage.apps.deliberation import policies
from arrimage.apps.deliberation.models import (
    Conclusion,
    ConclusionAnswer,
    Consultation,
    Contestation,
    Step,
)
from arrimage.apps.deliberation.vocabulary import Decision, Progress

A_YEAR = timedelta(days=365)
OVER = frozenset({Progress.DONE, Progress.STOPPED})
AGAIN = timedelta(days=7)  # between two reminders of the same silence


@dataclass(frozen=True)
class Told:
    """A conclusion, its latest answer (or silence), and how far it is."""

    conclusion: Conclusion
    answer: ConclusionAnswer | None
    answers: list[ConclusionAnswer]
    steps: list[Step]
    days_late: int  # of the answer; 0 when it is not late
    is_a_year_old: bool

    @property
    def is_silent(self) -> bool:
        return self.answer is None and self.days_late > 0

    @property
    def year_step(self) -> Step | None:
        """What is read a year later: told by then, or the end that was told before. None: silence."""
        year = self.conclusion.published_at + A_YEAR - timedelta(days=60)
        told = [step for step in self.steps if step.said_at >= year or step.progress in OVER]
        return told[-1] if told else None

    @property
    def is_silent_a_year_later(self) -> bool:
        """Nothing was told, though something was promised or asked. A refusal promises nothing."""
        refused = self.answer is not None and self.answer.decision == Decision.REFUSED
        return self.is_a_year_old and self.year_step is None and not refused


def _whole(found: QuerySet[Conclusion]) -> QuerySet[Conclusion]:
    return found.select_related(
        "asked_of", "consultation__organisation", "consultation__network"
    ).prefetch_related(
        Prefetch("answers", ConclusionAnswer.objects.select_related("organisation")),
        Prefetch("steps", Step.objects.select_related("organisation")),
    )


def conclusions_of(consultation: Consultation) -> QuerySet[Conclusion]:
    """Published ones, in the order they were written."""
    return _whole(consultation.conclusions.filter(published_at__isnull=False)).order_by("id")


def drafted(consultation: Consultation) -> QuerySet[Conclusion]:
    """All of them, those not published yet too."""
    return consultation.conclusions.select_related("asked_of").prefetch_related("ideas").order_by("id")


def told(conclusion: Conclusion, *, at: datetime) -> Told:
    answers, steps = list(conclusion.answers.all()), list(conclusion.steps.all())
    answer = answers[-1] if answers else None
    late = 0
    if answer is None and conclusion.answer_by:
        late = max(0, (localdate(at) - conclusion.answer_by).days)
    year = conclusion.published_at is not None and conclusion.published_at + A_YEAR <= at
    return Told(conclusion, answer, answers, steps, late, year)


def conclusions_visible_to(user, keys=()) -> QuerySet[Conclusion]:
    """Whoever reads the consultation reads what became of it; those it is asked of read it in any case."""
    seen = Consultation.objects.filter(policies.visible_to(user, keys)).values("pk")
    found = Q(consultation__in=seen) | policies.conclusions_answered_by(user)
    return _whole(Conclusion.objects.filter(found, published_at__isnull=False))


def conclusions_answered_by(user) -> QuerySet[Conclusion]:
    return _whole(Conclusion.objects.filter(policies.conclusions_answered_by(user)))


def unanswered() -> Q:
    return Q(published_at__isnull=False) & ~Exists(ConclusionAnswer.objects.filter(conclusion=OuterRef("pk")))


def owed_by(user) -> QuerySet[Conclusion]:
    """What the organisation acted for has not answered yet."""
    return conclusions_answered_by(user).filter(unanswered()).order_by("answer_by", "id")


def to_recall(*, at: datetime, on: date) -> QuerySet[Conclusion]:
    """Silence past its date, or what is due and was not told done; each at most once a week."""
    quiet = Q(reminded_at=None) | Q(reminded_at__lte=at - AGAIN)
    silent = unanswered() & Q(answer_by__lt=on)
    latest = ConclusionAnswer.objects.filter(conclusion=OuterRef("pk")).order_by("-answered_at", "-id")
    over = Step.objects.filter(conclusion=OuterRef("pk"), progress__in=OVER)
    late = Q(promised_on__lt=on) & ~Exists(over)  # a refusal promises nothing
    return (
        Conclusion.objects.filter(asked_of__isnull=False)
        .annotate(promised_on=Subquery(latest.values("due_on")[:1]))
        .filter(quiet & (silent | late))
        .select_related("asked_of", "consultation")
        .order_by("answer_by", "id")
    )


# --- Contestations


def contestations() -> QuerySet[Contestation]:
    return Contestation.objects.filter(withdrawn_at=None).select_related("organisation", "consultation")


def contestations_read_by(user, keys=(), *, kind: str = "") -> list[Contestation]:
    """All of them; the consultation of each only where this reader may read it. Two queries."""
    found = list(contestations().filter(kind=kind) if kind else contestations())
    linked = {one.consultation_id for one in found if one.consultation_id}
    seen = set(
        Consultation.objects.filter(policies.visible_to(user, keys), pk__in=linked).values_list(
            "pk", flat=True
        )
    )
    for one in found:
        if one.consultation_id not in seen:
            one.consultation = None
    return found


def contestations_of(kind: str, keys) -> dict[str, list[Contestation]]:
    """What organisations contest of these figures, by key: to be shown beside each. One query.

    `kind` is one of `contestable.KINDS`; a figure nobody contests has no entry.
    """
    found: dict[str, list[Contestation]] = {}
    for one in contestations().filter(kind=kind, key__in=list(keys)).order_by("contested_at", "id"):
        found.setdefault(one.key, []).append(one)
    return found


def contestations_of_organisation(user) -> QuerySet[Contestation]:
    mine = policies.kept_by(user)
    return contestations().filter(organisation=mine) if mine else Contestation.objects.none()


def linkable(user, keys=()) -> QuerySet[Consultation]:
    """Consultations one may link a contestation to."""
    return Consultation.objects.filter(
        policies.visible_to(user, keys) & ~Q(state=Consultation.State.DRAFT)
    ).order_by("-opened_at", "-id")
