"""The search answers as its slow twin does, on whichever database the suite runs: so both answer alike."""

from datetime import date, datetime, time
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrimage.apps.kernel.search import fold
from arrimage.apps.network.actions.search_index import reindex
from arrimage.apps.network.models import TerritoryParent
from arrimage.apps.network.queries.places import Place
from arrimage.apps.network.queries.search import Asked, find
from arrimage.apps.network.vocabulary import Category, Mode, Need, OrganisationKind, TerritoryKind
from tests.network.factories import (
    CoverageFactory,
    OfferFactory,
    OfferNeedFactory,
    OpeningHoursFactory,
    OrganisationFactory,
    SiteFactory,
    TerritoryFactory,
)
from tests.twins import search as twin

WORDS = """
accueil Accès aide aînés alcool amis Atelier banque alimentaire bénévoles Centre chambre clavardage colère
communauté crise Décès dépendance détresse deuil Écoute élèves emploi l’Entourage entraide l’Étape d’été
famille féminin groupe Hébergement hôpital itinérance jeunes Jardin Le logement lumière Maison Mieux-être
musique nous Parents pairs prévention procès proches psychologue répit rue santé mentale soeur soutien
Saint-Rémi St-Rémi C.L.S.C. suicide toit travail tremplin urgence voix 24/7 SIM zoothérapie
""".split()
KINDS = ["community", "family_association", "housing", "pharmacy", "integrated_centre"]
NEEDS = ["relative", "housing", "now", "listening", "work_studies"]
CATEGORIES = ["crisis", "relatives", "self_help", ""]
LOCALS = ["9811", "9812", "9821"]
PARTS = {"9811": "981", "9812": "981", "9821": "982", "981": "98", "982": "98"}
WEDNESDAY = datetime(2026, 11, 18, 14, 30, tzinfo=ZoneInfo("America/Toronto"))


def above(code: str) -> set[str]:
    return {code} | (above(PARTS[code]) if code in PARTS else set())


def below(code: str) -> set[str]:
    return {part for part in PARTS if code in above(part)}


