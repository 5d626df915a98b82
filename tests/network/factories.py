"""Organisations and what they offer, for tests. Everything is invented."""

import unicodedata
from datetime import time

import factory

from arrimage.apps.network.models import (
    Affiliation,
    Contact,
    Coverage,
    Offer,
    OfferNeed,
    OpeningHours,
    Organisation,
    Site,
    Territory,
)
from arrimage.apps.network.vocabulary import (
    Asker,
    Category,
    Cost,
    Mode,
    Need,
    OrganisationKind,
    TerritoryKind,
)


def folded(text: str) -> str:
    """Lower case, without accents: what sort keys hold."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


class TerritoryFactory(factory.django.DjangoModelFactory):
    """A local network; pass `kind` and `code` for the levels above. Codes are outside Québec's."""

    class Meta:
        model = Territory
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda number: f"98{number:02}")
    kind = TerritoryKind.LOCAL
    name = factory.LazyAttribute(lambda made: f"Réseau local {made.code}")
    short_name = factory.LazyAttribute(lambda made: f"Réseau {made.code}")
    source = "essai"


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.COMMUNITY
    name = factory.Sequence(lambda number: f"Maison de l’Érable {number}")
    sort_name = factory.LazyAttribute(lambda made: folded(made.name))
    description = "Un lieu d’entraide."
    phone = "418 555-0100"


class CoverageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Coverage

    organisation = factory.SubFactory(OrganisationFactory)
    territory = factory.SubFactory(TerritoryFactory)


class AffiliationFactory(factory.django.DjangoModelFactory):
    """An organisation that belongs to a coalition."""

    class Meta:
        model = Affiliation

    organisation = factory.SubFactory(OrganisationFactory)
    federation = factory.SubFactory(
        OrganisationFactory,
        kind=OrganisationKind.COALITION,
        name=factory.Sequence(lambda number: f"Regroupement {number}"),
    )


class SiteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Site

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda number: f"Point de service {number}")
    sort_name = factory.LazyAttribute(lambda made: folded(made.name))
    address = factory.Sequence(lambda number: f"{number + 1}, rue des Inventions")
    municipality = "Val-Inventé"
    municipality_key = factory.LazyAttribute(lambda made: folded(made.municipality))
    postal_code = "G0X 0X0"
    territory = factory.SubFactory(TerritoryFactory)
    latitude = 46.9
    longitude = -71.6


class OfferFactory(factory.django.DjangoModelFactory):
    """An offer in self-help; `sites=[…]` says where."""

    class Meta:
        model = Offer
        skip_postgeneration_save = True

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda number: f"Groupe d’entraide {number}")
    sort_name = factory.LazyAttribute(lambda made: folded(made.name))
    description = "On s’y parle, on s’y écoute."
    category = Category.SELF_HELP
    line = 1
    askers = factory.LazyFunction(lambda: [Asker.PERSON.value])
    languages = factory.LazyFunction(lambda: ["fr"])
    cost = Cost.FREE
    mode = Mode.ON_SITE

    @factory.post_generation
    def sites(self, create, extracted, **kwargs):
        if create and extracted:
            self.sites.set(extracted)


class OfferNeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OfferNeed

    offer = factory.SubFactory(OfferFactory)
    need = Need.LISTENING


class OpeningHoursFactory(factory.django.DjangoModelFactory):
    """Monday from nine to five."""

    class Meta:
        model = OpeningHours

    offer = factory.SubFactory(OfferFactory)
    weekday = 0
    opens_at = time(9)
    closes_at = time(17)


class ContactFactory(factory.django.DjangoModelFactory):
    """A public contact of the organisation; `is_public=False` for partners only."""

    class Meta:
        model = Contact

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda number: f"Prénom {number}")
    title = "accueil"
    phone = "418 555-0101"
    email = factory.Sequence(lambda number: f"accueil{number}@essai.invalid")
    is_public = True
