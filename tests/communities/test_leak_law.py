"""The law of private words: whatever is done, in whatever order, no address, search, mail, journal or file
shows one to somebody who is not a member at that moment; and nobody but its author reads what is removed.

The oracle is a model kept apart, in plain sets: who is in, what stands, who was granted which words.
"""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail as outbox
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from arrimage.apps.audit.models import Entry
from arrimage.apps.communities.actions import debates, following, moderation, places, posts, reuse
from arrimage.apps.communities.models import Appeal, Digest, Member, Post, Reuse
from arrimage.apps.communities.queries import saying
from arrimage.apps.kernel.clock import now
from tests.accounts.factories import UserFactory, acting_user
from tests.communities.factories import SIDES, Circle
from tests.public import told_everywhere

PICK = st.integers(0, 60)
WHO = st.integers(0, 3)


class Talking(RuleBasedStateMachine):
    """A private community and four persons who come and go."""

    reading = "members"

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self):
        try:
            if hasattr(self, "talks"):
                self.nobody_reads_more_than_they_may()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @initialize()
    def begin(self):
        self.circle = Circle(self.reading, name="Le cercle discret")
        self.community = self.circle.community
        self.fanny = self.circle.fanny
        self.people = [
            self.circle.mado,
            UserFactory(),
            acting_user("facilitator", organisation=self.community.organisation),
            UserFactory(),
        ]
        self.inside = {self.fanny.pk, self.circle.mado.pk}
        self.secret_of: dict[int, set[str]] = {}  # by contribution, every wording it ever had
        self.author_of: dict[int, int] = {}
        self.current: dict[int, str] = {}
        self.removed: set[int] = set()
        self.granted: dict[int, tuple[int, int, str]] = {}  # by request: who asked, which post, which words
        self.count = 0
        talk = self.circle.discussion(title="Le soir", text=self.secret())
        self.note(talk.posts.get(), self.circle.mado)
        debate = self.circle.open_debate(sides=SIDES)
        self.talks = [talk, debate]
        self.asked: set[int] = set()

    # --- the model
    def secret(self) -> str:
        self.count += 1
        return f"confidence{self.count:04}x"

    def note(self, post: Post, by) -> None:
        self.secret_of.setdefault(post.pk, set()).add(post.text)
        self.author_of[post.pk] = by.pk
        self.current[post.pk] = post.text

    def post(self, pick) -> Post | None:
        found = list(Post.objects.filter(pk__in=self.current).order_by("pk"))
        return found[pick % len(found)] if found else None

    def attempt(self, act, *args, **kwargs):
        """Do it; a refusal is an answer too."""
        try:
            with transaction.atomic():
                return act(*args, **kwargs)
        except (ValidationError, PermissionDenied):
            return None

    # --- in and out
    @rule(who=WHO)
    def ask_or_join(self, who):
        user = self.people[who]
        made = self.attempt(places.join, self.community, called=f"Nom {who}", by=user, at=now())
        if made and made.is_active:
            self.inside.add(user.pk)

    @rule(pick=PICK, accept=st.booleans())
    def answer(self, pick, accept):
        asked = list(self.community.members.filter(state="asked").order_by("pk"))
        if asked:
            member = asked[pick % len(asked)]
            places.answer_request(member, accept=accept, by=self.fanny, at=now())
            if accept:
                self.inside.add(member.user_id)

    @rule(who=WHO)
    def invite(self, who):
        user = self.people[who]
        made = self.attempt(places.invite, self.community, email=user.email, by=self.fanny, at=now())
        if made and made.is_active:  # they had asked
            self.inside.add(user.pk)

    @rule(who=WHO, with_my_words=st.booleans())
    def leave(self, who, with_my_words):
        user = self.people[who]
        if self.attempt(places.leave, self.community, by=user, at=now(), with_my_words=with_my_words):
            self.inside.discard(user.pk)
            if with_my_words:
                self.removed |= {pk for pk, author in self.author_of.items() if author == user.pk}

    @rule(who=WHO)
    def be_removed(self, who):
        member = Member.objects.filter(community=self.community, user=self.people[who]).first()
        if member and self.attempt(places.remove_member, member, answer="Voilà.", by=self.fanny, at=now()):
            self.inside.discard(member.user_id)

    # --- what is said
    @rule(who=WHO, pick=PICK, quotes=st.booleans(), talk=st.integers(0, 1))
    def say(self, who, pick, quotes, talk):
        user, text = self.people[who], self.secret()
        source = self.post(pick) if quotes else None
        told = {"answers": source, "passage": source.text} if source and source.is_shown else {}
        made = self.attempt(posts.say, self.talks[talk], text=text, by=user, at=now(), **told)
        if made:
            self.note(made, user)

    @rule(who=WHO, number=st.integers(0, 2))
    def take_stand(self, who, number):
        user, debate = self.people[who], self.talks[1]
        position = debate.positions.filter(number=number).first()
        told = {"position": position, "text": self.secret(), "by": user, "at": now()}
        if made := self.attempt(debates.take_stand, debate, **told):
            self.note(made, user)

    @rule(pick=PICK)
    def correct(self, pick):
        post = self.post(pick)
        if self.attempt(posts.correct, post, text=self.secret(), by=post.author.user, at=now()):
            post.refresh_from_db()
            self.note(post, post.author.user)

    @rule(pick=PICK)
    def take_away(self, pick):
        post = self.post(pick)
        if self.attempt(posts.take_away, post, by=post.author.user, at=now()):
            self.removed.add(post.pk)

    @rule(pick=PICK)
    def put_back(self, pick):
        post = self.post(pick)
        if self.attempt(posts.put_back, post, by=post.author.user, at=now()):
            self.removed.discard(post.pk)

    @rule(pick=PICK)
    def be_moderated(self, pick):
        post = self.post(pick)
        told = {"reason": "hurts", "explanation": "Autrement.", "by": self.fanny, "at": now()}
        self.attempt(moderation.report, post, reason="hurts", by=post.author.user, at=now())
        if self.attempt(moderation.remove, post, **told):
            self.removed.add(post.pk)

    @rule(pick=PICK, restore=st.booleans())
    def appeal(self, pick, restore):
        post = self.post(pick)
        made = self.attempt(moderation.appeal, post, words="Relisez.", by=post.author.user, at=now())
        if (
            made
            and self.attempt(
                moderation.decide_appeal, made, restore=restore, answer="Vu.", by=self.fanny, at=now()
            )
            and restore
        ):
            self.removed.discard(post.pk)

    # --- what is followed, asked for, sent
    @rule(who=WHO, talk=st.integers(0, 1), all_of_it=st.booleans())
    def follow(self, who, talk, all_of_it):
        what = {"community": self.community} if all_of_it else {"discussion": self.talks[talk]}
        self.attempt(following.follow, by=self.people[who], at=now(), **what)

    @rule()
    def digests(self):
        day = following.PAUSES["day"]
        Digest.objects.update(rhythm="day", told_until=now() - 2 * day)
        following.send_digests(at=now())

    @rule(who=WHO, pick=PICK, grant=st.booleans())
    def ask_to_quote(self, who, pick, grant):
        user, post = self.people[who], self.post(pick)
        made = self.attempt(reuse.ask, post, where="report", words="Un rapport.", by=user, at=now())
        if made and grant and self.attempt(reuse.grant, made, named="", by=post.author.user, at=now()):
            self.granted[made.pk] = (user.pk, post.pk, self.current[post.pk])

    @rule(pick=PICK)
    def take_back(self, pick):
        if self.granted:
            pk = sorted(self.granted)[pick % len(self.granted)]
            one = Reuse.objects.get(pk=pk)
            reuse.take_back(one, by=one.post.author.user, at=now())
            del self.granted[pk]

    # --- the law
    def addresses(self) -> list[str]:
        found = [self.community.get_absolute_url(), "/", "/echanges/", "/echanges/mes-mots/"]
        found += ["/echanges/mes-mots/fichier/", "/echanges/courriels/", *told_everywhere()]
        found += [talk.get_absolute_url() for talk in self.talks]
        for pk in sorted(self.current):
            uid = Post.objects.get(pk=pk).uid
            found += [f"/echanges/paroles/{uid}/{part}" for part in ("", "repondre/", "la-mienne/", "citer/")]
            found += [f"/echanges/paroles/{uid}/signaler/", f"/echanges/paroles/{uid}/moderer/"]
            found.append(f"/echanges/chercher/?q={self.current[pk]}")
        found += [one.get_absolute_url() for one in Reuse.objects.all()]
        return [*found, self.community.get_absolute_url() + "moderation/"]

    @invariant()
    def what_each_may_read_is_what_the_model_says(self):
        """At every step, for the queries every page, search and mail is made from."""
        if not hasattr(self, "talks"):
            return
        for user in [self.fanny, *self.people]:
            stands = {pk for pk in self.current if pk not in self.removed}
            seen = set(saying.posts_visible_to(user).values_list("pk", flat=True))
            assert seen == (set(self.current) if user.pk in self.inside else set())
            for pk in self.current:
                found = set(saying.found(user, self.current[pk]).values_list("pk", flat=True))
                assert found == ({pk} & stands if user.pk in self.inside else set())
        assert not saying.posts_visible_to(AnonymousUser()).exists()

    def nobody_reads_more_than_they_may(self):
        """At the end of a sequence, by every address."""
        appealed = set(Appeal.objects.filter(restored=None).values_list("post", flat=True))
        for user in [None, self.fanny, *self.people]:
            client = Client()
            if user:
                client.force_login(user)
            may = self.readable(user, appealed)
            for address in self.addresses():
                said = client.get(address, follow=True).content.decode()
                if "chercher" in address:  # what one looks for is one's own to write
                    secret = address.split("q=")[1]
                    said = said.replace(f'value="{secret}"', "").replace(f"q={secret}", "")
                for secrets in self.secret_of.values():
                    for secret in secrets - may:
                        assert secret not in said, f"{user} reads {secret} at {address}"
        for address in told_everywhere():
            said = Client().get(address).content.decode()
            assert self.community.name not in said
            assert str(self.community.uid) not in said

    def readable(self, user, appealed: set[int]) -> set[str]:
        if user is None:
            return set()
        found = set()
        for asker, pk, words in self.granted.values():
            is_author = self.author_of[pk] == user.pk
            if is_author or (asker == user.pk and pk not in self.removed):
                found.add(words)
        for pk, words in self.current.items():
            stands = pk not in self.removed and user.pk in self.inside
            own = self.author_of[pk] == user.pk
            looks_again = user.pk == self.fanny.pk and pk in appealed
            if stands or own or looks_again:
                found.add(words)
        return found

    @invariant()
    def no_mail_and_no_line_of_the_journal_carries_a_word(self):
        letters = " ".join(f"{one.subject} {one.body}" for one in getattr(outbox, "outbox", []))
        entries = Entry.objects.values_list("actor_label", "subjects", "purpose", "details")
        journal = " ".join(" ".join(row) for row in entries)
        for secrets in getattr(self, "secret_of", {}).values():
            for secret in secrets:
                assert secret not in letters
                assert secret not in journal
        assert "Le cercle discret" not in letters
        assert "Le cercle discret" not in journal


class Hidden(Talking):
    reading = "hidden"


@pytest.mark.django_db
@pytest.mark.parametrize("machine", [Talking, Hidden])
def test_no_sequence_shows_a_private_word(machine):
    law = settings(
        max_examples=5,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=law)
