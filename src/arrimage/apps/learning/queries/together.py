"""What a team did, as rows another room may count: (words, day, how many). Nobody is named in them."""

from datetime import date, timedelta

from arrimage.apps.accounts.roles import Role
from arrimage.apps.learning.models import Supervision, Team
from arrimage.apps.network.queries.agreements import published_agreements_of

PEERS = (Role.PEER_HELPER, Role.FAMILY_PEER_HELPER)
Counted = tuple[str, date | None, int]


def members_of(team: Team) -> list[Counted]:
    return [(one.label, None, one.number) for one in team.roles.all()]


def peers_of(team: Team) -> list[Counted]:
    return [(one.label, None, one.number) for one in team.roles.all() if one.role in PEERS]


def steps_since(team: Team, on: date) -> list[Counted]:
    """In the two years before a day; without the words, which are the team's."""
    found = team.steps.filter(on__gt=on - timedelta(days=730), on__lte=on).select_related("theme")
    return [(f"{one.theme} · {one.get_step_display()}", one.on, 1) for one in found]


def supervisions_since(team: Team, on: date) -> list[Counted]:
    """Of the team as a team; individual ones are of the two who hold them, and are not even counted."""
    held = Supervision.objects.filter(
        team=team,
        meeting__starts_at__date__gt=on - timedelta(days=365),
        meeting__starts_at__date__lte=on,
    ).exclude(form=Supervision.Form.INDIVIDUAL)
    found = held.exclude(meeting__state="cancelled").select_related("meeting", "theme")
    return [
        (f"{one.get_form_display()} · {one.theme}", one.meeting.starts_at.date(), 1)
        for one in found.order_by("meeting__starts_at", "pk")
    ]


def agreements_of(team: Team) -> list[Counted]:
    """Of its whole organisation: those it lets be read by everyone."""
    return [(str(one), None, 1) for one in published_agreements_of(team.organisation)]
