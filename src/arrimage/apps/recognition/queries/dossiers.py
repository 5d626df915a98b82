"""Reading grids and dossiers: what each side, and each seat, may see."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from arrimage.apps.meetings.queries.loops import follow_ups_about
from arrimage.apps.meetings.queries.meetings import meetings_about
from arrimage.apps.recognition import policies
from arrimage.apps.recognition.models import Dossier, Entry, Grid, Item, Seat

HOST = "recognition"
State = Dossier.State
# Until it says it is ready, what a team writes is its own.
FILLED = (State.VISITING, State.REPORTED, State.CONCLUDED)


def grids_visible_to(user) -> QuerySet[Grid]:
    return Grid.objects.filter(policies.grids_visible_to(user)).select_related("body__organisation")


def grids_kept_by(user) -> QuerySet[Grid]:
    return Grid.objects.filter(policies.grids_kept_by(user)).select_related("body__organisation")


def listed_grids(user) -> QuerySet[Grid]:
    return grids_visible_to(user).annotate(item_count=Count("items")).order_by("name", "pk")


def grids_to_ask_for() -> QuerySet[Grid]:
    return Grid.objects.filter(state=Grid.State.PUBLISHED, body__recognises=True).select_related(
        "body__organisation"
    )


def items_of(grid: Grid) -> list[Item]:
    """Questions first, as they are answered first; then criteria, then files."""
    order = [Item.Kind.QUESTION, Item.Kind.CRITERION, Item.Kind.FILE]
    return sorted(grid.items.all(), key=lambda one: (order.index(one.kind), one.position))


WHOLE = ("team__organisation", "organisation", "grid__body__organisation", "asked_by")


def dossiers_visible_to(user) -> QuerySet[Dossier]:
    return Dossier.objects.filter(policies.dossiers_visible_to(user)).select_related(*WHOLE)


def dossiers_of_team(user) -> QuerySet[Dossier]:
    return Dossier.objects.filter(policies.dossiers_of_team(user)).select_related(*WHOLE)


def dossiers_of_body(user) -> QuerySet[Dossier]:
    return Dossier.objects.filter(policies.dossiers_of_body(user)).select_related(*WHOLE)


def dossiers_of_sides(user) -> QuerySet[Dossier]:
    """Those the two sides keep: not of those who only sit in them."""
    sides = policies.dossiers_of_team(user) | policies.dossiers_of_body(user)
    return Dossier.objects.filter(sides).select_related(*WHOLE)


def listed_dossiers(user) -> list[Dossier]:
    found = dossiers_visible_to(user).order_by("-asked_at", "-pk")
    return sorted(found, key=lambda one: not one.is_open)


def shown_dossiers() -> QuerySet[Dossier]:
    """Concluded ones, whose team lets it be read that it was recognised, and by whom."""
    recognised = [Dossier.Outcome.RECOGNISED, Dossier.Outcome.WITH_FOLLOW_UP]
    found = Dossier.objects.filter(is_shown=True, outcome__in=recognised)
    return found.select_related(*WHOLE).order_by("-concluded_at", "-pk")


def seats_held_by(user) -> QuerySet[Seat]:
    held = Seat.objects.filter(
        user=user.pk, dossier__in=Dossier.objects.filter(policies.dossiers_sat_in(user))
    )
    return held.select_related("dossier__team", "dossier__grid__body__organisation")


@dataclass(frozen=True)
class Place:
    """How somebody stands to a dossier: of the team, of the body, in a seat."""

    is_team: bool
    is_body: bool
    seat: Seat | None


def place_in(dossier: Dossier, user) -> Place:
    mine = policies.editor_for(user)
    return Place(
        is_team=mine is not None and mine == dossier.organisation_id,
        is_body=mine is not None and mine == dossier.grid.body.organisation_id,
        seat=dossier.seats.filter(user=user.pk).first(),
    )


def entries_of(dossier: Dossier, place: Place) -> list[Entry]:
    """By item of the grid; empty ones are made up, not stored. The others see them once the team is ready."""
    items = items_of(dossier.grid)
    if not place.is_team and dossier.state not in FILLED:
        return [Entry(dossier=dossier, item=item) for item in items]
    known = {one.item_id: one for one in dossier.entries.select_related("item")}
    return [known.get(item.pk) or Entry(dossier=dossier, item=item) for item in items]


def visits_of(dossier: Dossier) -> list:
    """The meetings of a dossier, in order; cancelled ones left out."""
    return list(meetings_about(HOST, dossier.uid))


def places_at(series) -> dict[int, str]:
    """Who sits there goes by their seat in the traces of the visits …"""
    return {seat.user_id: seat.get_kind_display() for seat in _seats_about(series)}


def called_at(series, reader) -> dict[int, str]:
    """… and, for those who read the dossier, by the name they chose."""
    if not dossiers_visible_to(reader).filter(uid=series.about_uid).exists():
        return {}
    return {seat.user_id: seat.called for seat in _seats_about(series)}


def _seats_about(series) -> QuerySet[Seat]:
    return Seat.objects.filter(dossier__uid=series.about_uid, user__isnull=False)


def follow_ups_of(dossier: Dossier) -> list:
    """What is to follow up, whatever became of it."""
    return list(follow_ups_about(HOST, dossier.uid))


def days_left(dossier: Dossier, on: date) -> int | None:
    """To answer the report; None when nothing is awaited."""
    if dossier.state != State.REPORTED or dossier.answered_at:
        return None
    return (dossier.answer_by - on).days
