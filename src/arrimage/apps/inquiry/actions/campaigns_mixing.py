"""Anonymous answers: counted several at once, mixed at the closing (`docs/decisions/0021-campaigns.md`)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from arrimage.apps.inquiry import slips
from arrimage.apps.inquiry.models import Invitation, Wave
from arrimage.apps.inquiry.queries import campaigns as queries
from arrimage.apps.inquiry.queries.campaign_sheets import STRATUM
from arrimage.apps.kernel.actions import start_job
from arrimage.apps.kernel.jobs import Progress, background
from arrimage.apps.questionnaires.actions import collecting
from arrimage.apps.questionnaires.queries import collecting as collected

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


def waiting(wave: Wave) -> dict[int, int]:
    """Response → invitation, of what was sent and is not counted yet."""
    rows = collected.owners_of_sent(wave.opening, starting=slips.WAITING)
    return {pk: slips.waiting_for(owner) for pk, owner in rows}


def count_waiting(wave: Wave, *, even_few: bool = False) -> int:
    """Mark as answered the invitations of those who wait, if they are enough to hide each other. How many.

    Under the lock of the wave, or of its counting. `even_few`: a reminder is about to leave, and must not
    reach one of them; the answers sent so far are then mixed too, so that nothing shows which of them these
    few are.
    """
    found = waiting(wave)
    campaign = wave.campaign
    strata = dict(
        Invitation.objects.filter(pk__in=found.values()).values_list("pk", "invitee__stratum")
        if campaign.tells_stratum
        else ()
    )
    groups: dict[str, list[int]] = {}
    for response, invitation in found.items():
        groups.setdefault(strata.get(invitation, ""), []).append(response)
    counted, are_few = 0, False
    for stratum, responses in groups.items():
        is_enough = len(responses) >= campaign.threshold
        if not is_enough and not even_few:
            continue
        are_few |= not is_enough
        Invitation.objects.filter(pk__in=[found[pk] for pk in responses]).update(
            status=Invitation.Status.ANSWERED
        )
        collecting.set_owner(responses, f"{STRATUM}{stratum}")
        counted += len(responses)
    if are_few:
        collecting.write_anew(wave.opening, owners={}, keep_codes=True)
    return counted


def start(wave: Wave, *, by: User | None, at: datetime) -> None:
    """Mix in the background: ten thousand answers take longer than a page may."""
    start_job(
        _("Mixing the answers: %(wave)s") % {"wave": wave}, mix_in_background, by=by, at=at, wave=wave.pk
    )


@background(repeatable=True)
def mix_in_background(progress: Progress, *, wave: int) -> str:
    progress.step(_("Mixing the answers"))
    count = mix(Wave.objects.get(pk=wave))
    return _("%(count)d answers are mixed: they may be read.") % {"count": count}


def mix(wave: Wave) -> int:
    """After the closing: count everyone, forget what was not sent, write all answers anew in random order.

    Doing it twice changes nothing. How many answers there are.
    """
    with transaction.atomic():
        wave = queries.lock_wave(wave)
        if wave.is_mixed or not wave.is_closed or not wave.campaign.is_anonymous:
            return 0
        count_waiting_at_closing(wave)
        collecting.forget_drafts(wave.opening)
        owners = _owners_told(wave)
        count = collecting.write_anew(wave.opening, owners=owners, smallest_language=wave.campaign.threshold)
        # The same value again, to all at once: what wrote each row last is then the same for all.
        for status in (Invitation.Status.ANSWERED, Invitation.Status.INVITED, Invitation.Status.REFUSED):
            wave.invitations.filter(status=status).update(status=status, last_mail=None)
        wave.is_mixed = True
        wave.save()
    sweep()
    return count


def count_waiting_at_closing(wave: Wave) -> None:
    """Few or many: all answers are written anew in the same transaction."""
    found = waiting(wave)
    strata = dict(Invitation.objects.filter(pk__in=found.values()).values_list("pk", "invitee__stratum"))
    wave.invitations.filter(pk__in=found.values()).update(status=Invitation.Status.ANSWERED)
    for response, invitation in found.items():
        stratum = strata[invitation] if wave.campaign.tells_stratum else ""
        collecting.set_owner([response], f"{STRATUM}{stratum}")


def _owners_told(wave: Wave) -> dict[str, str]:
    """Which groups are too small to be told: they become one, with the next smallest if that is too few."""
    counted = Counter(owner for _pk, owner in collected.owners_of_sent(wave.opening))
    smallest_first = sorted(counted, key=lambda owner: (counted[owner], owner))
    merged: list[str] = []
    for owner in smallest_first:
        together = sum(counted[one] for one in merged)
        if counted[owner] < wave.campaign.threshold or 0 < together < wave.campaign.threshold:
            merged.append(owner)
    return dict.fromkeys(merged, STRATUM)


def mix_what_is_closed(*, at: datetime | None = None) -> int:
    """Waves closed and not mixed: a worker was killed. How many answers that makes.

    Somebody may have begun at the very moment a wave closed: such a draft is destroyed too.
    """
    closed = Wave.objects.filter(status=Wave.Status.CLOSED, campaign__mode="anonymous")
    count = sum(mix(wave) for wave in closed.filter(is_mixed=False).select_related("campaign"))
    collecting.forget_drafts(*closed.filter(is_mixed=True).values_list("opening", flat=True))
    return count


def sweep() -> None:
    """Have the database destroy the former rows: they stay in its files until it is asked to.

    Outside any transaction, and best done with care for those who wait: nothing is locked for long.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in (*collecting.TABLES, Invitation._meta.db_table):
                cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")
        elif connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
