"""A small directory that says everything HSDS can hold, and what it must never say."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from arrimage.apps.network.vocabulary import OrganisationKind
from tests.network import factories as make

AT = datetime(2026, 3, 10, 15, tzinfo=UTC)
SECRET = "12, chemin de la Cachette"


@dataclass
class Directory:
    house: Any
    group: Any
    refuge: Any
    shelter: Any


@pytest.fixture
def directory(db) -> Directory:
    """A house that says a lot of itself, and a refuge whose address nobody may know."""
    territory = make.TerritoryFactory(code="9801", name="Réseau de la Vallée")
    coalition = make.OrganisationFactory(
        kind=OrganisationKind.COALITION, name="Regroupement de la Vallée", description="", phone=""
    )
    house = make.OrganisationFactory(
        name="La Maison des Bouleaux",
        short_name="Les Bouleaux",
        parent=coalition,
        legal_regime="law_25",
        sector="mental_health",
        description="Un lieu d’entraide.",
        own_words="Ici on prend le temps.\n\nPersonne ne vous demandera un diagnostic.",
        own_values="L’accueil, d’abord.",
        website="https://bouleaux.invalid/",
        email="info@bouleaux.invalid",
        register="m02",
        register_code="12345678",
        opened_on=date(1994, 5, 1),
        confirmed_at=datetime(2026, 2, 1, 5, tzinfo=UTC),
    )
    make.AffiliationFactory(organisation=house, federation=coalition, since=date(2019, 4, 1))
    make.CoverageFactory(organisation=house, territory=territory, since=date(2015, 4, 1))
    site = make.SiteFactory(
        organisation=house, name="Les Bouleaux", territory=territory, accessibility="Une rampe à l’arrière."
    )
    partial = make.SiteFactory(
        organisation=house, name="La roulotte", address="", postal_code="", latitude=None
    )
    group = make.OfferFactory(
        organisation=house,
        name="Groupe du mardi",
        own_words="On arrive comme on est.",
        level="local",
        age_from=18,
        age_to=99,
        severities=["common", "severe"],
        accepts_concurrent=True,
        for_whom="Toute personne qui en a envie.",
        capacity=12,
        capacity_unit="places",
        askers=["person", "relative"],
        how_to_ask="Passez nous voir.",
        languages=["fr", "en"],
        hours_note="Fermé en juillet.",
        mode="both",
        wait_days=14,
        wait_noted_on=date(2026, 1, 5),
        phone="418 555-0102",
        email="groupe@bouleaux.invalid",
        website="https://bouleaux.invalid/groupe",
        opened_on=date(2001, 9, 1),
        sites=[site, partial],
    )
    for need in ("listening", "isolation"):
        make.OfferNeedFactory(offer=group, need=need)
    for weekday in (0, 1):
        make.OpeningHoursFactory(offer=group, weekday=weekday)
    make.OpeningHoursFactory(offer=group, weekday=4, opens_at=time(20), closes_at=time(0))
    make.ContactFactory(organisation=house, name="Solange")
    make.ContactFactory(organisation=house, offer=group, name="Réjean")
    make.ContactFactory(organisation=house, name="Partenaire Secret", is_public=False)

    refuge = make.OrganisationFactory(
        name="Le Refuge", declines_categories=True, kind=OrganisationKind.COMMUNITY, description="", phone=""
    )
    shelter = make.SiteFactory(
        organisation=refuge,
        name="Maison d’hébergement",
        address=SECRET,
        municipality="Secretville",
        postal_code="G9Z 9Z9",
        territory=territory,
        latitude=46.123456,
        longitude=-71.654321,
        accessibility="Derrière l’église de Secretville.",
        phone="418 555-0109",
        is_address_hidden=True,
        register="m02",
        register_code="87654321",
    )
    make.OfferFactory(organisation=refuge, name="Un toit pour la nuit", sites=[shelter])
    make.OfferFactory(organisation=refuge, name="Ancien service", closed_on=date(2025, 1, 1))
    make.OrganisationFactory(name="Organisme fermé", closed_on=date(2024, 1, 1))
    return Directory(house=house, group=group, refuge=refuge, shelter=shelter)


@pytest.fixture
def write(tmp_path):
    """A file of services, one thing a few lines: `write(service, …)` gives its path."""

    def written(*services: dict, name: str = "services.json") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(list(services), ensure_ascii=False, indent=1), encoding="utf-8")
        return path

    return written
