"""Reading committees: who sits, who is awaited, what is worth a word."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from arrimage.apps.improvement import policies
from arrimage.apps.improvement.composition import Composition, composition
from arrimage.apps.improvement.models import Committee, Conversation, Engagement, Holder, Hours, Place


def committees_visible_to(user, *, on: date) -> QuerySet[Committee]:
    return (
        Committee.objects.filter(policies.committees_visible_to(user, on))
        .select_related("organisation")
        .order_by("state", "name", "id")
    )


def committees_run_by(user, *, on: date) -> QuerySet[Committee]:
    return Committee.objects.filter(policies.committees_run_by(user, on)).select_related("organisation")


def engagement_of(organisation_id: int) -> Engagement | None:
    return Engagement.objects.filter(organisation=organisation_id, ended_on=None).first()


@dataclass(frozen=True)
class Seated:
    """A committee's places, each with who holds it, if anybody does."""

    places: list[tuple[Place, Holder | None]]
    former: list[Holder]
    composition: Composition

    @property
    def holders(self) -> list[Holder]:
        return [holder for _place, holder in self.places if holder]

    @property
    def voices(self) -> list[Holder]:
        """Those of whom a consensus is made: all but who animates and who accompanies."""
        return [holder for holder in self.holders if holder.place.kind not in Place.AROUND]


LIVED_FIRST = sorted(Place.Kind.values, key=lambda kind: kind not in Place.EXPERIENCE)
ORDER = {kind: number for number, kind in enumerate(LIVED_FIRST)}


def seated(committee: Committee, *, on: date) -> Seated:
    holders = Holder.objects.select_related("place", "welcomed_by__place").order_by("since", "id")
    places = committee.places.filter(closed_on=None).prefetch_related(Prefetch("holders", queryset=holders))
    rows: list[tuple[Place, Holder | None]] = []
    former: list[Holder] = []
    for place in sorted(places, key=lambda one: (ORDER[one.kind], one.pk)):
        now = [
            one for one in place.holders.all() if one.since <= on and (one.until is None or one.until > on)
        ]
        rows.append((place, now[0] if now else None))
        former += [one for one in place.holders.all() if one.until is not None and one.until <= on]
    read = composition(
        [(place.kind, place.is_psychosocial) for place, holder in rows if holder],
        [place.kind for place, holder in rows if not holder],
    )
    return Seated(rows, former, read)


def place_of(committee: Committee, user, *, on: date) -> Holder | None:
    """The place this user holds in the committee today, if they do."""
    found = Holder.objects.filter(policies.held_today(on), place__committee=committee, user=user.pk)
    return found.select_related("place__committee").first()


def holders_of(committee: Committee, *, on: date) -> QuerySet[Holder]:
    return (
        Holder.objects.filter(policies.held_today(on), place__committee=committee)
        .select_related("place")
        .order_by("place__kind", "id")
    )


def conversations_visible_to(user) -> QuerySet[Conversation]:
    found = Conversation.objects.filter(policies.conversations_visible_to(user))
    return found.select_related("committee", "held_by", "user")


def conversations_about(user) -> QuerySet[Conversation]:
    """The talks somebody had about coming, for that person, until they sit."""
    sits = Holder.objects.filter(user=user.pk, until=None, place__committee=OuterRef("committee"))
    found = Conversation.objects.filter(user=user.pk).exclude(Exists(sits))
    return found.select_related("committee", "held_by")


def hours_visible_to(user, *, on: date) -> QuerySet[Hours]:
    return Hours.objects.filter(policies.hours_visible_to(user, on)).select_related("holder__place")


def people_of(committee: Committee, *, on: date):
    """Members of its organisation, and its resource patients: whom a place may be given to by account."""
    held = Q(memberships__until=None) | Q(memberships__until__gt=on)
    return (
        get_user_model()
        .objects.filter(held, memberships__organisation=committee.organisation_id, memberships__since__lte=on)
        .distinct()
        .order_by("name", "email")
    )
