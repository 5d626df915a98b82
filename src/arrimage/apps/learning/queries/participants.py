"""Who took part in a theme, a webinar, a programme: those who may be asked about it, and nobody else.

Members of a team are counted and never listed: a team is asked through whoever registered it, who may pass
the question on. Persons are asked in their own name where they came in their own name, to a webinar.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from arrimage.apps.learning.models import Attendance, Programme, Registration, Team, TeamStep, Theme, Webinar

from .programmes import enrolments_counted


@dataclass(frozen=True)
class Participant:
    """An account, and by what it took part: a team it registered (`team`), or its presence alone."""

    user: object
    team: Team | None = None


def participants_of_programme(programme: Programme) -> list[Participant]:
    """For each team registered now, whoever registered it; then those who came to its webinars."""
    teams = [one.team for one in enrolments_counted(programme).select_related("team__supervisor")]
    return _together(teams, Webinar.objects.filter(theme__programme=programme))


def participants_of_theme(theme: Theme) -> list[Participant]:
    """The same, of the teams that did something of the theme and of its own webinars."""
    did = TeamStep.objects.filter(theme=theme, team=OuterRef("team"))
    enrolled = enrolments_counted(theme.programme).filter(Exists(did)).select_related("team__supervisor")
    return _together([one.team for one in enrolled], Webinar.objects.filter(theme=theme))


def participants_of_webinar(webinar: Webinar) -> list[Participant]:
    return _together([], Webinar.objects.filter(pk=webinar.pk))


def took_part(about: Programme | Theme | Webinar) -> list[Participant]:
    if isinstance(about, Theme):
        return participants_of_theme(about)
    return participants_of_webinar(about) if isinstance(about, Webinar) else participants_of_programme(about)


def _together(teams: Iterable[Team], webinars: QuerySet[Webinar]) -> list[Participant]:
    """Each account once. Two queries beside the teams."""
    found: dict[int, Participant] = {}
    for team in teams:
        if team.supervisor and team.supervisor.is_active:
            found.setdefault(team.supervisor.pk, Participant(team.supervisor, team))
    came = Attendance.objects.filter(webinar__in=webinars, user__is_active=True).select_related("user")
    noted = set()
    for one in came.order_by("user__name", "user_id", "pk"):
        noted.add(one.webinar_id)
        found.setdefault(one.user_id, Participant(one.user))
    # Nobody noted who was there: those who meant to come are asked.
    meant = Registration.objects.filter(webinar__in=webinars, user__is_active=True).exclude(webinar__in=noted)
    for one in meant.select_related("user").order_by("user__name", "user_id", "pk"):
        found.setdefault(one.user_id, Participant(one.user))
    return list(found.values())


def webinars_of(programme: Programme) -> QuerySet[Webinar]:
    """Those of its themes, announced by whoever keeps the programme."""
    return (
        Webinar.objects.filter(theme__programme=programme, organisation=programme.organisation_id)
        .select_related("meeting", "theme")
        .order_by("meeting__starts_at", "pk")
    )
