"""The invented network's committees, a year of their meetings, and what persons and relatives said."""

from collections import Counter
from datetime import datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from arrimage.apps.meetings.actions import agenda, attendance, loops, meetings, minutes
from arrimage.apps.network.actions import governance as actions
from arrimage.apps.network.models import (
    Committee,
    CommitteeSeat,
    Contribution,
    ContributionAnswer,
    Governance,
    Network,
    Organisation,
    SeatHolder,
)
from arrimage.apps.network.vocabulary import Side

from .conduct import signed
from .content import DOMAIN, Calendar, uid_of

State = Contribution.State
MANDATED = 430  # days ago: the coordinator had both yeses by then


class Story:
    """What every piece of the tale needs at hand."""

    def __init__(self, content, organisations: dict[str, Organisation], calendar: Calendar) -> None:
        self.content, self.organisations, self.calendar = content, organisations, calendar
        self.network = Network.objects.get(uid=uid_of("network", content["network"][0]["slug"]))
        emails = {f"{row['slug']}@{DOMAIN}": row["slug"] for row in content["user"]}
        users = get_user_model().objects.filter(email__in=emails)
        self.users = {emails[user.email]: self._acting(user) for user in users}
        self.committees: dict[str, Committee] = {}
        self.series: dict[str, object] = {}

    @staticmethod
    def _acting(user):
        return user.act_as(user.memberships.select_related("organisation").order_by("-since").first())

    def at(self, ago: int, clock: str = "10:00") -> datetime:
        hour, minute = map(int, clock.split(":"))
        return timezone.make_aware(datetime.combine(self.calendar.day(ago), time(hour, minute)))


def add_governance(
    content: dict[str, list[dict]],
    organisations: dict[str, Organisation],
    calendar: Calendar,
    created: Counter,
) -> None:
    """What is missing of it; all of it at once, since its pieces speak of each other."""
    story = Story(content, organisations, calendar)
    if story.network.committees.exists():
        return
    _add_form(story, created)
    for row in content["committee"]:
        _add_committee(row, story, created)
    for row in content["dissatisfaction"]:
        _add_dissatisfaction(row, story, created)
    for row in content["contribution"]:
        _add_contribution(row, story, created)


def _add_form(story: Story, created: Counter) -> None:
    (row,) = story.content["governance"]
    form = Governance(
        network=story.network,
        form=row["form"],
        words=row["words"],
        since=story.calendar.day(row["ago"]),
        proposed_at=story.calendar.moment(row["ago"]),
        proposed_by=signed(story.users[row["community"]]),
    )
    for side in Side:
        user = story.users[row[side]]
        setattr(form, f"{side}_yes_at", story.calendar.moment(row["ago"]))
        setattr(form, f"{side}_yes_by", signed(user))
        setattr(form, f"{side}_yes_user", user)
    form.save()
    created["governance"] += 1


def _add_committee(row: dict, story: Story, created: Counter) -> None:
    begun = story.calendar.day(row["ago"])
    committee = Committee.objects.create(
        uid=uid_of("committee", row["slug"]),
        network=story.network,
        since=begun,
        **{name: row[name] for name in ("level", "name", "mandate")},
    )
    story.committees[row["slug"]] = committee
    for slug in row["organisations"]:
        _seat(committee, "organisation", begun, organisation=story.organisations[slug])
    if vacant := row.get("vacant"):
        _seat(committee, "organisation", begun, role=vacant)
    for said in row.get("seat", ()):
        texts = {name: said.get(name, "") for name in ("role", "support", "compensation")}
        seat = _seat(committee, said["kind"], begun, **texts)
        if "since" in said:
            _sit(seat, said, story)
    created["committee"] += 1
    coordinator = story.users["network_coordinator"]
    begins = story.at(min(row["ago"], MANDATED))
    story.series[row["slug"]] = actions.open_meetings(committee, by=coordinator, at=begins)
    former = None
    for said in row["meeting"]:
        former = _meet(row, said, former, story, created)


def _seat(committee: Committee, kind: str, since, **said) -> CommitteeSeat:
    return CommitteeSeat.objects.create(committee=committee, kind=kind, since=since, **said)


def _sit(seat: CommitteeSeat, said: dict, story: Story) -> None:
    SeatHolder.objects.create(
        seat=seat,
        user=story.users.get(said.get("user")),
        called=said["called"],
        shown_to=said["shown_to"],
        consented_at=story.at(said["since"]),
        since=story.calendar.day(said["since"]),
        brought=said.get("brought", ""),
        came_of_it=said.get("came_of_it", ""),
    )


