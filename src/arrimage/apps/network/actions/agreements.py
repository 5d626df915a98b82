"""Writing an agreement, proposing it, signing it, saying no, ending it, beginning again.

Every action locks the agreement's row first. What binds an organisation is done by one of its speakers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import Subject, record
from arrimage.apps.kernel import mail
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.network.models import Agreement, AgreementParty, Organisation, ReferralWay
from arrimage.apps.network.policies import agreements as policies
from arrimage.apps.network.policies.together import check_keeps
from arrimage.apps.network.queries import agreements as queries
from arrimage.apps.network.queries.messages import addresses_of
from arrimage.apps.network.vocabulary import Publication

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

State = Agreement.State
WRITTEN_TO = 3  # addresses of one organisation at most: enough for a word
WORDED = ("title", "purpose", "since", "until", "remind_days")


@dataclass(frozen=True)
class Row:
    """Something referred, as a form gives it; the parties are organisations' ids."""

    origin: int
    destination: int
    what: str
    mechanism: str
    how: str = ""
    contact_role: str = ""

    @classmethod
    def of(cls, way: ReferralWay) -> Row:
        return cls(
            way.origin_id,
            way.destination_id,
            way.what,
            way.mechanism,
            way.how,
            way.contact_role,
        )


@transaction.atomic
def write_agreement(
    writer: Organisation,
    others: Iterable[Organisation],
    *,
    title: str,
    purpose: str,
    since: date | None = None,
    until: date | None = None,
    remind_days: int = 90,
    rows: Iterable[Row] = (),
    renewal_of: Agreement | None = None,
    by: User,
    at: datetime,
) -> Agreement:
    """Begin a draft, that the writer's own alone will read until it is proposed.

    Raises PermissionDenied, ValidationError (nobody to agree with, a row between others than the parties).
    """
    check_keeps(by, writer)
    agreement = Agreement.objects.create(
        writer=writer,
        title=title,
        purpose=purpose,
        since=since,
        until=until,
        remind_days=remind_days,
        renewal_of=renewal_of,
    )
    _set_parties(agreement, [writer, *others])
    _set_rows(agreement, rows)
    _record("written", agreement, by=by, at=at)
    return agreement


@transaction.atomic
def reword_agreement(
    agreement: Agreement,
    *,
    version: int,
    rows: Iterable[Row],
    others: Iterable[Organisation] | None = None,
    by: User,
    at: datetime,
    **said,
) -> Agreement:
    """Change what it says; what had been signed has to be signed again, since it is another text.

    Parties change (`others`) only while it is a draft. Raises PermissionDenied, ValidationError (it is no
    longer open), StaleVersion (somebody else worded it meanwhile).
    """
    policies.check_is_party(by, agreement)
    agreement = queries.lock(agreement)
    if not agreement.is_open:
        raise ValidationError(_("This text is settled: renew it to word it otherwise."))
    if agreement.version != version:
        raise StaleVersion(str(agreement))
    rows = list(rows)
    before = [Row.of(way) for way in agreement.ways.all()]
    changed = [name for name in WORDED if name in said and getattr(agreement, name) != said[name]]
    for name in changed:
        setattr(agreement, name, said[name])
    agreement.save_if_unchanged(since=version)
    if agreement.state == State.DRAFT and others is not None:
        agreement.parties.exclude(organisation=agreement.writer).delete()
        _set_parties(agreement, others)
    if rows != before or others is not None:
        _set_rows(agreement, rows)
    if changed or rows != before:
        _clear_signatures(agreement)
    _record("reworded", agreement, by=by, at=at)
    return agreement


@transaction.atomic
def propose_agreement(agreement: Agreement, *, by: User, at: datetime) -> Agreement:
    """Let the other parties read it, and tell them by mail. Raises PermissionDenied, ValidationError."""
    policies.check_speaks(by, agreement)
    agreement = queries.lock(agreement)
    if agreement.state == State.PROPOSED:
        return agreement
    agreement.proposed_at = at
    _step_to(State.PROPOSED, agreement)
    _record("proposed", agreement, by=by, at=at)
    _tell(agreement, "network/mail/agreement_proposed.txt", but=agreement.writer_id, on=localdate(at))
    return agreement


@transaction.atomic
def take_agreement_back(agreement: Agreement, *, by: User, at: datetime) -> Agreement:
    """Back to one's own table, before any other party has said anything. By its writer."""
    mine = policies.check_speaks(by, agreement)
    agreement = queries.lock(agreement)
    if mine != agreement.writer_id:
        raise PermissionDenied
    if agreement.state == State.DRAFT:
        return agreement
    _step_to(State.DRAFT, agreement)
    _clear_signatures(agreement)
    _record("taken_back", agreement, by=by, at=at)
    return agreement


