"""Reading what passes between a coach and a person; and that a contact is missing, never what about."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from arrimage.apps.improvement import policies
from arrimage.apps.improvement.models import Committee, Contact, Holder

LEAD_KNOWS_AFTER = timedelta(days=7)


def contacts_visible_to(user, *, on: date) -> QuerySet[Contact]:
    return (
        Contact.objects.filter(policies.contacts_visible_to(user, on))
        .select_related("holder__place__committee", "coach__place")
        .order_by("state", "due_on", "id")
    )


def accompanied_by(user, *, on: date) -> QuerySet[Holder]:
    """The persons this user is the coach of, with their signs to watch."""
    return (
        Holder.objects.filter(policies.holders_accompanied_by(user, on), policies.held_today(on))
        .select_related("place__committee", "vigilance")
        .order_by("called", "id")
    )


def missing_contacts(user, *, on: date) -> QuerySet[Contact]:
    """For a coach: theirs that are past their day. For nobody else."""
    mine = Holder.objects.filter(policies.held_today(on), user=user.pk, pk=OuterRef("coach"))
    return Contact.objects.filter(Exists(mine), state=Contact.State.PLANNED, due_on__lt=on).select_related(
        "holder__place__committee"
    )


def missing_for_lead(committee: Committee, *, on: date) -> int:
    """How many contacts are a week late: all a lead is told of them."""
    return Contact.objects.filter(
        holder__place__committee=committee,
        state=Contact.State.PLANNED,
        due_on__lt=on - LEAD_KNOWS_AFTER,
    ).count()


def vigilance_of(holder: Holder):
    return getattr(holder, "vigilance", None)
