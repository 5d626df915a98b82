"""How long a search takes at 5,000 offers and 1,600 sites, beside what a plain directory would do.

    python benchmarks/bench_search.py            the database of DATABASE_URL, in a scratch copy of its schema

Prints p50 and p95, in milliseconds, of the search alone and of its whole page, then of two peers asked the
same 200 questions in the same run: `icontains` on names and texts (any database) and PostgreSQL's own
full-text search, indexed. The claim is a p95 under 50 ms. The peers forgive no accent, know no equivalent,
do not say why, and look at offers alone. On a busy machine read the process’s own work, which leaves out
the waiting for a processor (and, on PostgreSQL, the server’s share).
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from random import Random

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arrimage.config.settings")
os.environ.setdefault("ARRIMAGE_HTTPS", "0")
os.environ.setdefault("ARRIMAGE_DEBUG", "0")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Q  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from arrimage.apps.network.actions.search_index import reindex  # noqa: E402
from arrimage.apps.network.models import (  # noqa: E402
    Coverage,
    Offer,
    OfferNeed,
    OpeningHours,
    Organisation,
    Site,
    Territory,
)
from arrimage.apps.network.queries.search import search_directory  # noqa: E402
from arrimage.apps.network.vocabulary import Category, Mode, Need, OrganisationKind  # noqa: E402

OFFERS, SITES, ORGANISATIONS, QUESTIONS = 5_000, 1_600, 1_200, 200

# About as many different words as real descriptions hold, used as unevenly as real words are (Zipf).
COMMON = """
aide accompagnement soutien écoute groupe personnes santé mentale rencontre famille proches jeunes adultes
hébergement logement crise détresse entraide atelier accueil service communautaire suivi centre maison
répit dépendance emploi insertion formation alimentaire itinérance rétablissement psychologue thérapie
anxiété dépression deuil violence femmes hommes aînés parents enfants droits défense loisirs art musique
cuisine transport téléphone clavardage confidentiel gratuit bénévoles quartier milieu vie rue nuit jour
""".split()
SYLLABLES = (
    "ba bé cla cor dan dé er fa flo gi gra hé lan li ma mé no or pa plé qui ra ré sa sol té tri va vé".split()
)
NAMES = "Étape Lanterne Tremplin Relais Passerelle Ancrage Rivage Phare Source Envol Boussole Élan".split()
PLACES = "Montréal Québec Rivière-du-Loup Saint-Jérôme Gatineau Joliette Rimouski Val-d’Or Sept-Îles".split()
ASKED = """
hébergement detresse|aide aux proches|groupe d’entraide anxiété|psychologue|logement jeunes|je cherche de
l’aide pour ma mère|banque alimentaire|crise|sans abri|toxicomanie|hebergmnt|écoute téléphonique nuit|deuil
enfant|emploi|art musique|soutien parents|depresion|maison|suivi communautaire|répit famille|centre de jour
|droits|santé mentale|aide|La Lanterne|tremplin|dép|ado|travail insertion|thérapie gratuite|aînés isolés
""".replace("\n", " ").split("|")


class Author:
    """Writes plausible offers, always the same ones."""

    def __init__(self) -> None:
        self.chance = Random(5)
        rare = ["".join(self.chance.choices(SYLLABLES, k=self.chance.randint(2, 4))) for _ in range(6_000)]
        self.words = COMMON + sorted(set(rare))
        self.odds = [1 / (rank + 5) for rank in range(len(self.words))]

    def text(self, length: int) -> str:
        return " ".join(self.chance.choices(self.words, self.odds, k=length))

    def name(self) -> str:
        return f"{self.chance.choice(NAMES)} {self.text(self.chance.randint(1, 3))}"


def build() -> None:
    author = Author()
    chance = author.chance
    local = list(Territory.objects.filter(kind="local"))
    organisations = Organisation.objects.bulk_create(
        Organisation(
            name=author.name(),
            kind=chance.choice(OrganisationKind.values),
            own_words=author.text(60),
            description=author.text(15),
        )
        for _ in range(ORGANISATIONS)
    )
    Coverage.objects.bulk_create(
        Coverage(organisation=organisation, territory=chance.choice(local)) for organisation in organisations
    )
    sites = Site.objects.bulk_create(
        Site(
            organisation=chance.choice(organisations),
            name=author.name(),
            municipality=chance.choice(PLACES),
            postal_code=f"H{chance.randint(1, 9)}T 1A1",
            territory=chance.choice(local),
            latitude=45.4 + chance.random() * 0.4,  # a dense city is the worst case for «near»
            longitude=-73.8 + chance.random() * 0.4,
            missions=["CLSC"] if chance.random() < 0.1 else [],
        )
        for _ in range(SITES)
    )
    offers = Offer.objects.bulk_create(
        Offer(
            organisation=chance.choice(organisations),
            name=author.name(),
            description=author.text(40),
            own_words=author.text(40) if chance.random() < 0.3 else "",
            category=chance.choice(Category.values),
            line=chance.choice([1, 1, 2, None]),
            askers=["person"] if chance.random() < 0.5 else [],
            mode=chance.choice(Mode.values),
        )
        for _ in range(OFFERS)
    )
    places: dict[int, list[Site]] = {}
    for site in sites:
        places.setdefault(site.organisation_id, []).append(site)
    Offer.sites.through.objects.bulk_create(
        Offer.sites.through(offer=offer, site=chance.choice(places[offer.organisation_id]))
        for offer in offers
        if offer.organisation_id in places
    )
    OfferNeed.objects.bulk_create(
        OfferNeed(offer=offer, need=need) for offer in offers for need in chance.sample(Need.values, 2)
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(offer=offer, weekday=day, opens_at="09:00", closes_at="17:00")
        for offer in offers
        for day in range(5)
    )


def questions() -> list[dict[str, str]]:
    """What people ask: mostly words alone, then in a territory, near a place, for a need."""
    chance = Random(7)
    codes = [territory.code for territory in Territory.objects.filter(kind="territory", until=None)]
    asked = []
    for number in range(QUESTIONS):
        question = {"text": chance.choice(ASKED).strip()}
        if number % 4 == 1:
            question["territory"] = chance.choice(codes)
        elif number % 4 == 2:
            question["near"] = chance.choice([*PLACES, "H1T"])
        elif number % 8 == 3:
            question["need"] = chance.choice(Need.values)
        asked.append(question)
    return asked


def timed(run: Callable[[dict[str, str]], object], asked: list[dict[str, str]]) -> list[tuple[float, float]]:
    """Milliseconds of each question, on the clock and of this process; the first ones are run before, too."""
    for question in asked[:10]:
        run(question)
    spent = []
    for question in asked:
        clock, work = time.perf_counter(), time.process_time()
        run(question)
        spent.append(((time.perf_counter() - clock) * 1000, (time.process_time() - work) * 1000))
    return spent


def plain_contains(question: dict[str, str]) -> list[Offer]:
    condition = Q()
    for word in question["text"].split():
        condition &= Q(name__icontains=word) | Q(description__icontains=word) | Q(own_words__icontains=word)
    found = Offer.objects.filter(condition, closed_on=None).select_related("organisation").order_by("name")
    return [found.count(), *found[:20]]


FULL_TEXT = "to_tsvector('french', name || ' ' || description || ' ' || own_words)"


def full_text(question: dict[str, str]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, name, count(*) OVER () FROM network_offer, websearch_to_tsquery('french', %s) query "
            f"WHERE {FULL_TEXT} @@ query ORDER BY ts_rank({FULL_TEXT}, query) DESC, name LIMIT 20",
            [question["text"]],
        )
        return cursor.fetchall()


def show(label: str, spent: list[tuple[float, float]], ours: float | None = None) -> float:
    clock, work = zip(*spent, strict=True)
    p50, p95 = statistics.median(clock), statistics.quantiles(clock, n=20)[18]
    busy = statistics.quantiles(work, n=20)[18]
    ratio = f"   ×{p50 / ours:.2f} of ours" if ours else ""
    print(f"  {label:<34} p50 {p50:7.1f} ms   p95 {p95:7.1f} ms   (own work {busy:6.1f} ms){ratio}")
    return p50


PLAIN_FILES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@override_settings(ALLOWED_HOSTS=["testserver"], STORAGES=PLAIN_FILES, SECURE_SSL_REDIRECT=False)
def main() -> None:
    setup_test_environment(debug=False)
    former = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        build()
        start = time.perf_counter()
        outcome = reindex()
        print(f"{connection.vendor}, Python {sys.version.split()[0]}")
        print(
            f"  index: {outcome.documents} documents, {outcome.words} words, "
            f"{time.perf_counter() - start:.1f} s"
        )
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE INDEX bench_full_text ON network_offer USING gin ({FULL_TEXT})")
                cursor.execute("ANALYZE")
        else:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        asked = questions()
        ours = show("search", timed(lambda question: search_directory(**question), asked))
        client = Client()

        def page(question: dict[str, str]) -> None:
            parameters = {"q": question["text"], **question}
            assert client.get("/trouver/", parameters).status_code == 200

        show("whole page", timed(page, asked))
        show("peer: icontains on offers", timed(plain_contains, asked), ours)
        if connection.vendor == "postgresql":
            show("peer: full text on offers, indexed", timed(full_text, asked), ours)
    finally:
        connection.creation.destroy_test_db(former, verbosity=0)


if __name__ == "__main__":
    main()
