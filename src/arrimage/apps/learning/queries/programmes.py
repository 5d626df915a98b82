"""Reading programmes, their themes, and why these were chosen."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from arrimage.apps.kernel.search import binary
from arrimage.apps.learning import coverage, policies
from arrimage.apps.learning.models import (
    Activity,
    Enrolment,
    Programme,
    PublishedCount,
    Stance,
    Theme,
    ThemeVote,
)

DECLINED = Stance.Answer.DECLINED


def programmes_visible_to(user) -> QuerySet[Programme]:
    return Programme.objects.filter(policies.programmes_visible_to(user)).select_related(
        "organisation", "network", "after", "after__organisation"
    )


def programme_named(uid: str) -> Programme | None:
    """By its identifier, for whoever runs the machine."""
    try:
        return Programme.objects.select_related("organisation").filter(uid=UUID(uid)).first()
    except ValueError:
        return None


def programmes_kept_by(user) -> QuerySet[Programme]:
    return Programme.objects.filter(policies.programmes_kept_by(user)).select_related("organisation")


def programmes_followed_by(user) -> QuerySet[Programme]:
    return Programme.objects.filter(policies.programmes_followed_by(user)).select_related("organisation")


def listed_programmes(user) -> QuerySet[Programme]:
    """Those this user may read; `theme_count`, and `borrowed` counts the organisations that borrow each."""
    return (
        programmes_visible_to(user)
        .annotate(
            theme_count=Count("themes", distinct=True),
            borrowed=Count("stances", filter=Q(stances__answer=Stance.Answer.BORROWED), distinct=True),
        )
        .order_by("organisation_id", binary("title"), "id")
    )


def themes_visible_to(user) -> QuerySet[Theme]:
    return Theme.objects.filter(policies.themes_visible_to(user)).select_related("programme__organisation")


def themes_kept_by(user) -> QuerySet[Theme]:
    return Theme.objects.filter(policies.themes_kept_by(user)).select_related("programme__organisation")


def activities_kept_by(user) -> QuerySet[Activity]:
    kept = Theme.objects.filter(policies.themes_kept_by(user)).values("pk")
    return Activity.objects.filter(theme__in=kept).select_related("theme__programme__organisation")


def themes_of(programme: Programme) -> list[Theme]:
    """In their order, each with its activities and how many teams voted for it."""
    return list(
        programme.themes.annotate(vote_count=Count("votes", distinct=True))
        .prefetch_related(Prefetch("activities", to_attr="planned"))
        .order_by("position", "id")
    )


def calendar_of(themes: Iterable[Theme]) -> list[Activity]:
    """The dated activities of themes already read, by day."""
    dated = [activity for theme in themes for activity in theme.planned if activity.on]
    return sorted(dated, key=lambda activity: (activity.on, activity.position, activity.pk))


def stance_of(programme: Programme, user) -> Stance | None:
    """What the organisation this user acts for answered."""
    mine = policies.editor_for(user)
    return None if mine is None else programme.stances.filter(organisation=mine).first()


def borrowers_of(programme: Programme) -> list[Stance]:
    """Those who decline are named to nobody: it is their answer, not a list."""
    return list(programme.stances.filter(answer=Stance.Answer.BORROWED).select_related("organisation"))


def votes_for(theme: Theme) -> list[ThemeVote]:
    return list(theme.votes.select_related("team__organisation"))


# --- Figures somebody published


@dataclass(frozen=True)
class PublishedTable:
    """The counts of one measure, and their sum. Sums and shares never cross a measure."""

    measure: str
    label: str
    rows: list[PublishedCount]
    total: int
    places: int


def published_tables(programme: Programme) -> list[PublishedTable]:
    """One query."""
    by_measure: dict[str, list[PublishedCount]] = {}
    for row in programme.counts.all():
        by_measure.setdefault(row.measure, []).append(row)
    return [
        PublishedTable(
            measure,
            str(PublishedCount.Measure(measure).label),
            rows,
            coverage.total(coverage.Count(row.measure, row.value) for row in rows),
            len({row.place for row in rows}),
        )
        for measure, rows in by_measure.items()
    ]


@dataclass
class PublishedPlace:
    """What was published of one place, side by side: columns of different measures, no share between them."""

    place: str
    teams: Counter
    workers: int | None = None

    @property
    def team_count(self) -> int:
        return sum(self.teams.values())


def published_places(programme: Programme) -> list[PublishedPlace]:
    """By place, the teams of each kind and their workers."""
    places: dict[str, PublishedPlace] = {}
    for row in programme.counts.filter(measure__in=["teams", "workers"]):
        place = places.setdefault(row.place, PublishedPlace(row.place, Counter()))
        if row.measure == PublishedCount.Measure.TEAMS:
            place.teams[row.kind] += row.value
        else:
            place.workers = (place.workers or 0) + row.value
    return list(places.values())


# --- Coverage


def team_rows(programme: Programme) -> list[coverage.TeamRow]:
    """Every team that ever registered, and what it did. Three queries."""
    declined = set(programme.stances.filter(answer=DECLINED).values_list("organisation", flat=True))
    done: dict[int, set] = {}
    steps = programme.enrolments.filter(team__steps__theme__programme=programme)
    for team, theme, step in steps.values_list("team", "team__steps__theme", "team__steps__step"):
        done.setdefault(team, set()).add((theme, step))
    enrolments = programme.enrolments.select_related("team", "team__region")
    return [
        coverage.TeamRow(
            team=enrolment.team_id,
            region=enrolment.team.region.short_name if enrolment.team.region else "",
            is_pilot=enrolment.team.is_pilot,
            has_left=enrolment.left_on is not None or enrolment.team.ended_on is not None,
            declined=enrolment.team.organisation_id in declined,
            done=frozenset(done.get(enrolment.team_id, ())),
        )
        for enrolment in enrolments
    ]


def enrolments_counted(programme: Programme) -> QuerySet[Enrolment]:
    """Teams registered now, whose organisation did not decline."""
    declined = programme.stances.filter(answer=DECLINED).values("organisation")
    return (
        programme.enrolments.filter(left_on=None, team__ended_on=None)
        .exclude(team__organisation__in=declined)
        .select_related("team__organisation", "team__region")
        .order_by("team__organisation__sort_name", "team__name", "id")
    )


def current_themes(programme: Programme, on: date) -> list[Theme]:
    """Those whose period holds on that day."""
    return [
        theme
        for theme in programme.themes.all()
        if theme.starts_on and theme.starts_on <= on and (theme.ends_on is None or on <= theme.ends_on)
    ]