@transaction.atomic
def take_agreement_up(agreement: Agreement, *, by: User, at: datetime) -> Agreement:
    """Say that one talks about it; also, later, about one that had been refused."""
    policies.check_speaks(by, agreement)
    agreement = queries.lock(agreement)
    if agreement.state == State.UNDER_WAY:
        return agreement
    _forget_closing(agreement)
    _step_to(State.UNDER_WAY, agreement)
    _record("taken_up", agreement, by=by, at=at)
    return agreement


@transaction.atomic
def sign_agreement(agreement: Agreement, *, by: User, at: datetime) -> Agreement:
    """Sign for one's own organisation. With the last signature it holds. Signing twice changes nothing.

    Raises PermissionDenied, ValidationError (not open, already over, the same person signed for another).
    """
    mine = policies.check_speaks(by, agreement)
    agreement = queries.lock(agreement)
    party = agreement.parties.get(organisation=mine)
    if party.signed_at:
        return agreement
    if agreement.state not in {State.PROPOSED, State.UNDER_WAY}:
        raise ValidationError(_("This agreement does not wait for a signature."))
    if agreement.until and agreement.until <= localdate(at):
        raise ValidationError(_("Its last day has passed: change the dates before signing."))
    party.signed_at, party.signed_by, party.signed_user = at, _signature(by), by
    try:
        with transaction.atomic():
            party.save()
    except IntegrityError:
        raise ValidationError(
            _("You signed it for another party already: a colleague must sign for this one.")
        ) from None
    if not agreement.parties.filter(signed_at=None).exists():
        _take_effect(agreement, at=at)
    elif agreement.state == State.PROPOSED and mine != agreement.writer_id:
        _step_to(State.UNDER_WAY, agreement)
    _record("signed", agreement, by=by, at=at)
    return agreement


@transaction.atomic
def take_signature_back(agreement: Agreement, *, by: User, at: datetime) -> Agreement:
    """Undo one's signature, as long as another one is awaited."""
    mine = policies.check_speaks(by, agreement)
    agreement = queries.lock(agreement)
    if not agreement.is_open:
        raise ValidationError(_("Everybody has signed: it can be ended, with a word to the others."))
    party = agreement.parties.get(organisation=mine)
    if party.signed_at:
        _clear_signatures(agreement, only=party)
        _record("unsigned", agreement, by=by, at=at)
    return agreement


@transaction.atomic
def refuse_agreement(agreement: Agreement, words: str, *, by: User, at: datetime) -> Agreement:
    """Say no, in one's own words, which the other parties read. Raises PermissionDenied, ValidationError."""
    return _close(agreement, State.REFUSED, words, by=by, at=at)


@transaction.atomic
def end_agreement(agreement: Agreement, words: str, *, by: User, at: datetime) -> Agreement:
    """End one that holds: any party may, and says why. From that day on it no longer holds."""
    return _close(agreement, State.ENDED, words, by=by, at=at)


@transaction.atomic
def renew_agreement(agreement: Agreement, *, by: User, at: datetime) -> Agreement:
    """Begin a draft that says the same for as long again; the former one holds until it is signed."""
    mine = policies.check_is_party(by, agreement)
    agreement = queries.lock(agreement)
    if agreement.state not in {State.SIGNED, State.ENDED}:
        raise ValidationError(_("Only an agreement that was signed is renewed."))
    begun = Agreement.objects.filter(renewal_of=agreement).first()
    if begun is not None:
        if begun.state == State.DRAFT and begun.writer_id != mine:
            raise ValidationError(_("Another party is writing its renewal: talk to them."))
        return begun
    since = max(agreement.until or localdate(at), localdate(at))
    lasted = agreement.until - agreement.since if agreement.until and agreement.since else None
    parties = [party.organisation for party in agreement.parties.select_related("organisation")]
    writer = next(party for party in parties if party.pk == mine)
    return write_agreement(
        writer,
        [party for party in parties if party != writer],
        title=agreement.title,
        purpose=agreement.purpose,
        since=since,
        until=since + lasted if lasted else None,
        remind_days=agreement.remind_days,
        rows=[Row.of(way) for way in agreement.ways.all()],
        renewal_of=agreement,
        by=by,
        at=at,
    )


@transaction.atomic
def publish_agreement(agreement: Agreement, publication: str, *, by: User, at: datetime) -> AgreementParty:
    """Choose, for one's own organisation, what others may know. The most discreet party is followed."""
    mine = policies.check_speaks(by, agreement)
    agreement = queries.lock(agreement)
    party = agreement.parties.get(organisation=mine)
    if party.publication != publication:
        party.publication = Publication(publication)
        party.save(update_fields=["publication"])
        _record("published", agreement, by=by, at=at, publication=publication)
    return party


