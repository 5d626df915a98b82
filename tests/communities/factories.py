"""Communities with people in them: somebody who facilitates, somebody who speaks, somebody at the door."""

from arrimage.apps.accounts.models import User
from arrimage.apps.communities.actions import debates, places, posts
from arrimage.apps.communities.models import Community, Discussion, Member, Post
from arrimage.apps.kernel.clock import now
from tests.accounts.factories import UserFactory, acting_user

SIDES = [debates.Side("Frapper", "On ne laisse personne."), debates.Side("Attendre", "La porte est à elle.")]
JOINING = {"public": "open", "members": "request", "hidden": "invitation"}


class Circle:
    """One community, its facilitator Fanny, its member Mado (or two others)."""

    def __init__(
        self, reading: str = "public", name: str = "Un cercle", people=("Fanny", "Mado"), **more
    ) -> None:
        self.fanny: User = acting_user("peer_helper", user__name=f"{people[0]} Quelconque")
        told = {"purpose": "Se parler.", "joining": JOINING[reading]} | more
        self.community: Community = places.open_community(
            name=name, reading=reading, called=people[0], by=self.fanny, at=now(), **told
        )
        self.mado = self.member(people[1])

    def member(self, called: str, *, facilitates: bool = False) -> User:
        user = UserFactory(name=f"{called} Quelconque")
        Member.objects.create(
            community=self.community,
            user=user,
            called=called,
            state="active",
            role="facilitator" if facilitates else "member",
            since=now(),
        )
        return user

    def at_the_door(self, state: str) -> User:
        user = UserFactory()
        Member.objects.create(
            community=self.community, user=user, called=f"À la porte {user.pk}", state=state, since=now()
        )
        return user

    def member_of(self, user: User) -> Member:
        return self.community.members.get(user=user)

    def discussion(
        self, title: str = "Que faire le soir?", text: str = "Je commence.", by=None, **more
    ) -> Discussion:
        who = by or self.mado
        return posts.begin_discussion(self.community, title=title, text=text, by=who, at=now(), **more)

    def debate(self, title: str = "Frapper ou attendre?", context: str = "On hésite.", **more) -> Discussion:
        told = {"sides": SIDES, "by": self.fanny, "at": now()} | more
        return debates.prepare(self.community, title=title, context=context, **told)

    def open_debate(self, **more) -> Discussion:
        return debates.open_debate(self.debate(**more), by=self.fanny, at=now())

    def stands(self, debate: Discussion, number: int | None, text: str, by=None, **more) -> Post:
        position = debate.positions.get(number=number) if number else None
        who = by or self.mado
        return debates.take_stand(debate, position=position, text=text, by=who, at=now(), **more)

    def says(self, discussion: Discussion, text: str, by=None, **more) -> Post:
        return posts.say(discussion, text=text, by=by or self.mado, at=now(), **more)
