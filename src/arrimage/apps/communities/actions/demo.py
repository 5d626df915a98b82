"""The demonstration of this room. Every person and every word in it is invented."""

from datetime import date, datetime, time, timedelta
from importlib.resources import files

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.timezone import make_aware

from arrimage.apps.accounts.queries import memberships_of
from arrimage.apps.communities.models import Community, Discussion, Member
from arrimage.apps.learning.actions.starter_pieces import french
from arrimage.apps.learning.queries.programmes import themes_visible_to

from . import debates, following, moderation, places, posts, reuse

DOMAIN = "demo.arrimage.invalid"
STARTER = "se-retablir-ensemble"
DATA = files("arrimage.apps.communities").joinpath("data", "demo.toml")


@transaction.atomic
def load_communities(*, on: date) -> int:
    """Add what is missing; how many communities that makes."""
    rows = french(DATA)["community"]
    there = set(Community.objects.values_list("name", flat=True))
    loaded = [_Load(row, on).load() for row in rows if row["name"] not in there]
    return len(loaded)


class _Load:
    """One community and all that is said there, each at its moment, by whoever says it."""

    def __init__(self, row: dict, on: date) -> None:
        self.row, self.on = row, on
        self.users: dict[str, object] = {}
        self.talks: dict[str, Discussion] = {}

    def at(self, days: int, minutes: int = 0) -> datetime:
        return make_aware(datetime.combine(self.on - timedelta(days=days), time(9))) + timedelta(
            minutes=minutes
        )

    def user(self, slug: str):
        if slug not in self.users:
            user = get_user_model().objects.get(email=f"{slug}@{DOMAIN}")
            self.users[slug] = user.act_as(memberships_of(user, on=self.on).first())
        return self.users[slug]

    def load(self) -> Community:
        row = self.row
        told = {name: row.get(name, "") for name in ("purpose", "charter", "for_whom")}
        told |= {name: row[name] for name in ("name", "called", "reading", "joining")}
        by, at = self.user(row["by"]), self.at(row["days"])
        self.community = places.open_community(by=by, at=at, **told)
        for slug, called, days in row["members"]:
            role = "facilitator" if slug in row.get("facilitators", ()) else "member"
            self.member(slug, called, days, state="active", role=role)
        for slug, called, words in row.get("asking", ()):
            self.member(slug, called, 2, state="asked", words=words)
        for number, talk in enumerate(row.get("talk", ())):
            self.talks[talk["title"]] = self.talk(talk, number * 75)
        for debate in row.get("debate", ()):
            self.debate(debate)
        for slug in row.get("followed_by", ()):
            following.follow(community=self.community, by=self.user(slug), at=self.at(10))
        for asked in row.get("reuse", ()):
            self.reuse(asked)
        return self.community

    def reuse(self, row: dict) -> None:
        """Somebody asks to quote; its author says yes, or has not answered yet."""
        post = self.talks[row["talk"]].posts.get(number=row["post"])
        told = {"where": row["where"], "words": row["words"], "by": self.user(row["by"])}
        asked = reuse.ask(post, **told, at=self.at(row["days"], 600))
        if "signed" in row:
            by, at = self.user(row["author"]), self.at(row["days"] - 1, 60)
            reuse.grant(asked, named=row["signed"], answer=row["answer"], by=by, at=at)

    def debate(self, row: dict) -> Discussion:
        by, at = self.user(row["by"]), self.at(row["days"])
        made = debates.prepare(
            self.community,
            title=row["title"],
            context=row["context"].strip(),
            sides=[debates.Side(*side) for side in row["sides"]],
            theme_uid=self.theme(row["theme"]),
            by=by,
            at=at,
            judged=True,
        )
        if "said" not in row:
            return made  # being prepared
        debates.open_debate(made, by=by, at=at)
        for one in row["said"]:
            if "stands" in one:
                position = made.positions.filter(number=one["stands"]).first()
                told = {"position": position, "text": one["text"].strip(), "by": self.user(one["by"])}
                debates.take_stand(made, **told, at=self.at(one["days"], 180), judged=True)
            else:
                self.say(made, one, 300)
        return made

    def member(self, slug: str, called: str, days: int, **more) -> Member:
        told = {"community": self.community, "user": self.user(slug), "called": called}
        return Member.objects.create(**told, since=self.at(days), **more)

    def talk(self, row: dict, minutes: int) -> Discussion:
        made = posts.begin_discussion(
            self.community,
            title=row["title"],
            text=row["text"].strip(),
            theme_uid=self.theme(row.get("theme", "")),
            by=self.user(row["by"]),
            at=self.at(row["days"], minutes),
            judged=True,
        )
        for place, said in enumerate(row.get("post", ())):
            self.say(made, said, minutes + 90 + 35 * place)
        return made

    def say(self, talk: Discussion, row: dict, minutes: int) -> None:
        source = talk.posts.get(number=row["answers"]) if "answers" in row else None
        post = posts.say(
            talk,
            text=row["text"].strip(),
            answers=source,
            passage=row.get("passage", ""),
            by=self.user(row["by"]),
            at=self.at(row["days"], minutes),
            judged=True,
        )
        if "remove" in row:
            reason, explanation = row["remove"]
            by, at = self.user(self.row["by"]), self.at(row["days"], minutes + 200)
            moderation.remove(post, reason=reason, explanation=explanation, by=by, at=at)

    def theme(self, title: str):
        """A theme of the starter programme, the pilot's."""
        seen = themes_visible_to(self.user(self.row["by"])).filter(programme__slug=STARTER, title=title)
        return seen.values_list("uid", flat=True).first() if title else None
