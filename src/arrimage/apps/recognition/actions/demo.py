"""The demonstration of this room: a community organisation coaches and recognises teams that asked it to."""

from datetime import date, timedelta
from importlib.resources import files

from django.db import transaction

from arrimage.apps.learning.actions.demo import Calendar
from arrimage.apps.learning.actions.starter_pieces import french
from arrimage.apps.learning.queries.teams import working_teams_of
from arrimage.apps.recognition.models import Body, Dossier, Grid, Seat

from . import coachings, dossiers, grids, reports, visits

DATA = files("arrimage.apps.recognition").joinpath("data", "demo")


@transaction.atomic
def load_recognition(*, on: date) -> int:
    """Add what is missing; how many things that makes."""
    calendar, content = Calendar(on), french(DATA.joinpath("recognition.toml"))
    by = calendar.user(content["body"]["by"])
    if Body.objects.filter(organisation=by.acting.organisation).exists():
        return 0
    made_at = calendar.at(content["grid"]["days"])
    body = grids.say_what_we_propose(
        by.acting.organisation,
        words=content["body"]["words"].strip(),
        coaches=True,
        recognises=True,
        by=by,
        at=made_at,
    )
    said = {name: content["grid"][name] for name in ("name", "practice", "words", "source")}
    grid = grids.write_grid(body, **said, by=by, at=made_at)
    grids.bring_items(grid, DATA.joinpath("accompagner.csv").read_bytes(), by=by, at=made_at)
    grid = grids.put_in_use(grid, by=by, at=made_at)
    for row in content["coaching"]:
        _coach(row, body, calendar, by)
    for row in content["dossier"]:
        _look(row, grid, calendar, by)
    return 1


def _team(calendar: Calendar, row: dict):
    user = calendar.user(row["by"])
    return user, working_teams_of(user).get(name=row["team"])


def _coach(row: dict, body: Body, calendar: Calendar, coach) -> None:
    user, team = _team(calendar, row)
    at = calendar.at(row["days"])
    coaching = coachings.ask_for_coaching(team, body, question=row["question"], by=user, at=at)
    if "answer" not in row:
        return
    coachings.answer_team(
        coaching, accepts=True, answer=row["answer"], coach=row["coach"], by=coach, at=at + timedelta(days=3)
    )
    for visited in row["visit"]:
        starts_at = calendar.at(visited["days"], visited["hour"])
        visit = coachings.plan_visit(
            coaching,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            place=visited["place"],
            by=coach,
            at=at + timedelta(days=5),
        )
        if "advice" in visited:
            visit = coachings.write_visit(
                visit, words=visited["advice"], since=visit.version, by=coach, at=starts_at
            )
            coachings.write_visit(
                visit,
                words=visited["tried"],
                since=visit.version,
                by=user,
                at=starts_at + timedelta(days=21),
            )
            for text, owner, days in visited["follow_up"]:
                coachings.follow_up(
                    visit, text=text, owner=owner, due_on=calendar.day(days), by=coach, at=starts_at
                )


def _look(row: dict, grid: Grid, calendar: Calendar, looker) -> None:
    user, team = _team(calendar, row)
    at, ready_at = calendar.at(row["days"]), calendar.at(row["ready"])
    dossier = dossiers.ask_for_recognition(team, grid, why=row["why"], by=user, at=at)
    dossiers.answer_asking(dossier, accepts=True, words=row["words"], by=looker, at=at + timedelta(days=6))
    items = {one.code: one for one in grid.items.all()}
    for code in row["figures"]:
        dossiers.put_figure(dossier, items[code], by=user, at=ready_at)
    for code, words in row["comments"]:
        dossiers.comment(dossier, items[code], words=words, by=user, at=ready_at)
    dossiers.ready(dossier, by=user, at=ready_at)
    _sit(row, dossier, calendar, looker)
    visited_at = calendar.at(row["visit"])
    visits.plan_visit(
        dossier,
        starts_at=visited_at,
        place=row["place"],
        by=looker,
        at=visited_at - timedelta(days=12),
    )
    for text, owner, days in row.get("follow_up", []):
        visits.follow_up(
            dossier,
            text=text,
            owner=owner,
            due_on=calendar.day(days),
            by=looker,
            at=visited_at + timedelta(hours=2),
        )
    for code, level, why, observed in row["observed"]:
        reports.observe(
            dossier, items[code], observed=observed, level=level, why_level=why, by=looker, at=visited_at
        )
    if "report" in row:
        reports.report(dossier, words=row["report"], by=looker, at=calendar.at(row["reported"]))
    if "answer" in row:
        reports.answer(dossier, words=row["answer"], by=user, at=calendar.at(row["answered"]))
        reports.conclude(
            dossier,
            outcome=row["outcome"],
            why=row["conclusion"],
            by=looker,
            at=calendar.at(row["concluded"]),
        )
        reports.show(dossier, row["shown"], by=user, at=calendar.at(row["concluded"] + 2))


def _sit(row: dict, dossier: Dossier, calendar: Calendar, looker) -> None:
    at = calendar.at(row["ready"])
    for kind, slug, called, words in row["seats"]:
        holder = calendar.user(slug)
        seat = Seat.objects.get(dossier=dossier, kind=kind)
        dossiers.seat(seat, email=holder.email, called=called, by=looker, at=at)
        if words:
            dossiers.speak(seat, words=words, is_stranger=True, by=holder, at=at + timedelta(days=15))
