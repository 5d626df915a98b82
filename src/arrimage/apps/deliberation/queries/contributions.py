"""Reading what was said: as everybody may, as its author, as those who work on it."""

from collections.abc import Iterable

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from arrimage.apps.deliberation import policies
from arrimage.apps.deliberation.models import Consultation, Contribution, Sound, Vote, Wording
from arrimage.apps.questionnaires import codes

GIVEN, WITHDRAWN = Contribution.State.GIVEN, Contribution.State.WITHDRAWN


def with_words(found: QuerySet[Contribution], *inside: Prefetch) -> QuerySet[Contribution]:
    """With the present wording of each, as `present`; one more query however many there are."""
    present = Wording.objects.filter(number=F("contribution__wording")).prefetch_related(*inside)
    return found.select_related("organisation", "question", "table__gathering").prefetch_related(
        Prefetch("wordings", present, to_attr="present")
    )


def words_of(contribution: Contribution) -> str:
    """The present words, whoever may read them; nothing once withdrawn or while still a voice."""
    if not hasattr(contribution, "present"):
        contribution.present = list(contribution.wordings.filter(number=contribution.wording))
    return contribution.present[0].text if contribution.present else ""


def shown(contribution: Contribution) -> str:
    """The words everybody who reads the consultation may read."""
    return "" if contribution.masked_on else words_of(contribution)


def read_in(consultation: Consultation) -> QuerySet[Contribution]:
    """What whoever reads the consultation finds there: given, or withdrawn (its trace)."""
    return with_words(Contribution.objects.filter(consultation=consultation, state__in=[GIVEN, WITHDRAWN]))


REASONS = 10  # given beside a contribution in the list; its own page has them all


def listed(consultation: Consultation, *, question=None) -> QuerySet[Contribution]:
    """Contributions that answer a question, or each in turn, with the first reasons given about them
    (`reactions`), and how many more there are (`more_reasons`).
    """
    found = read_in(consultation).filter(responds_to=None)
    if question is not None:
        found = found.filter(question=question)
    reactions = read_in(consultation).order_by("number")[:REASONS]
    given = Contribution.objects.filter(responds_to=OuterRef("pk"), state__in=[GIVEN, WITHDRAWN])
    counted = Subquery(given.order_by().values("responds_to").annotate(count=Count("pk")).values("count"))
    found = found.annotate(more_reasons=Greatest(Coalesce(counted, 0) - REASONS, 0))
    found = found.prefetch_related(Prefetch("reasons", reactions, to_attr="reactions"))
    return found.order_by("question__position", "question_id", "number")


def contribution_in(consultations: QuerySet[Consultation], uid) -> Contribution | None:
    """One contribution that whoever sees these consultations may read."""
    found = with_words(
        Contribution.objects.filter(
            uid=uid, state__in=[GIVEN, WITHDRAWN], consultation__in=consultations.order_by().values("pk")
        )
    )
    return found.select_related(
        "consultation__organisation", "consultation__network", "organisation", "question", "table__gathering"
    ).first()


def reactions_to(contribution: Contribution) -> QuerySet[Contribution]:
    return read_in(contribution.consultation).filter(responds_to=contribution).order_by("number")


# --- One's own


def behind_code(code: str) -> QuerySet[Contribution]:
    """What this personal code, or this table's code, opens. Nothing without a code."""
    digest = codes.digest_of(code)
    if not codes.spelled(code):
        return Contribution.objects.none()
    found = Contribution.objects.filter(Q(code_digest=digest) | Q(table__code_digest=digest))
    return _own(found)


def given_by(user) -> QuerySet[Contribution]:
    return _own(Contribution.objects.filter(policies.given_by(user)))


def _own(found: QuerySet[Contribution]) -> QuerySet[Contribution]:
    return (
        with_words(found)
        .select_related("consultation__organisation", "consultation__network", "question", "organisation")
        .order_by("consultation", "number")
    )


def contributed_to(consultation: Consultation, *, user=None, codes_held: Iterable[str] = ()) -> bool:
    """Whether this visitor gave something here: under their account, or by a code they typed."""
    mine = Contribution.objects.filter(consultation=consultation)
    if user is not None and user.is_authenticated and mine.filter(policies.given_by(user)).exists():
        return True
    digests = [codes.digest_of(code) for code in codes_held if codes.spelled(code)]
    return (
        bool(digests) and mine.filter(Q(code_digest__in=digests) | Q(table__code_digest__in=digests)).exists()
    )


# --- For those who work on it


def to_write_out(consultation: Consultation) -> QuerySet[Contribution]:
    return (
        Contribution.objects.filter(consultation=consultation, state=Contribution.State.TO_WRITE_OUT)
        .select_related("question", "organisation")
        .order_by("number")
    )


def masked(consultation: Consultation) -> QuerySet[Contribution]:
    return with_words(
        Contribution.objects.filter(consultation=consultation, masked_on__isnull=False)
    ).order_by("number")


def sound_of(contribution: Contribution) -> Sound | None:
    return Sound.objects.filter(contribution=contribution).first()


def has_sound(contribution: Contribution) -> bool:
    return Sound.objects.filter(contribution=contribution).exists()


def ballots_on(contribution: Contribution) -> dict[str, int]:
    """How many of each; read only once contributions are closed."""
    found: dict[str, int] = {}
    for ballot in contribution.votes.values_list("ballot", flat=True):
        found[ballot] = found.get(ballot, 0) + 1
    return found


def ballot_of(user, contribution: Contribution) -> str:
    if not user.is_authenticated:
        return ""
    return (
        Vote.objects.filter(user=user.pk, contribution=contribution).values_list("ballot", flat=True).first()
        or ""
    )
