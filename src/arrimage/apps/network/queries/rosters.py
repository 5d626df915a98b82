"""Reading a wave's roster: who is asked, how far each is, and what an organisation writes in it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from arrimage.apps.kernel.search import binary, fold
from arrimage.apps.network.models import Coverage, Organisation, RosterEntry, Site, TieReport, Wave
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.policies import ties as policies
from arrimage.apps.network.policies.ties import reports_for
from arrimage.apps.network.policies.together import territories_within
from arrimage.apps.network.vocabulary import COMMUNITY_SIDE, PUBLIC_SIDE, OrganisationKind
from arrimage.apps.network.vocabulary_ties import WaveStatus

BEFORE_CLOSING = timedelta(days=7)  # when those who have not finished are reminded by themselves
APART = timedelta(days=5)  # between two mails about a wave, whoever sends them
ELSEWHERE = 20  # organisations outside the roster shown for one search


def entries_held_by(user) -> QuerySet[RosterEntry]:
    """Where the organisation acted for is asked: waves that are or were open, most recent first."""
    return (
        RosterEntry.objects.filter(policies.entries_held_by(user))
        .select_related("wave", "wave__network", "organisation")
        .order_by("-wave__opens_on", "-id")
    )


def with_cards(entries: QuerySet[RosterEntry]) -> QuerySet[RosterEntry]:
    """The same, with how many organisations are ticked (`cards`)."""
    cards = TieReport.objects.filter(wave=OuterRef("wave"), reporter=OuterRef("organisation")).order_by()
    counted = cards.values("reporter").annotate(count=Count("pk")).values("count")
    return entries.annotate(cards=Subquery(counted))


def entries_waiting_for(user) -> QuerySet[RosterEntry]:
    """Those of open waves our organisation has neither finished nor declined."""
    return entries_held_by(user).filter(wave__status=WaveStatus.OPEN, finished_at=None, declined_at=None)


def entries_of(wave: Wave) -> QuerySet[RosterEntry]:
    """The roster, and how far each one is; never with whom anybody works."""
    return (
        RosterEntry.objects.filter(wave=wave)
        .select_related("organisation")
        .order_by(binary("organisation__sort_name"), "id")
    )


def own_reports(user, wave: Wave) -> QuerySet[TieReport]:
    """What the organisation acted for writes in this wave."""
    return (
        TieReport.objects.filter(policies.reports_writable_by(user), wave=wave)
        .select_related("about", "wave")
        .prefetch_related("claims__kind", "claims__reply")
        .order_by(binary("about__sort_name"), "id")
    )


def reports_about_us(user, wave: Wave) -> QuerySet[TieReport]:
    """What others submitted about the organisation acted for."""
    return (
        TieReport.objects.filter(policies.reports_visible_to(user), wave=wave, about=reports_for(user))
        .select_related("reporter", "wave")
        .prefetch_related("claims__kind", "claims__reply")
        .order_by(binary("reporter__sort_name"), "id")
    )


def words_awaiting_us(user) -> Counter:
    """By wave, how many organisations say a tie with us that we neither answered nor say ourselves."""
    mine = reports_for(user)
    if mine is None:
        return Counter()
    said = TieReport.objects.filter(policies.reports_visible_to(user), about=mine)
    pairs = (
        said.exclude(wave__status=WaveStatus.DRAFT)
        .filter(claims__isnull=False, claims__reply=None)
        .values_list("wave_id", "reporter_id")
        .distinct()
    )
    ours = TieReport.objects.filter(reporter=mine, submitted_at__isnull=False)
    told = set(ours.values_list("wave_id", "about_id"))
    return Counter(wave for wave, reporter in pairs if (wave, reporter) not in told)


@dataclass(frozen=True)
class Group:
    """Organisations of one kind on the roster, each with its card when it is ticked."""

    label: str
    rows: list[tuple[Organisation, TieReport | None]]


@dataclass
class Roster:
    """The list one ticks from. `elsewhere`: others of the directory, when one searches."""

    entry: RosterEntry
    groups: list[Group]
    reports: list[TieReport]
    elsewhere: list[Organisation]

    @property
    def filled(self) -> int:
        return sum(report.saved_at is not None for report in self.reports)

    @property
    def next_empty(self) -> TieReport | None:
        return next((report for report in self.reports if report.saved_at is None), None)


def roster(user, entry: RosterEntry, *, search: str = "") -> Roster:
    """Four queries, five when searching."""
    reports = list(own_reports(user, entry.wave))
    cards = {report.about_id: report for report in reports}
    on_it = RosterEntry.objects.filter(wave=entry.wave).values("organisation")
    listed = Organisation.objects.filter(Q(pk__in=on_it) | Q(pk__in=cards)).exclude(pk=entry.organisation_id)
    words = fold(search).split()
    rows = [
        organisation
        for organisation in listed.order_by(binary("sort_name"), "id")
        if all(word in fold(f"{organisation.name} {organisation.short_name}") for word in words)
    ]
    by_kind: dict[str, list] = {}
    for organisation in rows:
        by_kind.setdefault(organisation.kind, []).append((organisation, cards.get(organisation.pk)))
    groups = [
        Group(str(kind.label), by_kind[kind.value]) for kind in OrganisationKind if kind.value in by_kind
    ]
    elsewhere = []
    if words:
        others = Organisation.objects.filter(closed_on=None).exclude(pk__in=on_it).exclude(pk__in=cards)
        for word in words:
            others = others.filter(sort_name__contains=word)
        elsewhere = list(others.exclude(pk=entry.organisation_id).order_by(binary("sort_name"))[:ELSEWHERE])
    return Roster(entry, groups, reports, elsewhere)


def tickable(entry: RosterEntry, uids: Iterable) -> dict:
    """uid → organisation, of those one may name: any that is open, but oneself."""
    found = Organisation.objects.filter(uid__in=list(uids), closed_on=None).exclude(pk=entry.organisation_id)
    return {organisation.uid: organisation for organisation in found}


def first_roster(wave_network, on: date) -> QuerySet[Organisation]:
    """Whom a new wave asks: the table, and the open organisations of either side in the territory."""
    within = territories_within([wave_network.territory_id], on)
    there = Q(pk__in=Site.objects.filter(closed_on=None, territory__in=within).values("organisation"))
    answering = Q(pk__in=Coverage.objects.filter(holding_on(on), territory__in=within).values("organisation"))
    seated = Q(pk__in=wave_network.seats.filter(holding_on(on)).values("organisation"))
    sides = Q(kind__in=COMMUNITY_SIDE | PUBLIC_SIDE)
    return Organisation.objects.filter(seated | (sides & (there | answering)), closed_on=None)


def invitable(wave: Wave, search: str) -> list[Organisation]:
    """Open organisations not asked yet, whose name has these words."""
    words = fold(search).split()
    if not words:
        return []
    others = Organisation.objects.filter(closed_on=None).exclude(roster_entries__wave=wave)
    for word in words:
        others = others.filter(sort_name__contains=word)
    return list(others.order_by(binary("sort_name"))[:ELSEWHERE])


def may_be_reminded(at: datetime) -> Q:
    """Entries invited, not answered, and not written to for some days."""
    quiet = Q(reminded_at=None, invited_at__lte=at - APART) | Q(reminded_at__lte=at - APART)
    return quiet & Q(finished_at=None, declined_at=None, invited_at__isnull=False)


def entries_to_remind(at: datetime, on: date) -> QuerySet[RosterEntry]:
    """In open waves about to close."""
    soon = on + BEFORE_CLOSING
    closing = Q(wave__status=WaveStatus.OPEN, wave__closes_on__gt=on, wave__closes_on__lte=soon)
    return (
        RosterEntry.objects.filter(may_be_reminded(at), closing)
        .select_related("wave", "wave__network", "organisation")
        .order_by("id")
    )


def waves_to_close(on: date) -> QuerySet[Wave]:
    return Wave.objects.filter(status=WaveStatus.OPEN, closes_on__lte=on)
