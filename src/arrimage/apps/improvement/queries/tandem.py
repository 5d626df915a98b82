"""What the two who run a team answered, side by side; for them and whoever runs the committee."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from arrimage.apps.improvement import policies
from arrimage.apps.improvement.instruments import tandem
from arrimage.apps.improvement.models import Assessment, Holder, Place
from arrimage.apps.questionnaires.document.answers import Answer, State
from arrimage.apps.questionnaires.document.questionnaire import Kind, said
from arrimage.apps.questionnaires.queries import collecting

TWO = (Place.Kind.ADMINISTRATIVE, Place.Kind.MEDICAL)


def owner_of(holder: Holder) -> str:
    return f"tandem:{holder.uid}"


def tandem_place_of(assessment: Assessment, user, *, on: date) -> Holder | None:
    found = Holder.objects.filter(
        policies.held_today(on),
        place__committee=assessment.committee_id,
        place__kind__in=TWO,
        user=user.pk,
    )
    return found.select_related("place").first()


@dataclass(frozen=True)
class Side:
    """One question, and what each of them answered; empty: not yet, or not this one."""

    question: str
    is_words: bool
    who: tuple[str, ...]
    answers: tuple[str, ...]

    @property
    def by_side(self) -> list[tuple[str, str]]:
        return list(zip(self.who, self.answers, strict=True))


@dataclass(frozen=True)
class Sides:
    """`who`: the places that answered, in order; `awaited`: those of the tandem that have not."""

    who: tuple[str, ...]
    awaited: tuple[str, ...]
    rows: tuple[Side, ...]


def sides_of(assessment: Assessment, *, on: date) -> Sides | None:
    """None until it was asked."""
    if assessment.opening is None:
        return None
    holders = Holder.objects.filter(place__committee=assessment.committee_id, place__kind__in=TWO)
    by_owner = {owner_of(one): one for one in holders.select_related("place").order_by("since", "id")}
    told = {}
    for response, answers in collecting.answers_sent_to(assessment.opening):
        if holder := by_owner.get(response.owner):
            told[holder] = answers
    awaited = [
        one
        for one in by_owner.values()
        if one not in told and one.since <= on and (one.until is None or one.until > on)
    ]
    order = sorted(told, key=lambda one: (one.place.kind, one.pk))
    who = tuple(str(one.place) for one in order)
    return Sides(
        who,
        tuple(f"{one.place} ({one.said})" for one in awaited),
        tuple(_rows(who, [told[one] for one in order])) if told else (),
    )


def _rows(who: tuple[str, ...], columns: list):
    language = (get_language() or "fr")[:2]
    for name, item in tandem().items.items():
        answers = tuple(_said(column.get(name)) for column in columns)
        yield Side(said(item.label, language), item.kind == Kind.LONG_TEXT, who, answers)


def _said(answer: Answer | None) -> str:
    if answer is None:
        return ""
    if answer.state is State.NOT_APPLICABLE:
        return _("does not apply")
    return "" if answer.state is not State.VALUE else str(answer.value)
