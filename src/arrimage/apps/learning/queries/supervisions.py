"""Reading supervisions, and the meetings they are held on."""

from datetime import date

from django.db.models import QuerySet

from arrimage.apps.learning import policies
from arrimage.apps.learning.models import Supervision, Team
from arrimage.apps.meetings.queries import meetings
from arrimage.apps.network.queries import pages, territories

HOST = "supervision"


def supervisions_visible_to(user) -> QuerySet[Supervision]:
    return Supervision.objects.filter(policies.supervisions_visible_to(user)).select_related(
        "team__organisation", "theme__programme", "meeting__series", "supervisor", "supervised"
    )


def series_of(team: Team):
    """The team's own series, while it goes on."""
    return meetings.series_about(HOST, team.uid).filter(ended_on=None).first()


def series_of_two(team: Team, one, other):
    """The series these two hold for this team, if they have met before."""
    before = Supervision.objects.filter(
        team=team, form=Supervision.Form.INDIVIDUAL, supervisor=one, supervised=other
    )
    held = before.select_related("meeting__series").first()
    return held.meeting.series if held and held.meeting.series.ended_on is None else None


def hosts_worth_inviting(kinds, organisation, on: date, *, count: int = 12) -> list:
    """Organisations of these kinds where ours works, those of its own territory first; never ours."""
    found: dict[int, object] = {}
    codes = [territory.code for territory in territories.covers(organisation, on)]
    for code in [*codes, *{code[:2] for code in codes}, ""]:
        for kind in kinds:
            for other in pages.listed_organisations(kind=kind, territory=code)[:count]:
                if other.pk != organisation.pk:
                    found.setdefault(other.pk, other)
        if len(found) >= count or (found and code):
            break
    return list(found.values())[:count]
