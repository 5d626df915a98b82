"""What anybody may read is on the map and in the news; the rest is nowhere, not in search nor in the API."""

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from arrimage.apps.communities.models import Discussion
from arrimage.apps.deliberation.actions import outcomes, publishing
from arrimage.apps.deliberation.models import Consultation, Contribution
from arrimage.apps.inquiry.actions import reports
from arrimage.apps.inquiry.models import Report
from arrimage.apps.kernel import views_public
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.public import KINDS
from arrimage.apps.learning.document import Document, to_data
from arrimage.apps.learning.models import Edition as LearningEdition
from arrimage.apps.learning.models import Piece, Programme, Theme
from arrimage.apps.network.actions.search_index import reindex
from arrimage.apps.network.models import Draft
from arrimage.apps.practices.models import Edition, OwnPractice, OwnVersion, Practice
from tests.communities.factories import Circle
from tests.deliberation import factories as deliberation
from tests.inquiry import study_world
from tests.mixed import world as mixed
from tests.network.factories import OfferFactory, OrganisationFactory
from tests.public import told_everywhere

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


@dataclass
class Told:
    """Addresses of public things, with the titles the news say; and all that must be read nowhere."""

    shown: list[str] = field(default_factory=list)
    news: dict[str, str] = field(default_factory=dict)  # by address
    found: list[str] = field(default_factory=list)  # names the search finds
    traces: list[str] = field(default_factory=list)

    def show(self, url: str, news: str = "") -> None:
        self.shown.append(url)
        if news:
            self.news[url] = news


def directory(told: Told) -> None:
    house = OrganisationFactory(name="Maison Clairière")
    offer = OfferFactory(organisation=house, name="Veillée Clairière")
    gone = OrganisationFactory(name="Maison Disparue", closed_on=today())
    lost = OfferFactory(organisation=gone, name="Veillée Disparue")
    ended = OfferFactory(organisation=house, name="Atelier Terminé", closed_on=today())
    told.show(house.get_absolute_url())
    told.show(offer.get_absolute_url())
    Draft.objects.create(
        organisation=house,
        subject="organisation",
        subject_uid=house.uid,
        data={"own_words": ["Brouillon tu"]},
        saved_by_label="une",
        saved_at=now(),
    )
    told.found.append(house.name)
    told.traces += [gone.name, lost.name, ended.name, "Brouillon tu"]
    told.traces += [str(one.uid) for one in (gone, lost, ended)]


def practices(told: Told) -> None:
    at, house = now(), OrganisationFactory(name="Maison qui raconte")

    def model(slug: str, **more) -> Practice:
        practice, _made = Practice.objects.get_or_create(slug=slug)
        given = {"number": 1, "aim": "Aller mieux.", "level": "limited", "written_at": at} | more
        Edition.objects.create(practice=practice, **given)
        return practice

    out = model("modele-paru", name="Modèle paru", state="published", published_at=at)
    model("modele-paru", number=2, name="Modèle réécrit tout bas")
    told.show(out.get_absolute_url(), "Modèle paru")
    model("modele-jamais-paru", name="Modèle jamais paru")
    told.traces += ["Modèle réécrit tout bas", "Modèle jamais paru", "modele-jamais-paru"]

    def own(title: str, **more) -> OwnPractice:
        practice = OwnPractice.objects.create(organisation=house, **more)
        OwnVersion.objects.create(
            practice=practice,
            number=1,
            state="published",
            title=title,
            story="Nous faisons cercle.",
            saved_at=at,
            published_at=at,
            signed="Nous",
        )
        return practice

    ours = own("Le cercle du lundi")
    OwnVersion.objects.create(practice=ours, number=2, title="Le cercle redit tout bas", saved_at=at)
    told.show(ours.get_absolute_url(), "Le cercle du lundi")
    taken_back = own("Le cercle repris", withdrawn_at=at)
    begun = OwnPractice.objects.create(organisation=house)
    OwnVersion.objects.create(practice=begun, number=1, title="Le cercle à peine commencé", saved_at=at)
    told.traces += ["Le cercle redit tout bas", "Le cercle repris", "Le cercle à peine commencé"]
    told.traces += [str(taken_back.uid), str(begun.uid)]


