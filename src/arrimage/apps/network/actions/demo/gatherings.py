"""The invented meetings: held, written, waiting, through the very actions people use."""

from collections import Counter
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model

from arrimage.apps.accounts.queries import memberships_of
from arrimage.apps.meetings.actions import agenda, attendance, loops, meetings, minutes, series
from arrimage.apps.meetings.queries import meetings as queries
from arrimage.apps.network.models import Organisation

from .content import DOMAIN, Calendar, uid_of

START = timedelta(hours=3, minutes=30)  # after the calendar's ten o'clock: half past one
LASTS = timedelta(minutes=90)


def add_gatherings(
    rows: list[dict], organisations: dict[str, Organisation], calendar: Calendar, created: Counter
) -> None:
    """What is missing of them. Nothing is written over: a second run changes nothing."""
    for row in rows:
        if not queries.series_about("organisation", uid_of("series", row["slug"])).exists():
            Gathering(row, organisations, calendar).add()
            created["series"] += 1
            created["meeting"] += len(row["meeting"])


class Gathering:
    """One series, as its table tells it."""

    def __init__(self, row: dict, organisations: dict[str, Organisation], calendar: Calendar) -> None:
        self.row, self.organisations, self.calendar = row, organisations, calendar
        self.runner = self._user(row["by"])

    def _user(self, slug: str):
        user = get_user_model().objects.get(email=f"{slug}@{DOMAIN}")
        return user.act_as(memberships_of(user, on=self.calendar.on).first())

    def _as(self, slug: str, organisation: str):
        """The user, acting for this organisation."""
        user = self._user(slug)
        held = memberships_of(user, on=self.calendar.on).filter(organisation=self.organisations[organisation])
        return user.act_as(held.get())

    def _start(self, days: int) -> datetime:
        return self.calendar.moment(days) + START

    def add(self) -> None:
        row, first = self.row, self.row["meeting"][0]["days"]
        opened = {"by": self.runner, "at": self.calendar.moment(first + 30)}
        held = series.plan_series(
            row["name"],
            organisation=self.organisations[row["holder"]],
            about_uid=uid_of("series", row["slug"]),
            purpose=row["purpose"],
            place=row["place"],
            secretary=self.runner,
            **opened,
        )
        for slug in row["guests"]:
            series.add_guest(held, organisation=self.organisations[slug], **opened)
        made = []
        for one in row["meeting"]:
            made.append(self._add_meeting(held, one, former=made[-1] if made else None))
        for one in row["dissatisfaction"]:
            self._add_dissatisfaction(held, one, made)

    def _add_meeting(self, held, row: dict, *, former):
        start, by = self._start(row["days"]), self.runner
        # A meeting to come is written after its date is past, so that no mail leaves for invented people.
        at = start if row["days"] < 0 else start - timedelta(days=14)
        meeting = meetings.plan_meeting(held, starts_at=start, ends_at=start + LASTS, by=by, at=at)
        before = min(at, self.calendar.moment(1))
        for item in row["item"]:
            self._add_item(meeting, item, before if row["days"] < 0 else at)
        for slug, answer, user, words in row.get("answers", ()):
            invitation = meeting.invitations.get(organisation=self.organisations[slug])
            by_whom = self._as(user, slug)
            meetings.answer_invitation(invitation, answer=answer, words=words, by=by_whom, at=before)
        if row["days"] >= 0:
            self._hold(meeting, row, start, former)
        return meeting

    def _add_item(self, meeting, row: dict, at: datetime) -> None:
        subject = {name: row[name] for name in ("title", "weight", "takes", "details") if name in row}
        if "proposed" in row:
            agenda.add_item(meeting, by=self._user(row["proposed"]), at=at, **subject)
        else:
            name, slug = row["brought"]
            subject |= {"brought_by": name, "organisation": self.organisations[slug]}
            agenda.add_item(meeting, by=self.runner, at=at, **subject)

    def _hold(self, meeting, row: dict, start: datetime, former) -> None:
        by = self.runner
        attendance.open_meeting(meeting, by=by, at=start)
        for name, slug, *stay in row["present"]:
            given = {"name": name, "organisation": self.organisations[slug], "by": by}
            came = start + timedelta(minutes=stay[0])
            presence = attendance.arrive(meeting, at=came, **given)
            if len(stay) > 1:
                attendance.leave(presence, by=by, at=start + timedelta(minutes=stay[1]))
        if former is not None and former.has_minutes:
            minutes.adopt(former, in_meeting=meeting, by=by, at=start)
        items = list(meeting.items.order_by("position"))
        for item, told in zip(items, row["item"], strict=True):
            notes = {name: told[name] for name in ("said", "decision", "in_words_of") if name in told}
            agenda.note_item(item, by=by, at=start, **notes)
            for slug, name, *days in told.get("relays", ()):
                organisation = self.organisations[slug]
                relay = agenda.say_who_relays(item, organisation=organisation, name=name, by=by, at=start)
                if days:
                    agenda.note_relayed(relay, by=by, at=self.calendar.moment(days[0]))
            for promised in told.get("follow_up", ()):
                self._promise(meeting, item, promised, start)
        attendance.hold(meeting, by=by, at=start + LASTS)
        sent = minutes.write_minutes(meeting, by=by, at=start + timedelta(days=2), tell=False)
        meeting.state = sent.state
        for item, told in zip(items, row["item"], strict=True):
            if "correction" in told:
                user, words, days = told["correction"]
                at = self.calendar.moment(days)
                minutes.ask_correction(item, words=words, by=self._user(user), at=at)

    def _promise(self, meeting, item, row: dict, at: datetime) -> None:
        follow_up = loops.decide_follow_up(
            meeting,
            item=item,
            text=row["text"],
            organisation=self.organisations[row["organisation"]],
            owner=row["owner"],
            due_on=self.calendar.day(row["due"]),
            by=self.runner,
            at=at,
        )
        if "done" in row:
            done = self.calendar.moment(row["done"])
            loops.close_follow_up(follow_up, words=row["words"], by=self.runner, at=done)

    def _add_dissatisfaction(self, held, row: dict, made: list) -> None:
        written = loops.raise_dissatisfaction(
            held,
            to=self.organisations[row["to"]],
            words=row["words"],
            wished=row.get("wished", ""),
            answer_by=self.calendar.day(row["answer_by"]),
            meeting=made[row["about"]] if "about" in row else None,
            by=self._as(row["by"], row["from"]),
            at=self.calendar.moment(row["written"]),
            tell=False,
        )
        if "answer" in row:
            slug, days, words = row["answer"]
            by, at = self._as(slug, row["to"]), self.calendar.moment(days)
            loops.answer_dissatisfaction(written, words=words, by=by, at=at, tell=False)