class World:
    """A directory drawn by chance, in the database and, told plainly, as the twin's items."""

    def __init__(self, seed: int, organisations: int) -> None:
        self.chance = Random(seed)
        self.items: list[twin.Item] = []
        kinds = {2: TerritoryKind.REGION, 3: TerritoryKind.TERRITORY, 4: TerritoryKind.LOCAL}
        self.lands = {
            code: TerritoryFactory(code=code, kind=kinds[len(code)], short_name=f"Pays {code}")
            for code in sorted({*PARTS, "98"})
        }
        for part, whole in PARTS.items():
            TerritoryParent.objects.create(territory=self.lands[part], parent=self.lands[whole])
        for _ in range(organisations):
            self.organisation()
        reindex()

    def uid(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128))

    def words(self, least: int, most: int) -> str:
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(least, most)))

    def one_in(self, n: int) -> bool:
        return self.chance.randrange(n) == 0

    def organisation(self) -> None:
        chance = self.chance
        organisation = OrganisationFactory(
            uid=self.uid(),
            name=self.words(1, 3),
            short_name=self.words(0, 1),
            kind=chance.choice(KINDS),
            own_words=self.words(0, 12),
            own_values=self.words(0, 3),
            description=self.words(0, 5),
            declines_categories=self.one_in(3),
            closed_on=date(2020, 1, 1) if self.one_in(12) else None,
        )
        covered = chance.sample(sorted(self.lands), chance.choice([0, 0, 1, 2]))
        for code in covered:
            CoverageFactory(organisation=organisation, territory=self.lands[code])
        names = [organisation.name, organisation.short_name]
        sites = [site for _ in range(chance.randint(0, 2)) if (site := self.site(organisation))]
        served = set().union(*(above(code) | below(code) for code in covered))
        covers = [self.lands[code].short_name for code in covered]
        offers = [offer for _ in range(chance.randint(0, 5)) if (offer := self.offer(organisation, sites))]
        if organisation.closed_on:
            return
        for site in sites:
            self.add(site, organisation, [site], set(), [], organisation=names, label=set())
        for offer, its_sites, needs, hours in offers:
            item = self.add(offer, organisation, its_sites, served, covers, organisation=names, label=needs)
            item.category, item.line, item.hours = offer.category, offer.line, hours
            item.direct = "person" in offer.askers
            item.reaches_out |= offer.mode in ("remote", "both", "outreach")
            item.needs_in_words = bool(offer.own_words) and not needs
        item = self.add(organisation, organisation, sites, served, covers, label=set())
        item.texts["name"] = names
        item.texts["own"].append(organisation.own_values)
        item.codes.add(f"kind:{organisation.kind}")
        declares = any(needs for _, _, needs, _ in offers)
        item.needs_in_words = bool(organisation.own_words) and (
            organisation.declines_categories or not declares
        )

    def site(self, organisation):
        chance = self.chance
        placed = not self.one_in(6)
        site = SiteFactory(
            uid=self.uid(),
            organisation=organisation,
            name=self.words(1, 3),
            municipality=chance.choice(["Saint-Rémi", "Val-d’Été", ""]),
            territory=self.lands[chance.choice(LOCALS)],
            latitude=46.5 + chance.random() if placed else None,
            longitude=-72 + chance.random() if placed else None,
            is_address_hidden=self.one_in(6),
            missions=chance.choice([[], ["CLSC"], ["CHPSY", "CLSC"]]),
            closed_on=date(2021, 5, 5) if self.one_in(10) else None,
        )
        return None if site.closed_on else site

    def offer(self, organisation, sites):
        chance = self.chance
        its_sites = chance.sample(sites, chance.randint(0, len(sites)))
        offer = OfferFactory(
            uid=self.uid(),
            organisation=organisation,
            name=self.words(1, 3),
            own_words=self.words(0, 10),
            description=self.words(0, 6),
            for_whom=self.words(0, 3),
            category=chance.choice(CATEGORIES),
            cost=chance.choice(["free", "unknown"]),
            line=chance.choice([1, 2, None]),
            level="provincial" if self.one_in(10) else "local",
            askers=chance.choice([[], ["person"], ["professional"]]),
            mode=chance.choice([*Mode.values, ""]),
            closed_on=date(2022, 2, 2) if self.one_in(10) else None,
            sites=its_sites,
        )
        needs = set(chance.sample(NEEDS, chance.choice([0, 0, 1, 2])))
        for need in needs:
            OfferNeedFactory(offer=offer, need=need)
        hours = []
        if self.one_in(2):
            opens = chance.randint(0, 20) * 60
            closes = chance.choice([opens + 180, 24 * 60])
            OpeningHoursFactory(
                offer=offer,
                weekday=WEDNESDAY.weekday(),
                opens_at=time(opens // 60),
                closes_at=time(closes // 60 % 24),
            )
            hours = [(WEDNESDAY.weekday(), opens, closes)]
        return None if offer.closed_on else (offer, its_sites or sites, needs, hours)

    def add(self, thing, owner, sites, served, covers, *, label, organisation=()) -> twin.Item:
        """Say plainly what the index should know of an organisation, site or offer."""
        kind = thing._meta.model_name
        local = {code for site in sites for code in above(site.territory.code)}
        shown = [site for site in sites if not site.is_address_hidden]
        codes = {f"territory:{code}" for code in local | served} | {f"need:{need}" for need in label}
        description = [getattr(thing, "description", ""), getattr(thing, "for_whom", "")]
        if kind == "site":
            codes |= {f"mission:{mission}" for mission in thing.missions}
            description += thing.missions
        if kind == "offer":
            codes |= {f"category:{thing.category}"} if thing.category else set()
            codes |= {"cost:free"} if thing.cost == "free" else set()
            codes |= {"territory:*"} if thing.level == "provincial" else set()
        finest = min((site.territory.code for site in sites), default="")
        places = [site.municipality for site in shown] + list(covers)
        places += [self.lands[finest].short_name] if finest else []
        item = twin.Item(
            uid=str(thing.uid),
            kind=kind,
            name=thing.name,
            texts={
                "name": [thing.name],
                "own": [getattr(thing, "own_words", "")],
                "description": description,
                "organisation": list(organisation),
                "place": places,
            },
            codes=codes,
            organisation_kind=owner.kind,
            points=[(site.latitude, site.longitude) for site in shown if site.latitude is not None],
        )
        item.reaches_out = not item.points
        self.items.append(item)
        return item


def mangled(word: str, how: int) -> str:
    """As typed on a phone: cut short, a letter missing, two swapped, without accents."""
    middle = len(word) // 2
    return [
        word,
        word,
        word[:middle + 1],
        word[:middle] + word[middle + 1 :],
        word[:middle] + word[middle + 1 : middle + 2] + word[middle : middle + 1] + word[middle + 2 :],
        fold(word),
        word + "s",
    ][how]  # fmt: skip


typed = st.builds(
    mangled,
    st.sampled_from([*WORDS, "mère", "gratuit", "manger", "ado", "pays", "xylophone"]),
    st.integers(0, 6),
)
maybe = lambda *values: st.sampled_from(["", "", "", "", "", *values])  # noqa: E731
questions = st.builds(
    twin.Question,
    text=st.lists(typed, max_size=4).map(" ".join),
    territory=maybe("98", "981", "9811", "9821"),
    near=st.none() | st.tuples(st.floats(46.4, 47.6), st.floats(-72.1, -70.9)),
    around=st.sampled_from([(), ("981",), ("981", "982")]),
    radius=st.sampled_from([5, 30, 100]),
    need=maybe(*NEEDS),
    what=maybe("organisation", "site", "offer"),
    kind=maybe("community", "housing"),
    category=maybe("crisis", "relatives"),
    line=st.sampled_from([None, None, None, 1, 2]),
    direct=st.sampled_from([False, False, True]),
    open_at=st.sampled_from([None, None, (WEDNESDAY.weekday(), 14 * 60 + 30)]),
)


def asked_of(question: twin.Question) -> Asked:
    place = Place("ici", *question.near, codes=question.around) if question.near else None
    return Asked(
        text=question.text,
        territory=question.territory,
        near=place,
        radius=question.radius,
        need=question.need,
        what=question.what,
        kind=question.kind,
        category=question.category,
        line=question.line,
        direct=question.direct,
        open_now=bool(question.open_at),
    )


@pytest.mark.django_db
def test_the_same_answers_in_the_same_order_as_the_twin():
    world = World(seed=20261118, organisations=90)
    assert len(world.items) > 280
    answered = []

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(questions)
    def check(question):
        if question.near is None:
            question.around, question.radius = (), 30
        expected, some = twin.find(world.items, question)
        results = find(asked_of(question), size=10_000, at=WEDNESDAY)
        assert [str(hit.uid) for hit in results.hits] == expected
        assert results.matched_some == some
        assert results.total == len(expected)
        answered.append(bool(expected))
        for hit in results.hits:
            assert bool(hit.why) == bool(question.text or question.need)

    check()
    assert sum(answered) > len(answered) / 3  # questions that nothing answers would prove little


def test_the_world_speaks_of_codes_that_exist():
    assert set(NEEDS) <= set(Need.values)
    assert set(KINDS) <= set(OrganisationKind.values)
    assert set(CATEGORIES) - {""} <= set(Category.values)
