"""What the demonstration shows of consultations: one finished, one under way. Everybody is invented."""

import io
import tomllib
import wave
from datetime import date, datetime, time, timedelta
from importlib.resources import files

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.timezone import make_aware

from arrimage.apps.accounts.queries import memberships_of
from arrimage.apps.deliberation.actions import (
    consultations,
    contributions,
    gatherings,
    outcomes,
    placing,
    publishing,
)
from arrimage.apps.deliberation.actions.contributions import Speaker, Voice
from arrimage.apps.deliberation.models import Consultation, Contestation, Contribution, Gathering
from arrimage.apps.deliberation.queries.coverage import uncovered
from arrimage.apps.deliberation.vocabulary import Duty, Naming, Side
from arrimage.apps.network.actions.demo.content import uid_of
from arrimage.apps.network.queries.joint_seat import networks
from arrimage.apps.network.queries.pages import organisations

DOMAIN = "demo.arrimage.invalid"
FILES = ("1_finished.toml", "2_running.toml")


@transaction.atomic
def load_deliberation(*, on: date) -> int:
    """Add what is missing; how many consultations that makes. The territory must be there already."""
    made = 0
    for name in FILES:
        text = files("arrimage.apps.deliberation").joinpath("data", "demo", name).read_text("utf-8")
        told = tomllib.loads(text)
        if not Consultation.objects.filter(title=" ".join(told["title"].split())).exists():
            _Telling(told, on).tell()
            made += 1
    _contest(on)
    return made


def _user(slug: str, on: date):
    user = get_user_model().objects.get(email=f"{slug}@{DOMAIN}")
    return user.act_as(memberships_of(user, on=on).first())


def _organisation(slug: str):
    return organisations().get(uid=uid_of("organisation", slug))