def _meet(row: dict, said: dict, former, story: Story, created: Counter):
    """One meeting, from its invitation to its minutes; those before it are adopted in it."""
    by, held = story.users["network_coordinator"], said["ago"] > 0
    starts_at = story.at(said["ago"], row["starts"])
    before = min(starts_at - timedelta(days=14), story.at(1))
    meeting = meetings.plan_meeting(
        story.series[row["slug"]], starts_at=starts_at, place=row["place"], by=by, at=before
    )
    created["meeting"] += 1
    items = [
        agenda.add_item(meeting, title=title, weight=weight, takes=30, by=by, at=before)
        for title, weight, *_rest in said["items"]
    ]
    if not held:
        return meeting
    attendance.open_meeting(meeting, by=by, at=starts_at)
    for slug in row["organisations"]:
        one = story.organisations[slug]
        name = f"Une personne de {one.short_name or one.name}"[:150]
        attendance.arrive(meeting, name=name, organisation=one, by=by, at=starts_at)
    if former is not None:
        minutes.adopt(former, in_meeting=meeting, by=by, at=starts_at)
    for item, (_title, _weight, told, decision, words) in zip(items, said["items"], strict=True):
        agenda.note_item(item, said=told, decision=decision, in_words_of=words, by=by, at=starts_at)
    for text, slug, due, closed, outcome in said["follow_ups"]:
        promised = loops.decide_follow_up(
            meeting,
            text=text,
            organisation=story.organisations[slug],
            due_on=story.calendar.day(due),
            by=by,
            at=starts_at,
        )
        if closed:
            loops.close_follow_up(promised, by=by, at=story.at(closed), words=outcome)
    ended = starts_at + timedelta(minutes=90)
    attendance.hold(meeting, by=by, at=ended)
    return minutes.write_minutes(meeting, by=by, at=ended + timedelta(days=1), tell=False)


def _add_dissatisfaction(row: dict, story: Story, created: Counter) -> None:
    by = story.users[row["by"]]
    written = loops.raise_dissatisfaction(
        story.series[row["committee"]],
        to=story.organisations[row["to"]],
        words=row["words"],
        answer_by=story.calendar.day(row["answer_ago"]),
        by=by,
        at=story.at(row["ago"]),
        tell=False,
    )
    created["dissatisfaction"] += 1
    if "answer" in row:
        at = story.at(row["answered_ago"])
        other = story.users[row["answered_by"]]
        loops.answer_dissatisfaction(written, words=row["answer"], by=other, at=at, tell=False)
        loops.judge_answer(written, is_enough=row["is_enough"], by=by, at=at + timedelta(days=2), tell=False)


def _add_contribution(row: dict, story: Story, created: Counter) -> None:
    person = story.users.get(row.get("user"))
    writer = person or story.users[row["by"]]
    day = story.calendar.day(row["ago"])
    told = row.get("answer", [])
    judged = row.get("judged")
    state, answer_by = State.WAITING, day + timedelta(days=30)
    if told:
        is_promise = told[-1]["outcome"] == "promised"
        state = State.PROMISED if is_promise else State.ANSWERED
        answer_by = story.calendar.day(told[-1]["back_ago"]) if is_promise else answer_by
    if judged:
        state = State.HEARD if judged["is_enough"] else State.AGAIN
        answer_by = story.calendar.day(judged["ago"]) + timedelta(days=30)
    contribution = Contribution.objects.create(
        network=story.network,
        committee=story.committees[row["committee"]],
        voice=row["voice"],
        called=row.get("called", ""),
        words=row["words"],
        said_on=day,
        user=person,
        organisation=writer.acting.organisation,
        state=state,
        answer_by=answer_by,
        reminded_at=story.at(1) if state in Contribution.OWED else None,
    )
    answers = [
        ContributionAnswer(
            contribution=contribution,
            outcome=one["outcome"],
            words=one["words"],
            changed=one.get("changed", ""),
            why=one.get("why", ""),
            back_on=story.calendar.day(one.get("back_ago")),
            answered_at=story.at(one["ago"]),
            answered_by=signed(story.users[one["by"]]),
            organisation=story.users[one["by"]].acting.organisation,
        )
        for one in told
    ]
    ContributionAnswer.objects.bulk_create(answers)
    created.update({"contribution": 1, "contributionanswer": len(answers)})
