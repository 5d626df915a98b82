"""Reading what would come apart without an organisation: one's own, what is published, unnamed figures."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from arrimage.apps.kernel.search import binary
from arrimage.apps.network.models import DepartureReading, Wave
from arrimage.apps.network.policies import departures as policies
from arrimage.apps.network.vocabulary_ties import CountingRule
from arrimage.science.networks.resilience import Departure

from .analysis import Choice, Picture, picture

# What everyone may see, whoever works it out: nobody's unpublished word shows through a reading.
RULE = CountingRule.ANY_CLAIM


def readings_visible_to(user, wave: Wave) -> QuerySet[DepartureReading]:
    return (
        wave.departures.filter(policies.readings_visible_to(user))
        .select_related("organisation")
        .order_by(binary("organisation__sort_name"), "pk")
    )


def readings_answered_by(user, wave: Wave) -> QuerySet[DepartureReading]:
    return wave.departures.filter(policies.readings_answered_by(user)).select_related("organisation", "wave")


def named_for(user, wave: Wave) -> set[UUID]:
    """Organisations whose departure this user may read: published ones, and one's own."""
    return set(readings_visible_to(user, wave).values_list("organisation__uid", flat=True))


def published_picture(wave: Wave) -> Picture:
    """The wave as everyone sees it."""
    return picture(wave, Choice(RULE), user=AnonymousUser())


def departures_that_count(seen: Picture) -> list[Departure]:
    """Those after which some can no longer reach others, or are left without any partner."""
    return [one for one in seen.panel.departures if one.pairs_cut]


@dataclass(frozen=True)
class Unnamed:
    """The whole network's figure. by_cut: pairs cut → how many organisations' departures cut as many."""

    organisations: int
    that_count: int
    by_cut: tuple[tuple[int, int], ...]


def unnamed(seen: Picture) -> Unnamed:
    cuts = Counter(one.pairs_cut for one in seen.panel.departures)
    return Unnamed(len(seen.members), len(departures_that_count(seen)), tuple(sorted(cuts.items())))


@dataclass(frozen=True)
class Waiting:
    """For the coordinator: how many were shown theirs, how many answered, how many may be published."""

    shown: int
    answered: int
    kept: int
    publishable: int
    published: int
    reply_by: date | None


def waiting(wave: Wave, on: date) -> Waiting:
    rows = list(wave.departures.all())
    may = wave.departures.filter(policies.may_be_published(on), published_at=None).count()
    return Waiting(
        shown=len(rows),
        answered=sum(row.replied_at is not None for row in rows),
        kept=sum(row.wish == DepartureReading.Wish.KEEP for row in rows),
        publishable=may,
        published=sum(row.published_at is not None for row in rows),
        reply_by=max((row.reply_by for row in rows), default=None),
    )


def can_publish(wave: Wave, on: date) -> bool:
    """Once everyone concerned has answered, or the day to answer by has come."""
    still = wave.departures.filter(Q(replied_at=None), reply_by__gt=on)
    ready = wave.departures.filter(policies.may_be_published(on), published_at=None)
    return ready.exists() and not still.exists()


def left_alone(reading: DepartureReading, seen: Picture) -> list[str]:
    """Names of those left without any partner, as far as their tie is still in this picture: it may have been
    taken back since."""
    tied = {
        end
        for tie in seen.said
        if reading.organisation_id in (tie.source, tie.target)
        for end in (tie.source, tie.target)
    }
    return [member.name for member in seen.members if member.pk in tied & set(reading.alone)]
