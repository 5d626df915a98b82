"""Supervision and webinars of the demonstration."""

from datetime import timedelta
from decimal import Decimal

from arrimage.apps.learning.models import Piece, Team, Theme, Webinar

from . import attendance, supervisions, webinars


def add_supervisions(content: dict, calendar, teams: dict[str, Team], themes: dict[int, Theme]) -> None:
    for row in content["supervision"]:
        by = calendar.user(row["by"])
        starts_at = calendar.at(row["days"], row["hour"])
        held = supervisions.plan_supervision(
            teams[row["team"]],
            themes[row["theme"]],
            form=row["form"],
            question=row["question"],
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=60),
            place=row["place"],
            by=by,
            at=calendar.at(row["days"] - 7),
        )
        if "tried" in row:
            supervisions.note_supervision(
                held, tried=row["tried"], kept=row["kept"], since=held.version, by=by, at=starts_at
            )
            for text, owner, days in row["follow_up"]:
                supervisions.follow_up(
                    held, text=text, owner=owner, due_on=calendar.day(days), by=by, at=starts_at
                )


def add_webinars(content: dict, calendar, themes: dict[int, Theme]) -> None:
    """One held, with its attendance from a file and its certificates; one to come, with questions."""
    for row in content["webinar"]:
        by = calendar.user(row["by"])
        starts_at = calendar.at(row["days"], row["hour"])
        webinar = webinars.announce(
            by.acting.organisation,
            title=row["title"],
            words=row["words"],
            speakers="\n".join(row["speakers"]),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=60),
            theme=themes[row["theme"]],
            join_link="https://rencontre.invalid/apprendre",
            hours=Decimal(1),
            minutes_required=45,
            by=by,
            at=calendar.at(row["days"] - 30),
        )
        if "replay" in row:
            webinar.replay = Piece.objects.get(slug=row["replay"])
            webinar.save()
        for slug in row["registered"]:
            webinars.register(webinar, by=calendar.user(slug), at=calendar.at(row["days"] - 10))
        for slug, signed, words in row["questions"]:
            webinars.ask(
                webinar,
                words=words,
                signed=signed,
                by=calendar.user(slug),
                at=calendar.at(row["days"] - 9),
            )
        if "attended" in row:
            _hold(webinar, row, starts_at, calendar, by)


def _hold(webinar: Webinar, row: dict, starts_at, calendar, by) -> None:
    """The file a video tool would have given; two stays overlap, one is too short."""
    lines = ["Name,User Email,Join Time,Leave Time"]
    for slug, comes, leaves in row["attended"]:
        user = calendar.user(slug)
        stay = (starts_at + timedelta(minutes=minutes) for minutes in (comes, leaves))
        lines.append(",".join([user.name, user.email, *(f"{moment:%Y-%m-%d %H:%M:%S}" for moment in stay)]))
    after = starts_at + timedelta(hours=4)
    attendance.import_attendance(webinar, "\n".join(lines).encode(), by=by, at=after)
    attendance.issue_certificates(webinar, by=by, at=after)
