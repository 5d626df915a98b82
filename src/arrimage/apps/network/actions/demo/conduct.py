"""How the invented network conducts itself: strategies, phases, self-assessments."""

from collections import Counter
from datetime import datetime

from django.contrib.auth import get_user_model

from arrimage.apps.network.actions.strategies import OWN_POSITION, load_strategies
from arrimage.apps.network.instruments import instruments
from arrimage.apps.network.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentReply,
    Network,
    Organisation,
    Phase,
    Strategy,
    StrategyStep,
)

from .content import DOMAIN, Calendar, uid_of


def add_conduct(
    content: dict[str, list[dict]],
    organisations: dict[str, Organisation],
    calendar: Calendar,
    created: Counter,
) -> None:
    """What is missing of it. Nothing is written over: a second run changes nothing."""
    load_strategies()
    network = Network.objects.get(uid=uid_of("network", content["network"][0]["slug"]))
    emails = {f"{row['slug']}@{DOMAIN}": row["slug"] for row in content["user"]}
    users = {emails[user.email]: user for user in get_user_model().objects.filter(email__in=emails)}
    if not network.strategy_steps.exists():
        _add_strategies(content, network, users, calendar, created)
    for row in content["assessment"]:
        uid = uid_of("assessment", row["slug"])
        if not Assessment.objects.filter(uid=uid).exists():
            _add_assessment(row, uid, network, organisations, users, calendar, created)


def signed(user) -> str:
    """A name and in whose name, as actions write it."""
    return f"{user} ({user.memberships.order_by('-since').first().organisation})"


def _add_strategies(content, network: Network, users: dict, calendar: Calendar, created: Counter) -> None:
    inventory = {one.code: one for one in Strategy.objects.filter(network=None)}
    told = [(inventory[row["code"]], row["step"]) for row in content["strategy"]]
    for row in content["own_strategy"]:
        names = ("name", "kind", "targets", "description")
        own = Strategy.objects.create(
            network=network,
            family=Strategy.Family.OWN,
            position=OWN_POSITION,
            **{name: row[name] for name in names},
        )
        told.append((own, row["step"]))
    steps = [
        StrategyStep(
            network=network,
            strategy=strategy,
            state=step["state"],
            since=calendar.day(step["ago"]),
            expected_on=calendar.day(step.get("expected")),
            led_by=step.get("led_by", ""),
            evidence=step.get("evidence", ""),
            difficulty=step.get("difficulty", ""),
            said_at=calendar.moment(step["ago"]),
            said_by=signed(users[step["by"]]),
            organisation=users[step["by"]].memberships.order_by("-since").first().organisation,
        )
        for strategy, said in told
        for step in said
    ]
    StrategyStep.objects.bulk_create(steps)
    phases = [
        Phase(
            network=network,
            kind=row["kind"],
            aim=row["aim"],
            since=calendar.day(row["ago"]),
            until=calendar.day(row.get("until")),
        )
        for row in content["phase"]
    ]
    Phase.objects.bulk_create(phases)
    created.update({"strategystep": len(steps), "phase": len(phases)})


def _add_assessment(
    row: dict,
    uid,
    network: Network,
    organisations: dict[str, Organisation],
    users: dict,
    calendar: Calendar,
    created: Counter,
) -> None:
    opened, over = calendar.moment(row["ago"]), row["closes"] > 0
    assessment = Assessment.objects.create(
        uid=uid,
        network=network,
        instrument=row["instrument"],
        statements=instruments()[row["instrument"]],
        why=row["why"],
        status=Assessment.Status.CLOSED if over else Assessment.Status.OPEN,
        opened_at=opened,
        opened_by=signed(users[row["by"]]),
        closes_on=calendar.day(row["closes"]),
        closed_at=calendar.moment(row["closes"] - 1) if over else None,
    )
    Assessment.objects.filter(pk=assessment.pk).update(created_at=opened, updated_at=opened)
    words = {(said["organisation"], said.get("item")): said["text"] for said in row.get("words", ())}
    items = [item["code"] for item in assessment.items]
    answers: list[AssessmentAnswer] = []
    for number, (slug, values) in enumerate(row["reply"].items()):
        finished: datetime | None = calendar.moment(row["ago"] - 2 - number)
        reply = AssessmentReply.objects.create(
            assessment=assessment,
            organisation=organisations[slug],
            asked_at=opened,
            saved_at=finished,
            finished_at=finished,
            finished_by="une personne de l’équipe",
            words=words.get((slug, None), ""),
        )
        answers += [
            AssessmentAnswer(reply=reply, item=item, value=value, words=words.get((slug, item), ""))
            for item, value in zip(items, values, strict=True)
            if value
        ]
    for said in row.get("silent", ()):
        AssessmentReply.objects.create(
            assessment=assessment, organisation=organisations[said["organisation"]], asked_at=opened
        )
    AssessmentAnswer.objects.bulk_create(answers)
    created.update({"assessment": 1, "assessmentanswer": len(answers)})
