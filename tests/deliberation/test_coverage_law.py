"""The law of coverage: whatever is done, in whatever order, no voice is lost and no wording disappears."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from arrimage.apps.deliberation import sealing
from arrimage.apps.deliberation.actions import consultations, contributions, placing, publishing
from arrimage.apps.deliberation.models import Contribution, Extract, Idea, Passage, Synthesis, Wording
from arrimage.apps.deliberation.queries import coverage, syntheses
from arrimage.apps.kernel.clock import now
from tests.deliberation import factories

WORDS = st.text("aé b\n.", min_size=1, max_size=30).filter(str.strip)
PICK = st.integers(0, 50)


class Consulting(RuleBasedStateMachine):
    """A model kept apart, in plain dicts, of what was said and where it was put."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def begin(self):
        self.room = factories.room(questions=2)
        self.said: dict[int, list[str]] = {}  # by contribution, every wording it had
        self.withdrawn: set[int] = set()
        self.codes: dict[int, str] = {}
        self.sealed: list[tuple[int, str, str]] = []

    # --- what the model picks among
    def one(self, among, pick):
        among = list(among)
        return among[pick % len(among)] if among else None

    def contribution(self, pick) -> Contribution | None:
        return self.one(Contribution.objects.order_by("pk"), pick)

    def idea(self, pick) -> Idea | None:
        return self.one(Idea.objects.order_by("pk"), pick)

    def attempt(self, act, *args, **kwargs):
        """Do it; a refusal in a sentence is an answer too."""
        try:
            with transaction.atomic():
                return act(*args, **kwargs)
        except ValidationError:
            return None

    # --- those who speak
    @rule(text=WORDS, is_reaction=st.booleans(), pick=PICK)
    def speak(self, text, is_reaction, pick):
        about = self.contribution(pick) if is_reaction else None
        more = {"responds_to": about, "stance": "disagree"} if about and not about.responds_to_id else {}
        made = self.attempt(self.room.says, text, **more)
        if made:
            contribution, code = made
            self.said[contribution.pk] = [Wording.objects.get(contribution=contribution).text]
            self.codes[contribution.pk] = code

    @rule(pick=PICK, text=WORDS)
    def correct(self, pick, text):
        contribution = self.contribution(pick)
        if contribution and self.attempt(contributions.correct, contribution, text, by=None, at=now()):
            contribution.refresh_from_db()
            latest = contribution.wordings.get(number=contribution.wording).text
            if self.said[contribution.pk][-1] != latest:
                self.said[contribution.pk].append(latest)

    @rule(pick=PICK)
    def withdraw(self, pick):
        contribution = self.contribution(pick)
        if contribution:
            contributions.withdraw(contribution, by=None, at=now())
            self.withdrawn.add(contribution.pk)

    @rule(pick=PICK)
    def mask_or_show(self, pick):
        contribution = self.contribution(pick)
        if contribution:
            if contribution.masked_on:
                contributions.unmask(contribution, by=self.room.leader, at=now())
            else:
                self.attempt(contributions.mask, contribution, "Un nom", by=self.room.leader, at=now())

    # --- those who write the synthesis
    @rule(is_minority=st.booleans())
    def write_idea(self, is_minority):
        self.room.idea(is_minority=is_minority)

    @rule(pick=PICK, to=PICK, start=st.integers(0, 10), length=st.integers(0, 30), merged=st.booleans())
    def place(self, pick, to, start, length, merged):
        contribution, idea = self.contribution(pick), self.idea(to)
        if contribution and idea:
            how = "merged" if merged else "cited"
            self.attempt(self.room.place, contribution, idea, how, start=start, end=start + length)

    @rule(pick=PICK)
    def keep_as_singular(self, pick):
        if contribution := self.contribution(pick):
            self.attempt(self.room.place, contribution, None)

    @rule()
    def place_what_is_left_as_singular(self):
        for contribution in coverage.uncovered(self.room.consultation):
            self.attempt(self.room.place, contribution, None)

    @rule(pick=PICK)
    def take_out(self, pick):
        if extract := self.one(Extract.objects.order_by("pk"), pick):
            placing.take_out(extract, by=self.room.synthesist, at=now())

    @rule(pick=PICK, into=PICK)
    def join(self, pick, into):
        if self.idea(pick):
            self.attempt(placing.join, self.idea(pick), self.idea(into), by=self.room.synthesist, at=now())

    @rule(pick=PICK)
    def take_apart(self, pick):
        if idea := self.idea(pick):
            placing.take_apart(idea, by=self.room.synthesist, at=now())

    @rule(pick=PICK)
    def split(self, pick):
        if idea := self.idea(pick):
            chosen = list(idea.extracts.all())[:1]
            self.attempt(placing.split, idea, chosen, title="Autre", by=self.room.synthesist, at=now())

    @rule(pick=PICK)
    def remove_idea(self, pick):
        if idea := self.idea(pick):
            self.attempt(placing.remove_idea, idea, by=self.room.synthesist, at=now())

    @rule(pick=PICK, other=PICK)
    def face(self, pick, other):
        if self.idea(pick):
            placing.write_divergence(
                self.room.consultation,
                title="Un désaccord",
                question=self.room.second,
                ideas={self.idea(pick), self.idea(other)},
                by=self.room.synthesist,
                at=now(),
            )

    # --- the calendar
    @rule(is_closing=st.booleans())
    def close_or_open(self, is_closing):
        act = consultations.close_consultation if is_closing else consultations.open_consultation
        self.attempt(act, self.room.consultation, by=self.room.leader, at=now())

    @rule(pick=PICK)
    def reply(self, pick):
        contribution = self.contribution(pick)
        if contribution:
            self.attempt(
                publishing.reply, contribution, idea=self.idea(pick), stance="not_meant", words="Non.",
                by=None, at=now(),
            )  # fmt: skip

    @rule()
    def finish(self):
        """Close, place what is left, publish: so that many sequences go on past a publication."""
        self.close_or_open(is_closing=True)
        self.place_what_is_left_as_singular()
        self.publish()

    @rule()
    def publish(self):
        left = self.lost_by_hand()
        made = self.attempt(publishing.publish, self.room.consultation, by=self.room.synthesist, at=now())
        if made is None:
            return
        assert not left, "a voice that is placed nowhere was published away"
        assert self.room.fresh().state == "closed"
        document = json.loads(made.document)
        assert sealing.lost_in(document) == []
        told = {one["number"] for one in document["contributions"]}
        assert told == set(Contribution.objects.values_list("number", flat=True)), "all are there, or a trace"
        self.sealed.append((made.pk, made.document, made.digest))

    def lost_by_hand(self) -> set[int]:
        """Contributions no passage of whose last wording is placed: worked out the slow way."""
        placed = {
            extract.wording.contribution_id
            for extract in Extract.objects.select_related("wording__contribution")
            if extract.wording.number == extract.wording.contribution.wording
        }
        return set(self.said) - placed - self.withdrawn

    # --- what always holds
    @invariant()
    def no_original_is_lost(self):
        if not hasattr(self, "room"):
            return
        assert set(self.said) == set(Contribution.objects.values_list("pk", flat=True))
        for pk, texts in self.said.items():
            kept = list(Wording.objects.filter(contribution=pk).order_by("number"))
            if pk in self.withdrawn:
                assert Contribution.objects.get(pk=pk).state == "withdrawn"
                assert all(wording.text == "" for wording in kept), "its author took these words back"
                assert not any(one.text or one.salt for one in Passage.objects.filter(contribution=pk))
            else:
                assert [wording.text for wording in kept] == texts

    @invariant()
    def the_query_says_what_the_hand_says(self):
        if hasattr(self, "room"):
            assert (
                set(coverage.uncovered(self.room.consultation).values_list("pk", flat=True))
                == self.lost_by_hand()
            )

    @invariant()
    def a_passage_always_holds_words_of_its_wording(self):
        if hasattr(self, "room"):
            for extract in Extract.objects.select_related("wording__contribution"):
                if not extract.wording.contribution.is_withdrawn:
                    assert extract.wording.text[extract.start : extract.end].strip()

    @precondition(lambda self: getattr(self, "sealed", None))
    @invariant()
    def what_is_sealed_stays_sealed(self):
        for pk, document, digest in self.sealed:
            there = Synthesis.objects.get(pk=pk)
            assert (there.document, there.digest) == (document, digest)
            assert syntheses.faults_of(there) == []


@pytest.mark.django_db
def test_no_sequence_loses_a_voice_or_an_original(settings_of_the_law):
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(Consulting, settings=settings_of_the_law)


@pytest.fixture
def settings_of_the_law():
    return settings(
        max_examples=25,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
