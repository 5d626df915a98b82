"""What would come apart without an organisation: shown to it first, published with its answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel import mail
from arrimage.apps.network.models import DepartureReading, Wave
from arrimage.apps.network.policies import departures as policies
from arrimage.apps.network.policies.ties import check_coordinates
from arrimage.apps.network.queries import departures as queries
from arrimage.apps.network.queries.messages import addresses_of
from arrimage.apps.network.vocabulary_ties import WaveStatus

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

TO_ANSWER = timedelta(days=21)


@transaction.atomic
def show_departures(wave: Wave, *, by: User, at: datetime) -> list[DepartureReading]:
    """Show each organisation whose departure would part others what that would be, and write to it.

    Worked out from what everyone sees of the wave. Doing it twice shows nothing twice.
    Raises PermissionDenied (not this network's coordinator), ValidationError (the wave is not published).
    """
    check_coordinates(by, wave.network, localdate(at))
    wave = Wave.objects.select_for_update(of=("self",)).select_related("network").get(pk=wave.pk)
    if wave.status != WaveStatus.PUBLISHED:
        raise ValidationError(_("Publish the wave first: a departure is read from published ties."))
    seen = queries.published_picture(wave)
    shown = set(wave.departures.values_list("organisation", flat=True))
    members = seen.members
    made = [
        DepartureReading.objects.create(
            wave=wave,
            organisation_id=members[one.organisation].pk,
            rule=queries.RULE,
            alone=[members[other].pk for other in one.alone],
            pairs_cut=one.pairs_cut,
            components=one.components,
            shared_at=at,
            reply_by=localdate(at) + TO_ANSWER,
        )
        for one in queries.departures_that_count(seen)
        if members[one.organisation].pk not in shown
    ]
    if made:
        record("departures.shown", by=by, at=at, subjects=[wave.network, wave], details={"count": len(made)})
        _write_to(wave, made, at)
    return made


@transaction.atomic
def answer_departure(
    reading: DepartureReading, *, wish: str, words: str, by: User, at: datetime
) -> DepartureReading:
    """Say, for one's organisation, whether it may be published and in which words.

    It may be changed at any time; a wish to keep it takes back what was published. Raises PermissionDenied,
    ValidationError (an unknown wish).
    """
    reading = DepartureReading.objects.select_for_update(of=("self",)).get(pk=reading.pk)
    if not DepartureReading.objects.filter(policies.readings_answered_by(by), pk=reading.pk).exists():
        raise PermissionDenied
    if wish not in DepartureReading.Wish.values:
        raise ValidationError(_("Choose one of the two answers."))
    reading.wish, reading.words = wish, words.strip()
    reading.replied_at, reading.replied_by = at, f"{by} ({by.acting.organisation})"[:200]
    if wish == DepartureReading.Wish.KEEP:
        reading.published_at = None
    reading.save()
    record("departure.answered", by=by, at=at, subjects=[reading.organisation], details={"wish": wish})
    return reading


@transaction.atomic
def publish_departures(wave: Wave, *, by: User, at: datetime) -> int:
    """Publish those that may be, each with its answer. How many were.

    Raises PermissionDenied, ValidationError (some may still answer).
    """
    check_coordinates(by, wave.network, localdate(at))
    Wave.objects.select_for_update(of=("self",)).get(pk=wave.pk)
    if wave.status != WaveStatus.PUBLISHED:
        raise ValidationError(_("Publish the wave first: a departure is read from published ties."))
    if not queries.can_publish(wave, localdate(at)):
        raise ValidationError(
            _("Some organisations still have time to answer: publish once they have, or when the day comes.")
        )
    ready = wave.departures.filter(policies.may_be_published(localdate(at)), published_at=None)
    count = ready.update(published_at=at)
    record("departures.published", by=by, at=at, subjects=[wave.network, wave], details={"count": count})
    return count


def _write_to(wave: Wave, made: list[DepartureReading], at: datetime) -> None:
    organisations = [reading.organisation for reading in made]
    addresses = addresses_of(organisations, on=localdate(at))
    path = reverse("network_departures", args=[wave.network.uid]) + f"?wave={wave.uid}"
    for reading in made:
        for address in addresses[reading.organisation_id]:
            context = {"organisation": reading.organisation, "reading": reading, "wave": wave, "path": path}
            mail.send("network/mail/departure.txt", address.email, context, address.language)
