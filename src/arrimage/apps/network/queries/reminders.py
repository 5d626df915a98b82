"""Which pages nobody has confirmed for six months, and the link that says «still true»."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from arrimage.apps.network.models import Offer, Organisation
from arrimage.apps.network.policies import together as policies

from .pages import OPEN, STALE_AFTER

SALT = "network.still_true"
LASTS = timedelta(days=60)
APART = timedelta(days=30)  # between two reminders to one organisation


def stale_offers(at: datetime) -> QuerySet[Offer]:
    """Open offers whose last word is more than six months old."""
    return Offer.objects.annotate(last_word=Coalesce("confirmed_at", "created_at")).filter(
        OPEN, last_word__lt=at - STALE_AFTER
    )


def organisations_to_remind(at: datetime) -> QuerySet[Organisation]:
    """Those whose page, or an offer of theirs, is stale, and who were not reminded these thirty days.

    What a register speaks of is the register's to keep, unless somebody here keeps it.
    """
    offers = stale_offers(at).filter(organisation=OuterRef("pk"))
    account = policies.has_account(localdate(at))
    theirs = Q(register="") & ~Q(email="") | account
    return (
        Organisation.objects.annotate(last_word=Coalesce("confirmed_at", "created_at"))
        .filter(OPEN, theirs, Q(last_word__lt=at - STALE_AFTER) | Exists(offers))
        .filter(Q(reminded_at=None) | Q(reminded_at__lte=at - APART))
        .order_by("last_word", "pk")
    )


@dataclass(frozen=True)
class ToConfirm:
    organisation: Organisation
    offers: list[Offer]


def token_of(organisation: Organisation) -> str:
    return signing.dumps(organisation.uid.hex, salt=SALT, compress=False)


def behind(token: str) -> ToConfirm | None:
    """The page a reminder's link speaks of, for sixty days."""
    try:
        uid = UUID(signing.loads(token, salt=SALT, max_age=LASTS))
    except (signing.BadSignature, ValueError):
        return None
    organisation = Organisation.objects.filter(OPEN, uid=uid).first()
    if organisation is None:
        return None
    return ToConfirm(organisation, list(organisation.offers.filter(OPEN).order_by("sort_name", "id")))