def _close(agreement: Agreement, state: str, words: str, *, by: User, at: datetime) -> Agreement:
    mine = policies.check_speaks(by, agreement)
    agreement = queries.lock(agreement)
    if agreement.state == state:
        return agreement
    if not words.strip():
        raise ValidationError(_("Say why, in your own words: the other parties will read it."))
    agreement.closed_at, agreement.closed_for_id = at, mine
    agreement.closed_by, agreement.closed_words = _signature(by), words.strip()
    if state == State.ENDED:
        _end_period(agreement, localdate(at))
    _step_to(state, agreement)
    if state == State.REFUSED:
        _clear_signatures(agreement)
    _record(state, agreement, by=by, at=at)
    return agreement


def _take_effect(agreement: Agreement, *, at: datetime) -> None:
    """The last signature: it holds, and what it renews gives way to it."""
    day = localdate(at)
    agreement.signed_at = at
    agreement.since = agreement.since or day
    _step_to(State.SIGNED, agreement)
    former = agreement.renewal_of
    if former and State.RENEWED in Agreement.NEXT[State(former.state)]:
        former = queries.lock(former)
        _end_period(former, agreement.since)
        _step_to(State.RENEWED, former)


def _end_period(agreement: Agreement, day: date) -> None:
    """It no longer holds from `day` on, unless it had ended before; one begun that very day held one day."""
    if agreement.since and agreement.since >= day:
        day = agreement.since + timedelta(days=1)
    agreement.until = min(agreement.until, day) if agreement.until else day


def _step_to(state: str, agreement: Agreement) -> None:
    """Raises ValidationError on a step NEXT does not allow."""
    if state not in Agreement.NEXT[State(agreement.state)]:
        raise ValidationError(
            _("This agreement is “%(state)s”: that step is not possible any more.")
            % {"state": agreement.get_state_display()}
        )
    agreement.state = state
    agreement.version += 1
    agreement.save()


def _forget_closing(agreement: Agreement) -> None:
    agreement.closed_at = agreement.closed_for = None
    agreement.closed_by = agreement.closed_words = ""


def _clear_signatures(agreement: Agreement, only: AgreementParty | None = None) -> None:
    parties = agreement.parties.filter(pk=only.pk) if only else agreement.parties
    parties.update(signed_at=None, signed_by="", signed_user=None)


def _set_parties(agreement: Agreement, organisations: Iterable[Organisation]) -> None:
    for organisation in dict.fromkeys(organisations):
        AgreementParty.objects.get_or_create(agreement=agreement, organisation=organisation)
    if agreement.parties.count() < 2:
        raise ValidationError(_("An agreement has at least two parties: choose with whom."))


def _set_rows(agreement: Agreement, rows: Iterable[Row]) -> None:
    parties = set(agreement.parties.values_list("organisation", flat=True))
    rows = list(rows)
    if any({row.origin, row.destination} - parties or row.origin == row.destination for row in rows):
        raise ValidationError(_("What is referred goes from one party to another: check who and to whom."))
    agreement.ways.all().delete()
    ReferralWay.objects.bulk_create(
        ReferralWay(
            agreement=agreement,
            origin_id=row.origin,
            destination_id=row.destination,
            what=row.what,
            mechanism=row.mechanism,
            how=row.how,
            contact_role=row.contact_role,
        )
        for row in rows
    )


def _tell(agreement: Agreement, template: str, *, but: int | None, on: date) -> int:
    """Write to the parties, one excepted; how many were."""
    parties = [
        party.organisation
        for party in agreement.parties.select_related("organisation")
        if party.organisation_id != but
    ]
    addresses = addresses_of(parties, on=on)
    link = settings.BASE_URL.rstrip("/") + agreement.get_absolute_url()
    for party in parties:
        for address in addresses[party.pk][:WRITTEN_TO]:
            context = {"agreement": agreement, "organisation": party, "link": link}
            mail.send(template, address.email, context, address.language)
    return sum(bool(addresses[party.pk]) for party in parties)


def _signature(by: User) -> str:
    """The name and in whose name: it stays true when the person leaves."""
    return f"{by} ({by.acting.organisation})"[:200]


def _record(verb: str, agreement: Agreement, *, by: User, at: datetime, **details) -> None:
    # The journal's readers are not the parties: it names who, not what the agreement says.
    about = Subject("network.agreement", str(agreement.uid))
    record(f"agreement.{verb}", by=by, at=at, subjects=[about, by.acting.organisation], details=details)
