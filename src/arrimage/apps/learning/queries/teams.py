"""Reading teams, and what they did together."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from arrimage.apps.learning import policies
from arrimage.apps.learning.models import Programme, Stance, Team, TeamStep, Theme, ThemeVote
from arrimage.apps.network.queries import territories


def teams_kept_by(user) -> QuerySet[Team]:
    return Team.objects.filter(policies.teams_kept_by(user)).select_related(
        "organisation", "region", "supervisor"
    )


def working_teams_of(user) -> QuerySet[Team]:
    return teams_kept_by(user).filter(ended_on=None)


def programmes_of(team: Team) -> list[Programme]:
    """Those the team is registered in now."""
    enrolled = team.enrolments.filter(left_on=None).select_related("programme__organisation")
    return [enrolment.programme for enrolment in enrolled]


def programmes_open_to(team: Team, user) -> QuerySet[Programme]:
    """Published programmes the team could join: its own organisation's, shipped ones, those it borrows.

    A programme must have been borrowed first: registering teams in what one declined would make no sense.
    """
    borrowed = Stance.objects.filter(organisation=team.organisation_id, answer=Stance.Answer.BORROWED)
    return (
        Programme.objects.filter(policies.programmes_visible_to(user), status=Programme.Status.PUBLISHED)
        .filter(Q(organisation=team.organisation_id) | Q(pk__in=borrowed.values("programme")))
        .exclude(pk__in=team.enrolments.filter(left_on=None).values("programme"))
        .select_related("organisation")
    )


def themes_open_to(team: Team) -> QuerySet[Theme]:
    """Those of the programmes the team takes part in."""
    joined = team.enrolments.filter(left_on=None).values("programme")
    return (
        Theme.objects.filter(programme__in=joined)
        .select_related("programme")
        .order_by("programme__title", "position", "id")
    )


def steps_of(team: Team, programmes: Iterable[Programme]) -> dict[int, dict[str, TeamStep]]:
    """By theme, by step. One query."""
    found: dict[int, dict[str, TeamStep]] = {}
    for step in team.steps.filter(theme__programme__in=[programme.pk for programme in programmes]):
        found.setdefault(step.theme_id, {})[step.step] = step
    return found


def votes_of(team: Team) -> dict[int, ThemeVote]:
    return {vote.theme_id: vote for vote in team.votes.all()}


def teams_in(theme: Theme, user) -> QuerySet[Team]:
    """The user's own teams that are registered in the theme's programme."""
    enrolled = theme.programme.enrolments.filter(left_on=None).values("team")
    return working_teams_of(user).filter(pk__in=enrolled)


def region_of(organisation, on: date):
    """Where an organisation works, as far as it says: its region, or that of its territory."""
    for place in territories.covers(organisation, on):
        for above in (place, *territories.ancestors(place, on)):
            if above.kind == "region":
                return above
    return None


def regions() -> QuerySet:
    """Where a team may say it works."""
    return territories.territories_on().filter(kind="region")


def steps_of_theme(team: Team, theme: Theme) -> list[TeamStep]:
    return list(team.steps.filter(theme=theme))
