"""Time passing over agreements: a word before the end of one, and the end itself."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from arrimage.apps.audit.actions import Subject, record
from arrimage.apps.kernel import mail
from arrimage.apps.network.models import Agreement
from arrimage.apps.network.queries import agreements as queries
from arrimage.apps.network.queries.messages import Address, addresses_of

from .agreements import WRITTEN_TO

A_RUN = 100  # reminded of by one run at most


def remind_of_renewals(*, at: datetime) -> int:
    """Write to the parties of the agreements whose end is near, once in thirty days. How many agreements."""
    day = localdate(at)
    due = queries.up_for_renewal(at, day)[:A_RUN]
    parties = {party.organisation for agreement in due for party in agreement.parties.all()}
    addresses = addresses_of(parties, on=day)
    return sum(_remind(agreement, addresses, at) for agreement in due)


@transaction.atomic
def _remind(agreement: Agreement, addresses: dict[int, list[Address]], at: datetime) -> bool:
    # Taken by the UPDATE: two runs at once remind once, and a mail undone undoes it.
    unreminded = Q(reminded_at=None) | Q(reminded_at__lte=at - queries.REMINDED_APART)
    if not Agreement.objects.filter(unreminded, pk=agreement.pk).update(reminded_at=at):
        return False
    link = settings.BASE_URL.rstrip("/") + agreement.get_absolute_url()
    for party in agreement.parties.all():
        for address in addresses[party.organisation_id][:WRITTEN_TO]:
            context = {"agreement": agreement, "organisation": party.organisation, "link": link}
            mail.send("network/mail/agreement_renewal.txt", address.email, context, address.language)
    return True


@transaction.atomic
def end_what_ran_out(*, at: datetime) -> int:
    """Note as ended those whose last day has passed, by nobody's decision. How many."""
    ended = 0
    for agreement in queries.run_out(localdate(at)).select_for_update():
        agreement.state, agreement.closed_at = Agreement.State.ENDED, at
        agreement.version += 1
        agreement.save()
        record("agreement.ran_out", at=at, subjects=[Subject("network.agreement", str(agreement.uid))])
        ended += 1
    return ended