def learning(told: Told) -> None:
    at, house = now(), OrganisationFactory()
    for status in Programme.Status.values:
        programme = Programme.objects.create(
            organisation=house,
            title=f"Programme {status}",
            purpose="Ensemble.",
            status=status,
            published_at=None if status == "draft" else at,
        )
        theme = Theme.objects.create(programme=programme, title=f"Thème {status}", summary="…")
        if status == "published":
            told.show(programme.get_absolute_url(), programme.title)
            told.show(theme.get_absolute_url())
        else:
            told.traces += [programme.title, theme.title, str(programme.uid), str(theme.uid)]

    def piece(status: str, title: str, of: Piece | None = None, number: int = 1) -> Piece:
        of = of or Piece.objects.create(organisation=house, kind="dossier", title=title)
        out = {"published_at": at, "digest": "0"} if status in ("published", "retired") else {}
        LearningEdition.objects.create(
            piece=of,
            language="fr",
            number=number,
            status=status,
            content=to_data(Document(title=title, summary="Un résumé.")),
            **out,
        )
        return of

    out = piece("published", "Dossier paru")
    piece("draft", "Dossier redit tout bas", of=out, number=2)
    told.show(out.get_absolute_url(), "Dossier paru")
    told.traces.append("Dossier redit tout bas")
    for status in ("draft", "review", "retired"):
        hidden = piece(status, f"Dossier {status}")
        told.traces += [f"Dossier {status}", str(hidden.uid)]


def consultations(told: Told) -> None:
    for audience in ("public", "invited"):
        room = deliberation.room(audience=audience)
        Consultation.objects.filter(pk=room.consultation.pk).update(title=f"Consultation {audience}")
        contribution, _code = room.says(f"Une parole {audience}.")
        room.place(contribution, room.idea(f"Une idée {audience}"))
        conclusion = outcomes.write_conclusion(
            room.fresh(),
            text=f"Que l’on nous réponde ({audience}).",
            asked_of=room.house,
            by=room.synthesist,
            at=now(),
        )
        room.close()
        synthesis = publishing.publish(room.fresh(), by=room.synthesist, at=now())
        outcomes.answer_conclusion(
            fresh(conclusion), decision="refused", reasons=f"Non, {audience}.", by=room.leader, at=now()
        )
        room = room.fresh()
        if audience == "public":
            told.show(room.get_absolute_url(), room.title)
            told.show(synthesis.get_absolute_url(), f"Synthèse\u00a0: {room.title}")
            told.show(conclusion.get_absolute_url(), conclusion.text)
            told.traces += ["Une parole public", str(contribution.uid)]  # people's words are not announced
        else:
            told.traces += [room.title, conclusion.text, "Une parole invited", "Non, invited"]
            told.traces += [str(one.uid) for one in (room, conclusion, contribution)]
    draft = deliberation.room(is_open=False).consultation
    Consultation.objects.filter(pk=draft.pk).update(title="Consultation en préparation")
    told.traces += ["Consultation en préparation", str(draft.uid)]


def communities(told: Told) -> None:
    for reading in ("public", "members", "hidden"):
        circle = Circle(reading, name=f"Cercle {reading}")
        talk = circle.discussion(title=f"Discussion {reading}", text=f"Confidence {reading}")
        if reading == "public":
            told.show(circle.community.get_absolute_url())
        else:
            told.traces += [circle.community.name, str(circle.community.uid)]
        told.traces += [f"Discussion {reading}", f"Confidence {reading}", str(talk.uid)]


