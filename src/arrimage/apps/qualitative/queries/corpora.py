"""Reading projects of interviews: the team, the guide, the sampling frame, where each stands."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model
from django.db.models import Count, Prefetch, Q, QuerySet

from arrimage.apps.inquiry.queries.studies import studies_led_by
from arrimage.apps.qualitative import policies
from arrimage.apps.qualitative.models import (
    Appointment,
    Case,
    Consent,
    Corpus,
    Member,
    Participant,
    Question,
    Recording,
    Transcript,
)
from arrimage.apps.qualitative.ties import Tie, ties_of


def corpora_visible_to(user, *, on: date) -> QuerySet[Corpus]:
    return Corpus.objects.filter(policies.of_team(user, on)).select_related("organisation", "study")


def corpora_led_by(user, *, on: date) -> QuerySet[Corpus]:
    return Corpus.objects.filter(policies.led_by(user, on)).select_related("organisation", "study")


def listed(user, *, on: date) -> QuerySet[Corpus]:
    """With how many texts are ready, which says nothing of who has read them."""
    ready = Count("transcripts", filter=Q(transcripts__state=Transcript.State.FROZEN))
    return corpora_visible_to(user, on=on).annotate(ready=ready)


def corpora_left_to(user, *, on: date) -> QuerySet[Corpus]:
    """Of one's organisation, without anybody who can lead: their title alone, until one takes them over."""
    return Corpus.objects.filter(policies.left_to(user, on)).select_related("organisation")


def member_of(user, corpus: Corpus, *, on: date) -> Member | None:
    return policies.member_of(user, corpus, on)


def team_of(corpus: Corpus, *, on: date) -> QuerySet[Member]:
    return corpus.members.filter(policies.in_team(on)).order_by("part", "since", "id").reverse()


def members_led_by(user, *, on: date) -> QuerySet[Member]:
    return Member.objects.filter(policies.led_by(user, on, "corpus")).select_related("corpus")


def questions_led_by(user, *, on: date) -> QuerySet[Question]:
    return Question.objects.filter(policies.led_by(user, on, "corpus")).select_related("corpus")


@dataclass(frozen=True)
class Asked:
    """A question of the guide, with what is behind its ties today, as this user may read it."""

    question: Question
    lights: Tie | None
    figure: Tie | None

    @property
    def moved(self) -> str:
        """What its figure says today, when that is not what it said when it opened the question."""
        seen = self.question.figure_seen
        return self.figure.label if self.figure and seen and self.figure.mark != seen else ""


def guide_of(corpus: Corpus, user) -> list[Asked]:
    every = list(corpus.guide.all())
    lights = ties_of(user, "lights", [one.lights_ref for one in every])
    figures = ties_of(user, "figure", [one.figure_ref for one in every])
    return [Asked(one, lights.get(one.lights_ref), figures.get(one.figure_ref)) for one in every]


def questions_seen(user, *, on: date, **where) -> QuerySet[Question]:
    """Of the guides of one's teams; `where`: for the rooms above, which of them, by their references."""
    found = Question.objects.filter(policies.of_team(user, on, "corpus"), **where)
    return found.select_related("corpus").order_by("corpus", "place", "id")


def colleagues_of(corpus: Corpus, *, on: date):
    """Members of the organisation, to be chosen by name."""
    held = Q(memberships__until=None) | Q(memberships__until__gt=on)
    return (
        get_user_model()
        .objects.filter(held, memberships__organisation=corpus.organisation_id, memberships__since__lte=on)
        .distinct()
        .order_by("name", "email")
    )


def studies_for(user):
    return studies_led_by(user)


# --- People: for those who lead
def participants_led_by(user, *, on: date) -> QuerySet[Participant]:
    holds = Prefetch("consents", Consent.objects.filter(withdrawn_on=None), to_attr="held")
    return (
        Participant.objects.filter(policies.led_by(user, on, "corpus"))
        .select_related("case", "corpus__organisation")
        .prefetch_related(holds)
    )


def appointments_led_by(user, *, on: date) -> QuerySet[Appointment]:
    return Appointment.objects.filter(policies.led_by(user, on, "participant__corpus")).select_related(
        "participant__case", "participant__corpus", "held_by"
    )


def recordings_led_by(user, *, on: date) -> QuerySet[Recording]:
    return Recording.objects.filter(policies.led_by(user, on, "participant__corpus")).select_related(
        "participant__case", "participant__corpus"
    )


@dataclass(frozen=True)
class Frame:
    """How the sampling stands, by group: thought of, asked, agreed, declined, not reached, withdrawn."""

    group: str
    counts: dict[str, int]

    @property
    def asked(self) -> int:
        return sum(self.counts.values()) - self.counts.get(Participant.State.THOUGHT_OF, 0)


def frame_of(corpus: Corpus) -> list[Frame]:
    rows: dict[str, dict[str, int]] = {}
    counted = corpus.participants.values("group", "state").annotate(n=Count("pk")).order_by("group", "state")
    for row in counted:
        rows.setdefault(row["group"], {})[row["state"]] = row["n"]
    return [Frame(group, counts) for group, counts in rows.items()]


# --- Texts and cases
def transcripts_visible_to(user, *, on: date) -> QuerySet[Transcript]:
    """Frozen ones for the team; those being prepared for those who lead."""
    ready = policies.of_team(user, on, "corpus") & Q(state=Transcript.State.FROZEN)
    return (
        Transcript.objects.filter(ready | policies.led_by(user, on, "corpus"))
        .select_related("corpus__organisation", "case")
        .order_by("title", "id")
    )


def transcripts_led_by(user, *, on: date) -> QuerySet[Transcript]:
    return Transcript.objects.filter(policies.led_by(user, on, "corpus")).select_related("corpus", "case")


def cases_visible_to(user, *, on: date) -> QuerySet[Case]:
    return (
        Case.objects.filter(policies.of_team(user, on, "corpus"))
        .select_related("corpus")
        .prefetch_related("values__variable", "transcripts")
    )
