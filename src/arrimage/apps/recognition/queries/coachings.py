"""Reading bodies, coachings and their visits."""

from django.db.models import QuerySet

from arrimage.apps.learning.queries.teams import working_teams_of
from arrimage.apps.recognition import policies
from arrimage.apps.recognition.models import Body, Coaching, Visit

HOST = "coaching"


def bodies() -> QuerySet[Body]:
    """Whoever is at work reads who proposes what."""
    return Body.objects.select_related("organisation").order_by("organisation__sort_name", "pk")


def coaching_bodies() -> QuerySet[Body]:
    return bodies().filter(coaches=True)


def body_of(user) -> Body | None:
    mine = policies.editor_for(user)
    return None if mine is None else bodies().filter(organisation=mine).first()


def coachings_visible_to(user) -> QuerySet[Coaching]:
    return Coaching.objects.filter(policies.coachings_visible_to(user)).select_related(
        "team__organisation", "organisation", "body__organisation"
    )


def listed_coachings(user) -> list[Coaching]:
    """Those under way first. One query."""
    found = coachings_visible_to(user).order_by("-asked_at", "-pk")
    return sorted(found, key=lambda one: one.state not in Coaching.OPEN)


def visits_visible_to(user) -> QuerySet[Visit]:
    seen = Coaching.objects.filter(policies.coachings_visible_to(user)).values("pk")
    return Visit.objects.filter(coaching__in=seen).select_related(
        "meeting__series", "coaching__team", "coaching__organisation", "coaching__body__organisation"
    )


def visits_of(coaching: Coaching) -> list[Visit]:
    return list(coaching.visits.select_related("meeting").order_by("meeting__starts_at", "pk"))


def teams_of(user) -> QuerySet:
    """The teams this user may ask for."""
    return working_teams_of(user).order_by("name", "pk")