def studies(told: Told) -> None:
    by = study_world.leader()
    out, writing, read = (study_world.written(study_world.begun(by), by) for _ in range(3))
    Report.objects.filter(pk=out.pk).update(title="Rapport paru", summary="Un résumé.")
    Report.objects.filter(pk=writing.pk).update(title="Rapport en écriture")
    Report.objects.filter(pk=read.pk).update(title="Rapport en lecture")
    out.refresh_from_db()
    study_world.published(
        study_world.being_read(out.study, by, by.acting.organisation, report=out).report, by
    )
    read.refresh_from_db()
    study_world.being_read(read.study, by, by.acting.organisation, report=read)
    told.show(out.get_public_url(), "Rapport paru")
    out.refresh_from_db()
    again = reports.begin_edition(out, by=by, at=now())
    reports.change_report(
        again, since=again.version, title="Rapport redit tout bas", summary="Tout bas aussi.", by=by, at=now()
    )
    told.traces += ["Rapport redit tout bas", "Tout bas aussi", "Rapport en écriture", "Rapport en lecture"]
    told.traces += [str(writing.uid), str(read.uid)]


def displays(told: Told) -> None:
    model = mixed.model_of(OrganisationFactory(), title="Modèle logique tu")
    told.show(mixed.published_of(model).get_public_url(), "En regard")
    hidden = mixed.display_of(model, title="Mise en regard en écriture")
    told.traces += [hidden.title, str(hidden.uid), model.title, str(model.uid)]


ROOMS = (directory, practices, learning, consultations, communities, studies, displays)


@pytest.fixture
def told(db) -> Told:
    told = Told()
    for room in ROOMS:
        room(told)
    reindex()
    return told


def mapped(client) -> list[str]:
    """Every address of the map, as paths."""
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    parts = [path_of(one.text) for one in index.iterfind("m:sitemap/m:loc", MAP)]
    found = [ElementTree.fromstring(client.get(part).content) for part in parts]
    return [path_of(one.text) for part in found for one in part.iterfind("m:url/m:loc", MAP)]


def path_of(address: str) -> str:
    assert address.startswith("http://testserver/"), address
    return address.removeprefix("http://testserver")


def fed(client) -> dict[str, str]:
    """By address, the titles of the feed."""
    feed = ElementTree.fromstring(client.get("/nouveautes.atom").content)
    return {
        path_of(one.find("a:link", ATOM).get("href")): one.find("a:title", ATOM).text
        for one in feed.iterfind("a:entry", ATOM)
    }


def test_what_is_public_is_on_the_map_and_in_the_news(told, client):
    on_the_map = mapped(client)
    assert len(on_the_map) == len(set(on_the_map))
    assert set(told.shown) <= set(on_the_map)
    assert fed(client) == told.news
    page = client.get("/nouveautes/").content.decode()
    for url, title in told.news.items():
        assert f'href="{url}"' in page
        assert title in page
    for name in told.found:
        assert name in client.get("/trouver/", {"q": name}).content.decode()
        assert name in client.get("/api/hsds/organizations").content.decode()


def test_what_is_not_is_nowhere(told, client):
    addresses = told_everywhere()
    addresses += [f"/api/hsds/{name}" for name in ("organizations", "services", "service_at_locations")]
    addresses += ["/rapports/", "/pratiques/", "/apprendre/", "/apprendre/bibliotheque/", "/consultations/"]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        said = answer.content.decode()
        for trace in told.traces:
            assert trace not in said, f"{address} says {trace}"
    for trace in told.traces:
        said = client.get("/trouver/", {"q": trace}).content.decode()
        found = re.sub(r'(value="[^"]*"|[?&;]q=[^"&]*|<title>.*?</title>)', "", said)
        uids = [other for other in told.traces if re.fullmatch(r"[0-9a-f-]{36}", other)]
        assert not [uid for uid in uids if uid in found], trace
        assert not re.search(rf"<h[23][^>]*>[^<]*(<a[^>]*>)?[^<]*{re.escape(trace)}", found), trace


def test_every_address_told_of_answers_anybody(told):
    client = Client()
    for address in [*mapped(client), *fed(client)]:
        assert client.get(address).status_code == 200, address


def test_taking_back_takes_off_the_map(told, client):
    own = OwnPractice.objects.get(versions__title="Le cercle du lundi")
    assert own.get_absolute_url() in mapped(client)
    OwnPractice.objects.filter(pk=own.pk).update(withdrawn_at=now())
    assert own.get_absolute_url() not in mapped(client)
    assert own.get_absolute_url() not in fed(client)


