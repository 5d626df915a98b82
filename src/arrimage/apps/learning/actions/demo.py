"""What the demonstration shows of learning. Every person in it is invented."""

from datetime import date, datetime, time, timedelta
from importlib.resources import files

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.timezone import make_aware

from arrimage.apps.accounts.queries import memberships_of
from arrimage.apps.learning.models import Programme, Team, Theme
from arrimage.apps.learning.queries import teams as queries

from . import programmes, teams, themes
from .demo_asking import add_asking
from .demo_library import add_library
from .demo_together import add_supervisions, add_webinars
from .starter import load_starter
from .starter_pieces import french

DOMAIN = "demo.arrimage.invalid"
DATA = files("arrimage.apps.learning").joinpath("data", "demo")


def read(name: str) -> dict:
    return french(DATA.joinpath(name))


class Calendar:
    """Days counted from the day of loading, and those who act."""

    def __init__(self, on: date) -> None:
        self.on = on

    def day(self, days: int) -> date:
        return self.on + timedelta(days=days)

    def at(self, days: int, hour: int = 10) -> datetime:
        return make_aware(datetime.combine(self.day(days), time(hour)))

    def user(self, slug: str):
        """Somebody of the demonstration, acting under their most recent membership."""
        user = get_user_model().objects.get(email=f"{slug}@{DOMAIN}")
        return user.act_as(memberships_of(user, on=self.on).first())


@transaction.atomic
def load_learning(*, on: date) -> int:
    """Add what is missing; how many things that makes."""
    calendar = Calendar(on)
    starter = load_starter(at=calendar.at(-300))
    content = read("1_programme.toml")
    if Programme.objects.filter(title=content["programme"]["title"]).exists():
        return 0
    programme = _add_programme(starter, content["programme"], calendar)
    for row in content["stance"]:
        by = calendar.user(row["by"])
        programmes.answer_programme(
            programme,
            by.acting.organisation,
            answer=row["answer"],
            words=row["words"],
            by=by,
            at=calendar.at(row["days"]),
        )
    registered = {row["name"]: _add_team(row, programme, calendar) for row in content["team"]}
    at_place = {theme.copied_from: theme for theme in _themes_by_place(programme, content["programme"])}
    for row in content["did"]:
        team = registered[row["team"]]
        teams.take_step(
            team,
            at_place[row["theme"]],
            step=row["step"],
            on=calendar.day(row["days"]),
            words=row.get("words", ""),
            by=None,
            at=calendar.at(row["days"]),
        )
        team.steps.filter(theme=at_place[row["theme"]]).update(noted_by=str(team.supervisor))
    for row in content["vote"]:
        team = registered[row["team"]]
        teams.vote(team, at_place[row["theme"]], words=row["words"], by=None, at=calendar.at(row["days"]))
    add_library(read("2_library.toml"), calendar, at_place[3])
    together = read("3_together.toml")
    add_supervisions(together, calendar, registered, at_place)
    add_webinars(together, calendar, at_place)
    add_asking(programme, calendar, DATA.joinpath("end_of_theme.json").read_text("utf-8"))
    return 1


def _add_programme(starter: Programme, row: dict, calendar: Calendar) -> Programme:
    """The territory's own programme: begun from the starter, shortened, dated, published."""
    by = calendar.user(row["by"])
    began = calendar.at(-row["began"])
    programme = programmes.copy_programme(starter, by.acting.organisation, by=by, at=began)
    programmes.change_programme(
        programme,
        since=programme.version,
        title=row["title"],
        purpose=row["purpose"].strip(),
        starts_on=calendar.day(row["starts"]),
        ends_on=calendar.day(row["ends"]),
        concerns=[concern.words for concern in programme.concerns.all()],
        by=by,
        at=began,
    )
    copied = list(programme.themes.all())
    for place, theme in enumerate(copied):
        if place not in row["keeps"]:
            themes.remove_theme(theme, by=by, at=began)
    for position, place in enumerate(row["keeps"]):
        Theme.objects.filter(pk=copied[place].pk).update(position=position)
    for period in row["period"]:
        Theme.objects.filter(pk=copied[period["theme"]].pk).update(
            starts_on=calendar.day(period["starts"]), ends_on=calendar.day(period["ends"])
        )
    for dated in row["dated"]:
        themes.add_activity(
            copied[dated["theme"]],
            kind=dated["kind"],
            title=dated["title"],
            words=dated["words"],
            on=calendar.day(dated["day"]),
            by=by,
            at=began,
        )
    programme.refresh_from_db()
    return programmes.publish_programme(programme, by=by, at=began)


def _themes_by_place(programme: Programme, row: dict) -> list[Theme]:
    """Each theme with the place it had in the starter."""
    found = list(programme.themes.all())
    for theme, place in zip(found, row["keeps"], strict=True):
        theme.copied_from = place
    return found


def _add_team(row: dict, programme: Programme, calendar: Calendar) -> Team:
    by = calendar.user(row["by"])
    at = calendar.at(row["days"])
    here = by.acting.organisation
    team = teams.register_team(
        here,
        name=row["name"],
        kind=row["kind"],
        in_own_words=row.get("in_own_words", ""),
        is_pilot=row.get("is_pilot", False),
        region=queries.region_of(here, calendar.on),
        roles=row["roles"],
        by=by,
        at=at,
    )
    teams.enrol(team, programme, by=by, at=at)
    return team
