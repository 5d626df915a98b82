"""Who may see, word, sign and publish an agreement or a funding line.

| what | who |
|---|---|
| read a draft | the keepers of the organisation that writes it, and nobody else: not the other parties |
| read it from its proposal on | the keepers of every party |
| read that it exists, or what it says | everyone, once all parties have chosen to let it be known |
| obstacles, counts, hoped numbers, questions | the keepers of the parties, never published |
| word it, note an obstacle or a count | a keeper acting for a party (a draft: for its writer) |
| propose, sign, refuse, end, publish, hope | a manager or coalition coordinator acting for a party |
| a funding line | the keepers of who received it; everyone once they published it |
| a territory's own figure | a network coordinator mandated there by both sides |
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q

from arrimage.apps.network.models import Agreement, AgreementParty, FundingLine
from arrimage.apps.network.vocabulary import Publication

from .together import NOBODY, SPEAKERS, check_keeps, kept_by

State = Agreement.State


def agreements_of(user) -> Q:
    """Agreements the organisation acted for is party to; a draft only when it writes it."""
    mine = kept_by(user)
    if mine is None:
        return NOBODY
    party = Q(pk__in=AgreementParty.objects.filter(organisation=mine).values("agreement"))
    return party & (~Q(state=State.DRAFT) | Q(writer=mine))


def known_to_exist() -> Q:
    """Agreements all of whose parties let at least their existence be known."""
    silent = AgreementParty.objects.filter(agreement=OuterRef("pk"), publication=Publication.NOTHING)
    return ~Q(state=State.DRAFT) & ~Exists(silent)


def published_whole() -> Q:
    """Agreements all of whose parties publish what they say."""
    discreet = AgreementParty.objects.filter(agreement=OuterRef("pk")).exclude(publication=Publication.ALL)
    return ~Q(state=State.DRAFT) & ~Exists(discreet)


def agreements_visible_to(user) -> Q:
    return agreements_of(user) | known_to_exist()


def check_is_party(user, agreement: Agreement) -> int:
    """The id of the party this user keeps. Raises PermissionDenied when there is none it may act for."""
    if not Agreement.objects.filter(agreements_of(user), pk=agreement.pk).exists():
        raise PermissionDenied
    return kept_by(user)


def may_speak(user) -> bool:
    """Whether this user, as they act, may bind their organisation."""
    held = user.acting if user.is_authenticated else None
    return held is not None and held.role in SPEAKERS


def check_speaks(user, agreement: Agreement) -> int:
    """The same as `check_is_party`, for what binds the organisation."""
    party = check_is_party(user, agreement)
    if not may_speak(user):
        raise PermissionDenied
    return party


def funding_of(user) -> Q:
    """Funding lines this user may change: those of the organisation acted for, published or not."""
    mine = kept_by(user)
    return NOBODY if mine is None else Q(organisation=mine)


def published_funding() -> Q:
    return Q(published_at__isnull=False)


def check_keeps_line(user, line: FundingLine) -> None:
    check_keeps(user, line.organisation)