def test_whoever_is_signed_in_is_told_no_more(told):
    author = Discussion.objects.get(community__reading="hidden").begun_by.user
    client = Client()
    client.force_login(author)
    for address in told_everywhere():
        assert "Cercle hidden" not in client.get(address).content.decode()
    assert Contribution.objects.exists()


def test_the_queries_are_few_whatever_the_number(told, client, django_assert_max_num_queries):
    client.get("/")  # what is read once for the whole process
    for number in range(30):
        OrganisationFactory()
        practice = Practice.objects.create(slug=f"autre-{number}")
        Edition.objects.create(
            practice=practice,
            number=1,
            name=f"Autre {number}",
            aim="…",
            level="limited",
            state="published",
            written_at=now(),
            published_at=now(),
        )
    with django_assert_max_num_queries(len(KINDS)):
        client.get("/sitemap.xml")
    for code in KINDS:
        with django_assert_max_num_queries(2):
            client.get(f"/sitemap-{code}.xml")
    for address in ("/nouveautes/", "/nouveautes.atom"):
        with django_assert_max_num_queries(22):
            client.get(address)


def test_a_long_map_goes_on_on_another_page(told, client, monkeypatch):
    whole = sorted(mapped(client))
    monkeypatch.setattr(views_public, "PER_PAGE", 2)
    for _ in range(3):
        OrganisationFactory()
    index = client.get("/sitemap.xml").content.decode()
    assert "/sitemap-organisations.xml?p=2" in index
    assert set(whole) <= set(mapped(client))
    assert client.get("/sitemap-organisations.xml?p=99").status_code == 404
    assert client.get("/sitemap-inconnu.xml").status_code == 404


def test_what_has_not_changed_is_not_sent_again(told, client):
    page = "/nouveautes/"  # drawn for whoever reads it
    for address in set(told_everywhere()) - {page}:
        answer = client.get(address)
        assert "max-age" in answer["Cache-Control"], address
        again = client.get(address, headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304, address
    assert "max-age" not in client.get(page).get("Cache-Control", "")


def test_robots_are_told_where_the_map_is_and_what_to_leave_alone(client, db, settings):
    said = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in said
    for path in settings.LEFT_ALONE_BY_ROBOTS:
        assert f"Disallow: {path}\n" in said
        assert leads_somewhere(path.replace("*", "0" * 8 + "-0000-0000-0000-" + "0" * 12)), path


def leads_somewhere(start: str) -> bool:
    """Whether some address of ours begins so."""
    uid = "0" * 8 + "-0000-0000-0000-" + "0" * 12
    for end in ("", "x/", f"{uid}/", "hsds/", "connexion/"):
        try:
            resolve(start + end)
        except Resolver404:
            continue
        return True
    return False


def test_nothing_on_the_map_is_left_alone(told, client, settings):
    starts = [path.split("*")[0] for path in settings.LEFT_ALONE_BY_ROBOTS if "*" not in path]
    assert not [one for one in mapped(client) if one.startswith(tuple(starts))]


def test_every_page_says_where_the_news_are(client, db):
    page = client.get(reverse("accessibility")).content.decode()
    assert '<link rel="alternate" type="application/atom+xml" href="/nouveautes.atom"' in page
    assert 'href="/nouveautes/"' in page


def test_the_feed_speaks_the_language_chosen(told, client):
    assert "Nouveautés" in client.get("/nouveautes.atom").content.decode()
    client.cookies["langue"] = "en"
    answer = client.get("/nouveautes.atom")
    assert "What came out lately" in answer.content.decode()
    assert "Cookie" in answer["Vary"]


@pytest.mark.usefixtures("demonstration")
@pytest.mark.django_db
def test_every_address_told_of_in_the_demonstration_answers_anybody():
    client = Client()
    addresses = [*mapped(client), *fed(client)]
    assert len(addresses) > 100
    silent = [one for one in addresses if client.get(one).status_code != 200]
    assert not silent