class _Telling:
    """One consultation, from its file, told in the order in which it happened."""

    def __init__(self, told: dict, on: date) -> None:
        self.told, self.on = told, on
        self.opened = on - timedelta(days=told["opened"])
        self.leader = _user(told["leader"], on)
        self.said: dict[str, Contribution] = {}
        self.ideas: dict = {}

    def at(self, days: int, hour: int = 10):
        return make_aware(datetime.combine(self.opened + timedelta(days=days), time(hour)))

    def tell(self) -> None:
        self.prepare()
        self.hold_meetings()
        for row in sorted(self.told["said"], key=lambda one: one["days"]):
            self.say(row)
        for row in self.told.get("noted", []):
            self.note(row)
        if "synthesis" in self.told:
            self.conclude()

    # --- Before
    def prepare(self) -> None:
        told, at = self.told, self.at(-10)
        named = (
            {"network": networks().get(uid=uid_of("network", told["network"]))}
            if "network" in told
            else {"organisation": _organisation(told["led_by"])}
        )
        self.consultation = consultations.prepare(
            title=told["title"],
            summary=told["summary"],
            context=told["context"],
            who_and_why=told["who_and_why"],
            audience=told.get("audience", "public"),
            closes_on=self.on + timedelta(days=told["closes"]) if "closes" in told else None,
            by=self.leader,
            at=at,
            **named,
        )
        asked = [(one["text"], one.get("details", "")) for one in told["question"]]
        consultations.set_questions(self.consultation, asked, by=self.leader, at=at)
        consultations.write_rules(self.consultation, by=self.leader, at=at, **told["rules"])
        for row in told["said"]:
            if "org" in row:
                house = _organisation(row["org"])
                consultations.invite(self.consultation, organisation=house, by=self.leader, at=at)
        for duty in (Duty.MODERATOR, Duty.SYNTHESIST):
            somebody = _user(told[duty.value], self.on)
            consultations.name_for(self.consultation, somebody, duty, by=self.leader, at=at, told=False)
        self.consultation = consultations.open_consultation(
            self.consultation, by=self.leader, at=self.at(0), told=False
        )
        self.questions = list(self.consultation.questions.all())

    def hold_meetings(self) -> None:
        self.meetings = {}
        for row in self.told.get("gathering", []):
            meeting = gatherings.plan_gathering(
                self.consultation,
                title=row["title"],
                reach=row["reach"],
                place=row["place"],
                starts_at=self.at(row["days"], 18),
                tables=row["tables"],
                by=self.leader,
                at=self.at(0),
            )
            self.meetings[row["title"]] = (meeting, row)
            if "live" in row:
                meeting = gatherings.move(
                    meeting, Gathering.State.LIVE, by=self.leader, at=self.at(row["days"], 18)
                )
                gatherings.ring(
                    meeting,
                    question=self.questions[0],
                    minutes=0,
                    by=self.leader,
                    at=self.at(row["days"], 18),
                )

    # --- What was said
    def say(self, row: dict) -> None:
        at, question = self.at(row["days"]), self.questions[row["question"] - 1]
        about = {"responds_to": self.said[row["about"]], "stance": row["stance"]} if "about" in row else {}
        if row.get("means") == "paper":
            speaker = Speaker(Naming.NAMED, row["side"], row["name"])
            (made,), _code = contributions.type_in(
                self.consultation, [(question, row["text"])], speaker=speaker,
                agreement="Case cochée et signée à la dernière page", by=self.leader, at=at,
            )  # fmt: skip
        elif "org" in row:
            made = self._for_organisation(row, question, about, at)
        else:
            by = _user(row["by"], self.on) if "by" in row else None
            speaker = Speaker(Naming.NAMED if by else Naming.ANONYMOUS, row["side"])
            voice = Voice(_silence(), "audio/wav") if row.get("means") == "voice" else None
            made, _code = contributions.contribute(
                self.consultation, question=question, text="" if voice else row["text"], speaker=speaker,
                voice=voice, by=by, at=at, **about,
            )  # fmt: skip
            if voice:
                made = contributions.write_out(made, row["text"], by=self.leader, at=at)
        if "withdrawn" in row:
            contributions.withdraw(made, by=None, at=self.at(row["withdrawn"]))
        self.said[row["key"]] = made

    def _for_organisation(self, row: dict, question, about: dict, at) -> Contribution:
        """Said by a keeper with an account; for an organisation without one, by its own name alone."""
        house = _organisation(row["org"])
        if "by" in row:
            by = _user(row["by"], self.on)
            held = memberships_of(by, on=self.on).filter(organisation=house).first()
            speaker = Speaker(Naming.ORGANISATION, Side.COMMUNITY)
            made, _code = contributions.contribute(
                self.consultation, question=question, text=row["text"], speaker=speaker, by=by.act_as(held),
                at=at, **about,
            )  # fmt: skip
            return made
        return contributions.write(
            self.consultation,
            question=question,
            rules=self.consultation.rules.get(),
            naming=Naming.ORGANISATION,
            side=Side.COMMUNITY,
            organisation=house,
            name=house.name,
            text=row["text"],
            at=at,
            **about,
        )

    def note(self, row: dict) -> None:
        meeting, planned = self.meetings[row["gathering"]]
        meeting.refresh_from_db()
        at = self.at(planned["days"], 19)
        if meeting.state == Gathering.State.PLANNED:
            meeting = gatherings.move(meeting, Gathering.State.LIVE, by=self.leader, at=at)
        table = meeting.tables.get(number=row["table"])
        question = self.questions[row["question"] - 1]
        gatherings.save_note(
            table, question, shared=row["shared"], apart=row.get("apart", ""), since=0, at=at
        )
        if not row.get("draft"):
            gatherings.hand_in(table, question, at=at)
            self.said[row["key"]] = table.contributions.get(question=question, is_apart=False)

    # --- What was made of it
    def conclude(self) -> None:
        told = self.told
        for meeting, row in self.meetings.values():
            gatherings.move(meeting, Gathering.State.OVER, by=self.leader, at=self.at(row["days"], 21))
        end = self.at(told["lasted"])
        self.consultation = consultations.close_consultation(self.consultation, by=self.leader, at=end)
        by, at = _user(told["synthesist"], self.on), self.at(told["lasted"] + 5)
        self.place(by, at)
        publishing.introduce(self.consultation, told["synthesis"]["introduction"], by=by, at=at)
        for row in told["conclusion"]:
            outcomes.write_conclusion(
                self.consultation,
                text=row["text"],
                ideas=[self.ideas[key] for key in row["ideas"]],
                asked_of=_organisation(row["asked_of"]),
                answer_by=self.at(150).date(),
                by=by,
                at=at,
            )
        shared = self.at(told["lasted"] + 20)
        self.consultation = publishing.share(self.consultation, by=by, at=shared, told=False)
        for row in told["idea"]:
            if "reply" in row:
                self.reply(row, by, shared)
        published = self.at(told["synthesis"]["published"])
        publishing.publish(self.consultation, by=by, at=published, told=False)
        for row, conclusion in zip(
            told["conclusion"], self.consultation.conclusions.order_by("id"), strict=True
        ):
            self.follow(row, conclusion)

    def place(self, by, at) -> None:
        facing = {}
        for row in self.told.get("divergence", []):
            facing[row["key"]] = placing.write_divergence(
                self.consultation,
                title=row["title"],
                question=self.questions[row["question"] - 1],
                by=by,
                at=at,
            )
        for row in self.told["idea"]:
            self.ideas[row["key"]] = placing.write_idea(
                self.consultation,
                title=row["title"],
                text=row.get("text", ""),
                question=self.questions[row["question"] - 1],
                is_minority=row.get("minority", False),
                divergence=facing.get(row.get("divergence")),
                by=by,
                at=at,
            )
            for key, passage in row["passages"]:
                self._place(key, passage, self.ideas[row["key"]], by, at)
        for row in self.told["idea"]:
            if "joined_to" in row:
                placing.join(self.ideas[row["key"]], self.ideas[row["joined_to"]], by=by, at=at)
        for left in uncovered(self.consultation):
            placing.place(left, idea=None, how="singular", by=by, at=at)

    def _place(self, key: str, passage: str, idea, by, at) -> None:
        how = "merged" if key.startswith("+") else "cited"
        contribution = self.said[key.lstrip("+")]
        contribution.refresh_from_db()
        text = contribution.wordings.get(number=contribution.wording).text
        start = text.index(passage)
        end = start + len(passage) if passage else None
        placing.place(contribution, idea=idea, how=how, start=start, end=end, by=by, at=at)

    def reply(self, row: dict, by, at) -> None:
        said = row["reply"]
        made = publishing.reply(
            self.said[said["by"]],
            idea=self.ideas[row["key"]],
            stance=said["stance"],
            words=said["words"],
            by=None,
            at=at + timedelta(days=2),
        )
        publishing.answer_reply(made, said["answer"], by=by, at=at + timedelta(days=4))

    def follow(self, row: dict, conclusion) -> None:
        if answer := row.get("answer"):
            outcomes.answer_conclusion(
                conclusion,
                decision=answer["decision"],
                reasons=answer["reasons"],
                owner=answer.get("owner", ""),
                due_on=self.at(answer["due"]).date() if "due" in answer else None,
                by=_user(answer["by"], self.on),
                at=self.at(answer["days"]),
                told=False,
            )
        for step in row.get("steps", []):
            outcomes.tell_step(
                conclusion,
                progress=step["progress"],
                words=step["words"],
                by=_user(step["by"], self.on),
                at=self.at(step["days"]),
            )


def _contest(on: date) -> None:
    """A resource that does not want its places counted towards a norm, in its own words."""
    if Contestation.objects.filter(kind="norm", key="siv/places").exists():
        return
    by = _user("manager2", on)
    outcomes.contest(
        "norm",
        "siv/places",
        label="Soutien d’intensité variable : 250 places pour 100 000 habitants",
        words="Nos places ne sont pas des places de SIV. Personne ne nous a demandé si nous voulions"
        " y compter, et ce que nous faisons ne se mesure pas en places.",
        consultation=Consultation.objects.order_by("id").first(),
        by=by,
        at=make_aware(datetime.combine(on - timedelta(days=300), time(11))),
    )


def _silence() -> bytes:
    """Half a second of silence: the demonstration has no voice to lend."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8_000)
        sound.writeframes(b"\x80" * 4_000)
    return file.getvalue()
