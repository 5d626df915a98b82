"""Reading questionnaires, their versions and where they are open."""

from collections.abc import Collection, Iterator

from django.contrib.auth import get_user_model
from django.db.models import Count, Max, Q, QuerySet

from arrimage.apps.questionnaires import policies
from arrimage.apps.questionnaires.models import Instrument, Opening, Version


def instruments_visible_to(user) -> QuerySet[Instrument]:
    """One's organisation's, then the shipped ones; `published` is the number of the latest version in use."""
    published = Max("versions__number", filter=Q(versions__status=Version.Status.PUBLISHED))
    return (
        Instrument.objects.filter(policies.instruments_visible_to(user))
        .annotate(published=published)
        .order_by("title", "id")
    )


def instruments_kept_by(user) -> QuerySet[Instrument]:
    return Instrument.objects.filter(policies.kept_by(user))


def versions_of(instrument: Instrument) -> QuerySet[Version]:
    """Newest first; `sent` counts the answers that were sent."""
    sent = Count("responses", filter=Q(responses__status="sent"))
    return instrument.versions.select_related("instrument").annotate(sent=sent).order_by("-number")


def draft_of(instrument: Instrument) -> Version | None:
    return instrument.versions.filter(status=Version.Status.DRAFT).select_related("instrument").first()


def latest_published(instrument: Instrument) -> Version | None:
    published = instrument.versions.filter(status=Version.Status.PUBLISHED)
    return published.select_related("instrument").order_by("-number").first()


def to_borrow_from(instrument: Instrument) -> Version | None:
    """The version in use; else the draft, of one's own organisation."""
    return latest_published(instrument) or draft_of(instrument)


def published_versions() -> Iterator[Version]:
    """Every version that was ever published, one at a time: for the check of their digests alone."""
    found = Version.objects.exclude(status=Version.Status.DRAFT).select_related("instrument")
    return found.order_by("instrument_id", "number").iterator(chunk_size=100)


def openings_kept_by(user) -> QuerySet[Opening]:
    """Newest first; `sent` and `begun` count answers, by whether they were sent."""
    return (
        Opening.objects.filter(policies.openings_kept_by(user))
        .select_related("organisation", "questionnaire__instrument")
        .annotate(
            sent=Count("responses", filter=Q(responses__status="sent")),
            begun=Count("responses", filter=Q(responses__status="draft")),
        )
        .order_by("-created_at", "-id")
    )


def published_for(organisation_ids) -> QuerySet[Version]:
    """The versions in use that these organisations may put to people: their own, and the shipped ones."""
    whose = Q(instrument__organisation__in=organisation_ids) | Q(instrument__organisation=None)
    found = Version.objects.filter(whose, status=Version.Status.PUBLISHED)
    return found.select_related("instrument").order_by("instrument__title", "instrument_id", "-number")


def openings() -> QuerySet[Opening]:
    """Whoever has the link of one may read what it asks."""
    return Opening.objects.filter(host="").select_related("organisation", "questionnaire__instrument")


def people_who_can_be_told(organisations: int | Collection[int], on) -> QuerySet:
    """Members of the organisation (or of these) on a day: those an alert may be told to."""
    held = Q(memberships__until=None) | Q(memberships__until__gt=on)
    ids = [organisations] if isinstance(organisations, int) else list(organisations)
    return (
        get_user_model()
        .objects.filter(held, memberships__organisation__in=ids, memberships__since__lte=on)
        .distinct()
        .order_by("name", "email")
    )
