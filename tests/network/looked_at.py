"""A network with waves of ties, for tests of its map: who was asked, who answered, what both sides say."""

from datetime import date, timedelta

from django.utils import timezone

from arrimage.apps.network.models import (
    Mandate,
    Network,
    RosterEntry,
    Seat,
    TieClaim,
    TieKind,
    TieReport,
    Wave,
)
from arrimage.apps.network.vocabulary import OrganisationKind, Side, TerritoryKind
from arrimage.apps.network.vocabulary_ties import Shown, WaveStatus
from tests.network.factories import OrganisationFactory, SiteFactory, TerritoryFactory

AT = timezone.now()


class Looked:
    """Organisations by letter; `wave("ab ba bc")` says a tie from a of b, from b of a, from b of c."""

    def __init__(self, letters: str = "abcdef") -> None:
        self.territory = TerritoryFactory(code="981", kind=TerritoryKind.TERRITORY)
        self.network = Network.objects.create(name="Réseau d’essai", territory=self.territory)
        kinds = (OrganisationKind.INTEGRATED_CENTRE, OrganisationKind.COMMUNITY, OrganisationKind.HOUSING)
        sectors = ("mental_health", "health", "social")
        self.organisations = {}
        for number, letter in enumerate(letters):
            made = OrganisationFactory(
                name=f"Maison {letter.upper()}", kind=kinds[number % 3], sector=sectors[number % 3]
            )
            SiteFactory(organisation=made, territory=self.territory)
            self.organisations[letter] = made
        self.kind = TieKind.objects.create(network=self.network, code="entraide", name="Entraide")
        self.other_kind = TieKind.objects.create(network=self.network, code="formation", name="Formation")

    def __getitem__(self, letter: str):
        return self.organisations[letter]

    def wave(
        self,
        said: str,
        *,
        name: str = "Automne",
        day: date = date(2026, 10, 1),
        silent: str = "",
        status: str = WaveStatus.PUBLISHED,
        shown: int = Shown.DETAILS,
        formation: str = "",
    ) -> Wave:
        made = Wave.objects.create(
            network=self.network,
            name=name,
            opens_on=day,
            closes_on=day + timedelta(days=30),
            status=status,
            published_at=AT if status == WaveStatus.PUBLISHED else None,
        )
        for letter, organisation in self.organisations.items():
            RosterEntry.objects.create(
                wave=made,
                organisation=organisation,
                finished_at=None if letter in silent else AT,
                shown=shown,
            )
        for kind, pairs in ((self.kind, said), (self.other_kind, formation)):
            for one, other in pairs.split():
                report, _ = TieReport.objects.get_or_create(
                    wave=made,
                    reporter=self[one],
                    about=self[other],
                    defaults={"saved_at": AT, "submitted_at": AT},
                )
                TieClaim.objects.create(report=report, kind=kind)
        return made

    def let_show(self, wave: Wave, one: str, other: str, shown: int = Shown.DETAILS) -> None:
        """Both let the relation be published: needed where only one of them says it."""
        from arrimage.apps.network.models import TiePublication

        for here, there in ((one, other), (other, one)):
            TiePublication.objects.update_or_create(
                wave=wave,
                organisation=self[here],
                about=self[there],
                defaults={"shown": shown, "decided_at": AT, "decided_by": "essai"},
            )

    def mandate(self, user) -> None:
        for letter, side in (("a", Side.PUBLIC), ("b", Side.COMMUNITY)):
            Seat.objects.create(network=self.network, organisation=self[letter], side=side)
        Mandate.objects.create(
            network=self.network,
            user=user,
            since=date(2020, 1, 1),
            proposed_at=AT,
            public_yes_at=AT,
            community_yes_at=AT,
        )


def both(*pairs: str) -> str:
    """Each pair said from both sides: `both("ab")` is "ab ba"."""
    return " ".join(f"{pair} {pair[::-1]}" for pair in pairs)
