"""What a tired person on a phone finds, and why they are told it was found."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from arrimage.apps.network.actions.search_index import reindex, reindex_organisation
from arrimage.apps.network.models import SearchDocument, SearchState, SearchWord, Territory
from arrimage.apps.network.postings import unpack
from arrimage.apps.network.queries import search as queries
from arrimage.apps.network.queries.search import SearchError, search_directory
from tests.network.factories import (
    CoverageFactory,
    OfferFactory,
    OfferNeedFactory,
    OpeningHoursFactory,
    OrganisationFactory,
    SiteFactory,
    TerritoryFactory,
)

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 11, 18, 14, 30, tzinfo=ZoneInfo("America/Toronto"))


def names(text: str, **more) -> list[str]:
    return [hit.name for hit in search_directory(text, at=WEDNESDAY, **more).hits]


def offer(name: str, *, needs=(), **more):
    """An offer of its own organisation, whose name holds no word of a question."""
    if "organisation" not in more:
        more["organisation"] = OrganisationFactory(name="Arbalète", description="")
    more.setdefault("description", "")
    made = OfferFactory(name=name, category=more.pop("category", ""), cost="unknown", **more)
    for need in needs:
        OfferNeedFactory(offer=made, need=need)
    return made


# --- Words
@pytest.mark.parametrize("typed", ["hébergement", "hebergement", "HÉBERGEMENTS", "l’hébergement", "héberg"])
def test_a_word_is_found_however_it_is_typed(typed):
    offer("Hébergement de transition")
    reindex()
    assert names(typed) == ["Hébergement de transition"]


@pytest.mark.parametrize("typed", ["hebergmnt", "hebregement", "hébergemennt"])
def test_a_slip_of_the_finger_is_forgiven_and_said(typed):
    offer("Hébergement de transition")
    reindex()
    (hit,) = search_directory(typed).hits
    assert "« hébergement » (pour « " in hit.why.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("aide aux proches", "Soutien aux familles"),
        ("sans-abri", "Accueil en itinérance"),
        ("un toit", "Logements du quai"),
        ("toxicomanie", "Alcool : en parler"),
        ("ado", "Espace jeunesse"),
        ("job", "Intégration en emploi"),
        ("manger", "Banque alimentaire"),
        ("psy", "Psychologue"),
        ("SIM", "Suivi intensif dans le milieu"),
    ],
)
def test_everyday_words_find_what_organisations_call_otherwise(typed, name):
    offer(name)
    reindex()
    assert names(typed) == [name]


def test_the_words_themselves_come_before_their_equivalents():
    offer("Écoute des familles")
    offer("Écoute des proches")
    reindex()
    assert names("proches") == ["Écoute des proches", "Écoute des familles"]


def test_a_name_tells_more_than_own_words_and_these_more_than_a_description():
    offer("A", description="répit")
    offer("B", own_words="répit")
    offer("Répit")
    reindex()
    assert names("répit") == ["Répit", "B", "A"]


def test_equals_are_ordered_by_name_without_regard_to_accents():
    for name in ("Zone répit", "Éclair répit", "Abri répit"):
        offer(name)
    reindex()
    assert names("répit") == ["Abri répit", "Éclair répit", "Zone répit"]


def test_every_word_must_match():
    offer("Groupe de deuil")
    offer("Groupe de marche")
    reindex()
    results = search_directory("groupe deuil")
    assert [hit.name for hit in results.hits] == ["Groupe de deuil"]
    assert not results.matched_some


def test_when_nothing_matches_all_it_says_so_and_the_rarest_word_leads():
    for number in range(4):
        offer(f"Groupe {number}")
    offer("Deuil")
    reindex()
    results = search_directory("groupe deuil")
    assert results.hits[0].name == "Deuil"
    assert results.matched_some
    assert "Rien ne contient tous ces mots" in results.summary


def test_nothing_found_is_nothing():
    offer("Répit")
    reindex()
    assert names("xylophone") == names("") == names("?!") == []
    assert search_directory("xylophone").unknown == ["xylophone"]


def test_a_name_made_of_stop_words_is_found():
    offer("Chez nous")
    reindex()
    assert names("chez nous") == ["Chez nous"]


@pytest.mark.parametrize("typed", ["je veux mourir", "suicide", "crise", "idées suicidaires"])
def test_words_of_danger_are_recognised(typed):
    assert search_directory(typed).is_pressing
    assert not search_directory("emploi").is_pressing


def test_hostile_or_endless_text_is_only_text():
    reindex()
    for typed in ("<script>alert(1)</script>", "' OR 1=1 --", "%_%", "\x00", "mot " * 5000, "é" * 9000):
        assert names(typed) == []


# --- Why
def test_it_says_why():
    offer("Pour les proches", needs=["relative"])
    offer("Autre chose", needs=["relative"])
    OrganisationFactory(name="La Lanterne", own_words="On accueille les proches.", description="")
    reindex()
    why = {hit.name: hit.why.replace("\u00a0", " ") for hit in search_directory("proches").hits}
    assert why["Pour les proches"] == "« proches » dans le nom"
    assert why["Autre chose"] == "répond au besoin « Aider un proche »"
    assert why["La Lanterne"] == "« proches » en ses mots"


# --- Filters
def test_a_need_is_answered_by_a_code_or_in_own_words_never_by_chance():
    declared = offer("Un toit à soi", needs=["housing"])
    own = OrganisationFactory(
        name="Le Quai", own_words="Ici, on dort au chaud : c’est un refuge.", description=""
    )
    OrganisationFactory(name="La Maison", description="Un refuge pour les idées.")
    offer("Refuge de lecture", needs=["isolation"])
    reindex()
    results = search_directory("", need="housing")
    assert {hit.name for hit in results.hits} == {declared.name, own.name}
    assert all(hit.why for hit in results.hits)


def test_what_declines_categories_is_found_as_itself():
    organisation = OrganisationFactory(
        name="Les Semelles", own_words="La rue nous connaît.", declines_categories=True
    )
    OfferNeedFactory(offer=OfferFactory(organisation=organisation, name="Marche"), need="listening")
    reindex()
    assert "Les Semelles" in names("itinérance")
    assert "Les Semelles" in names("", need="housing")


def test_a_territory_holds_what_is_there_and_what_serves_it():
    region = TerritoryFactory(code="98", kind="region")
    rts = TerritoryFactory(code="981", kind="territory")
    local, elsewhere = TerritoryFactory(code="9811"), TerritoryFactory(code="9899")
    rts.parent_links.create(parent=region)
    local.parent_links.create(parent=rts)
    here = OrganisationFactory(name="Ici répit")
    SiteFactory(organisation=here, name="Lieu", territory=local)
    covering = OrganisationFactory(name="Coalition répit")
    CoverageFactory(organisation=covering, territory=region)
    offer("Répit de loin", organisation=covering)
    away = OrganisationFactory(name="Ailleurs répit")
    SiteFactory(organisation=away, name="Lieu", territory=elsewhere)
    offer("Ligne répit provinciale", level="provincial")
    reindex()
    for code in ("98", "981", "9811"):
        found = names("répit", territory=code)
        assert sorted(found) == [
            "Coalition répit",
            "Ici répit",
            "Lieu",
            "Ligne répit provinciale",
            "Répit de loin",
        ]


def test_closed_things_never_appear():
    closed = OrganisationFactory(name="Répit fermé", closed_on=date(2026, 11, 18))
    offer("Répit du fermé", organisation=closed)
    offer("Répit terminé", closed_on=date(2026, 1, 1))
    offer("Répit jusqu’à demain", closed_on=date(2030, 1, 1))
    SiteFactory(name="Répit, ancien lieu", closed_on=date(2020, 1, 1))
    reindex()
    assert names("répit") == ["Répit jusqu’à demain"]
    later = datetime(2030, 1, 1, 12, tzinfo=ZoneInfo("America/Toronto"))
    assert search_directory("répit", at=later).total == 0


def test_without_a_referral_and_open_now():
    direct = offer("Répit direct", askers=["person"])
    offer("Répit sur référence", askers=["professional"])
    OpeningHoursFactory(offer=direct, weekday=2, opens_at=time(9), closes_at=time(15))
    reindex()
    assert names("répit", direct=True) == ["Répit direct"]
    (hit,) = search_directory("répit", open_now=True, at=WEDNESDAY).hits
    assert hit.name == "Répit direct"
    assert "jusqu’à 15" in str(hit.opening)
    assert search_directory("répit", open_now=True, at=WEDNESDAY.replace(hour=15)).total == 0


# --- Near
def rimouski(name: str, latitude: float, **more):
    organisation = OrganisationFactory(name=name, description="")
    place = {"municipality": "Rimouski", "postal_code": "G5L 1A1", "territory": TerritoryFactory(code="9811")}
    SiteFactory(organisation=organisation, name="Porte", latitude=latitude, longitude=-68.5, **(place | more))
    return organisation


@pytest.mark.parametrize("where", ["Rimouski", "rimouski", "RIMOU", "G5L", "g5l 1a1"])
def test_the_nearest_come_first_and_the_far_are_left_out(where):
    rimouski("Répit au loin", 49.5, municipality="Ailleurs", postal_code="G0A 0A0")
    rimouski("Répit à 15 km", 48.585, municipality="Sainte-Luce", postal_code="G0K 1P0")
    rimouski("Répit au coin", 48.45)
    reindex()
    hits = search_directory("répit", near=where, what="organisation").hits
    assert [hit.name for hit in hits] == ["Répit au coin", "Répit à 15 km"]
    assert [hit.distance for hit in hits] == [0.0, 15.0]


def test_a_few_streets_matter_less_than_what_is_asked():
    rimouski("Soutien aux familles", 48.45)
    rimouski("Écoute des proches", 48.46)
    reindex()
    assert names("proches", near="Rimouski", what="organisation") == [
        "Écoute des proches",
        "Soutien aux familles",
    ]


def test_a_confidential_address_gives_no_distance_yet_is_found():
    shelter = rimouski("Maison secrète", 48.45, is_address_hidden=True)
    rimouski("Maison publique", 48.45)
    reindex()
    hits = search_directory("maison", near="Rimouski", what="organisation").hits
    assert [(hit.name, hit.distance) for hit in hits] == [("Maison publique", 0.0), ("Maison secrète", None)]
    assert hits[1].municipality == ""
    assert hits[1].organisation == shelter


def test_a_region_typed_as_a_place_is_a_territory(territories):
    site = SiteFactory(name="Répit", territory=Territory.objects.get(code="0112"))
    reindex()
    assert names("répit", near="Bas-Saint-Laurent") == [site.name]
    assert names("répit", near="Montérégie") == []


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"territory": "9999"}, "Aucun territoire ne porte le code « 9999 »."),
        ({"need": "rien"}, "Aucun besoin ne porte le code « rien »."),
        ({"near": "Nullepart"}, "« Nullepart »"),
    ],
)
def test_what_does_not_exist_is_said_in_one_sentence(more, sentence):
    with pytest.raises(SearchError) as raised:
        search_directory("répit", **more)
    assert sentence in str(raised.value).replace("\u00a0", " ")
    assert "\n" not in str(raised.value)


def test_a_place_that_may_be_several_gives_their_names():
    rimouski("Un", 48.0, municipality="Saint-Rémi")
    rimouski("Deux", 48.5, municipality="Saint-René")
    reindex()
    with pytest.raises(SearchError, match=r"Saint-Rémi, Saint-René"):
        search_directory("", near="St-Ré")


# --- Keeping the index in step
def state() -> tuple:
    """All that the index says, whatever the ids."""
    uid = dict(SearchDocument.objects.values_list("pk", "uid"))
    words = {}
    for word in SearchWord.objects.all():
        for where, ids in unpack(word.postings).items():
            words[word.written, where] = sorted(uid[pk] for pk in ids)
    return words, {document.uid: document.terms for document in SearchDocument.objects.all()}


def test_reindexing_one_organisation_gives_what_reindexing_all_would():
    kept, changed = (
        OrganisationFactory(name="Répit"),
        OrganisationFactory(name="Tremplin", own_words="Ensemble."),
    )
    site = SiteFactory(organisation=changed)
    gone = offer("Atelier commun", organisation=changed, sites=[site])
    offer("Atelier commun", organisation=kept)
    reindex()
    document = SearchDocument.objects.get(uid=changed.uid).pk
    changed.name, changed.own_words = "Passerelle", "Autrement."
    changed.save()
    gone.closed_on = date(2020, 1, 1)
    gone.save()
    offer("Chorale", organisation=changed)
    reindex_organisation(changed)
    step_by_step = state()

    assert SearchDocument.objects.get(uid=changed.uid).pk == document
    assert names("tremplin") == []
    assert names("chorale") == ["Chorale"]
    reindex()
    assert state() == step_by_step
    assert not SearchWord.objects.filter(written="tremplin").exists()


def test_a_reopened_organisation_comes_back():
    organisation = OrganisationFactory(name="Répit", closed_on=date(2020, 1, 1))
    reindex_organisation(organisation)
    assert names("répit") == []
    organisation.closed_on = None
    organisation.save()
    reindex_organisation(organisation)
    assert names("répit") == ["Répit"]


def test_an_index_of_another_version_is_known_and_made_again_whole(monkeypatch):
    assert queries.is_stale()  # never made
    first, second = OrganisationFactory(name="Répit"), OrganisationFactory(name="Repos")
    reindex()
    assert not queries.is_stale()
    SearchState.objects.update(stems_version=0)
    SearchWord.objects.update(stem="vieux")
    assert queries.is_stale()
    reindex_organisation(first)
    assert not queries.is_stale()
    assert names("repos") == [second.name]


def test_reindexing_says_how_far_it_is():
    OrganisationFactory.create_batch(3)
    told = []
    outcome = reindex(progress=lambda done, total: told.append((done, total)))
    assert told == [(3, 3)]
    assert (outcome.organisations, outcome.documents) == (3, 3)


# --- Cost
def test_a_search_asks_few_queries_whatever_it_finds(django_assert_max_num_queries):
    for number in range(30):
        organisation = rimouski(f"Répit {number}", 48.45)
        OpeningHoursFactory(offer=offer("Répit", organisation=organisation))
    reindex()
    with django_assert_max_num_queries(4):
        assert len(search_directory("répit").hits) == 20
    with django_assert_max_num_queries(8):
        search_directory("répits xylofone", near="Rimou", need="housing", direct=True, open_now=True)


@pytest.mark.shared
def test_the_official_register_is_found(shared):
    from arrimage.apps.network.actions.register import import_m02

    files = [
        (shared / "geo" / f"m02_{name}.csv").read_bytes() for name in ("installations", "etablissements")
    ]
    import_m02(*files, by=None, at=WEDNESDAY)
    assert names("clsc riviere du loup")[0] == "CLSC de Rivière-du-Loup"
    assert names("clsc", near="Rivière-du-Loup")[0] == "CLSC de Rivière-du-Loup"
    assert all(hit.distance < 30 for hit in search_directory("clsc", near="H1T").hits)
    assert {hit.territory.code[:2] for hit in search_directory("chsld", territory="05", size=500).hits} == {
        "05"
    }
    assert search_directory("toxicomanie").total > 50  # by their official mission
