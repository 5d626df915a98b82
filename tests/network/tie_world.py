"""Four organisations of a network in an open wave, somebody acting for each, and a mandated coordinator."""

from datetime import date, timedelta

from django.utils.timezone import localdate

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now
from arrimage.apps.network.actions import joint_seat, ties, waves
from arrimage.apps.network.actions.tie_kinds import load_tie_kinds
from arrimage.apps.network.models import RosterEntry, Seat, TieClaim, TieKind, Wave
from arrimage.apps.network.vocabulary import OrganisationKind, TerritoryKind
from arrimage.apps.network.vocabulary_ties import Shown
from tests.accounts.factories import acting_user
from tests.network.factories import CoverageFactory, OrganisationFactory, TerritoryFactory


class Asked:
    def __init__(self) -> None:
        load_tie_kinds()
        self.at = now()
        territory = TerritoryFactory(code="981", kind=TerritoryKind.TERRITORY)
        self.centre = OrganisationFactory(kind=OrganisationKind.INTEGRATED_CENTRE, name="Le centre")
        self.coalition = OrganisationFactory(kind=OrganisationKind.COALITION, name="Le regroupement")
        self.house = OrganisationFactory(name="La maison", email="maison@essai.invalid")
        self.café = OrganisationFactory(name="Le café")
        for organisation in (self.centre, self.coalition, self.house, self.café):
            CoverageFactory(organisation=organisation, territory=territory)
        self.network = joint_seat.found_network(
            "Réseau d’essai", territory, public=self.centre, community=self.coalition, at=self.at
        )
        Seat.objects.update(since=date(2020, 1, 1))
        self.by_centre = acting_user(Role.MANAGER, organisation=self.centre)
        self.by_house = acting_user(Role.WORKER, organisation=self.house)
        self.by_café = acting_user(Role.WORKER, organisation=self.café)
        self.coordinator = acting_user(Role.NETWORK_COORDINATOR, organisation=self.coalition)
        mandate = joint_seat.propose_mandate(self.network, self.coordinator, by=self.by_centre, at=self.at)
        other = acting_user(Role.COALITION_COORDINATOR, organisation=self.coalition)
        joint_seat.say_yes(mandate, by=other, at=self.at)
        day = localdate(self.at)
        self.wave = waves.create_wave(
            self.network,
            name="Automne",
            opens_on=day,
            closes_on=day + timedelta(days=30),
            by=self.coordinator,
            at=self.at,
        )

    def open(self) -> Wave:
        self.wave = waves.step(self.wave, "open", by=self.coordinator, at=self.at)
        return self.wave

    def kind(self, code: str) -> TieKind:
        return TieKind.objects.get(code=code)

    def entry(self, organisation) -> RosterEntry:
        return RosterEntry.objects.select_related("wave", "organisation").get(
            wave=self.wave, organisation=organisation
        )

    def report(self, by, about, *said: str, **more):
        """A card of `by` about another: «agreement», «referral:out»…"""
        claims = [(self.kind(code), way) for code, _colon, way in (text.partition(":") for text in said)]
        entry = self.entry(by.acting.organisation)
        return ties.save_card(entry, about, claims=claims, said=more, by=by, at=self.at)

    def submit(self, by, shown: int = Shown.NOTHING) -> RosterEntry:
        return ties.submit(self.entry(by.acting.organisation), shown=shown, by=by, at=self.at)

    def claim(self, reporter, about) -> TieClaim:
        return TieClaim.objects.get(report__reporter=reporter, report__about=about, report__wave=self.wave)

    def publish(self) -> Wave:
        for status in ("closed", "published"):
            self.wave = waves.step(self.wave, status, by=self.coordinator, at=self.at)
        return self.wave
