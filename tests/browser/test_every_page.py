"""Every page of the demonstration, as those it is for: nothing in anybody's way, at 360 and 1280 px.

The screenshots of the README are made here too, when ARRIMAGE_SCREENSHOTS names a folder.
"""

import os
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from arrimage.apps.kernel.clock import now, today
from arrimage.apps.meetings.models import Series
from arrimage.apps.network.actions.demo import load_territory
from arrimage.apps.network.models import Network, Offer, Organisation, SeatHolder, Site, Wave
from arrimage.apps.questionnaires.actions import responses as answering
from arrimage.apps.questionnaires.models import Opening, Response
from arrimage.config.demonstration import load_rooms
from tests.browser.conftest import SITE, faults
from tests.communities import pages as communities
from tests.deliberation import pages as deliberation
from tests.improvement import pages as improvement
from tests.inquiry import pages as inquiry
from tests.learning import pages as learning
from tests.mixed import pages as mixed
from tests.practices import pages as practices
from tests.qualitative import pages as qualitative
from tests.recognition import pages as recognition

ROOMS = (
    practices,
    inquiry,
    learning,
    deliberation,
    improvement,
    qualitative,
    mixed,
    communities,
    recognition,
)

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def demo(db):
    load_territory(on=today())
    load_rooms(on=today())


def user(slug: str):
    return get_user_model().objects.get(email=f"{slug}@demo.arrimage.invalid")


def addresses() -> dict[str | None, list[str]]:
    """By the person who opens them, the pages."""
    mine = user("worker").memberships.get().organisation
    offer = mine.offers.order_by("pk").first()
    federation = Organisation.objects.filter(kind="coalition").first()
    centre = Organisation.objects.filter(kind="integrated_centre", register="").first()
    tied = Wave.objects.filter(status="published").latest("opens_on")
    first = Wave.objects.filter(departures__isnull=False).distinct().get()
    carte = f"/reseaux/{tied.network.uid}/carte/"
    asked = Opening.objects.get(title__startswith="Trois mois")
    _begun, code = answering.start_response(asked, at=now())
    hidden = Site.objects.filter(is_address_hidden=True).first() or Site.objects.first()
    return {
        None: [
            "/",
            "/trouver/",
            "/trouver/?q=quelqu’un+à+qui+parler",
            "/trouver/?q=introuvablexyz",
            "/organisations/",
            "/territoires/",
            "/territoires/991/",
            "/territoires/06/",
            mine.get_absolute_url(),
            federation.get_absolute_url(),
            federation.get_absolute_url() + "membres/",
            Offer.objects.order_by("pk").first().get_absolute_url(),
            hidden.get_absolute_url(),
            "/reseaux/",
            carte,
            carte + "?colour=community&size=betweenness&rule=confirmed",
            carte + "mesures/",
            carte + "comparer/",
            carte + f"departs/?wave={first.uid}",
            carte + f"{tied.entries.first().organisation.uid}/",
            asked.get_public_url(),
            "/mes-reponses/",
            f"/mes-reponses/{code}/1/",
            f"/mes-reponses/{code}/2/",
            f"/mes-reponses/{code}/3/",
            f"/mes-reponses/{code}/",
            "/compte/connexion/",
            "/compte/mot-de-passe/oublie/",
            "/api/hsds/docs/",
            "/nulle-part/",
        ],
        "worker": [
            "/",
            mine.get_absolute_url() + "modifier/",
            mine.get_absolute_url() + f"services/{offer.uid}/",
            mine.get_absolute_url() + "historique/",
            centre.get_absolute_url() + "inviter/",
            "/messages/",
            "/travaux/",
            *gatherings(),
            "/compte/",
            "/compte/role/",
            "/compte/appareils/",
        ],
        "network_coordinator": ["/", "/reseau/registre/", "/organisations/nouvelle/"],
        "manager": ["/compte/membres/", "/reseaux/"],
        "manager2": [
            "/questionnaires/",
            "/questionnaires/alertes/",
            "/questionnaires/connus/",
            "/questionnaires/connus/phq-9/",
            "/questionnaires/connus/honos/texte/",
            asked.get_absolute_url(),
            Response.objects.filter(opening=asked, status="sent").first().get_absolute_url(),
            asked.questionnaire.instrument.get_absolute_url(),
            asked.questionnaire.instrument.get_absolute_url() + "ouvrir/",
            "/questionnaires/nouveau/",
            *written(asked.questionnaire.instrument.get_absolute_url()),
        ],
        "auditor": ["/journal/"],
        "coalition_coordinator": conduct(),
    }


def written(at: str) -> list[str]:
    """A draft, what opens in it, and what one looks at before publishing it."""
    pages = ["", "question/listened/", "question/how_many_doors/", "question/place_photo/", "partie/helped/",
             "score/experience/", "titre/", "ajouter/?apres=listened", "textes/", "reprendre/"]  # fmt: skip
    return [
        *(f"{at}ecrire/{page}" for page in pages),
        f"{at}2/essayer/?telephone=1",
        f"{at}2/changements/",
    ]


def gatherings() -> list[str]:
    """Meetings: the list, a series, one to come, one written, and what comes back."""
    series = Series.objects.get(name="Autour des soirs et des nuits")
    last, former = series.meetings.order_by("-starts_at")[:2]
    return [
        "/rencontres/",
        "/rencontres/nouvelle/",
        "/rencontres/suites/",
        "/rencontres/insatisfactions/",
        series.dissatisfactions.first().get_absolute_url(),
        series.follow_ups.first().get_absolute_url(),
        *(series.get_absolute_url() + page for page in ("", "modifier/", "invites/?q=maison", "planifier/")),
        *(last.get_absolute_url() + page for page in ("", "mener/", "proposer/", "documents/")),
        last.get_absolute_url() + "insatisfaction/",
        former.get_absolute_url() + "compte-rendu/",
    ]


def conduct() -> list[str]:
    """How the invented network conducts itself: strategies, compared views, committees, what was said."""
    network = Network.objects.get(committees__name="Comité de liaison")
    at = network.get_absolute_url()
    committee = network.committees.get(name="Comité de liaison")
    person = SeatHolder.objects.filter(seat__committee=committee, user=None).first()
    assessment = network.assessments.get(instrument="success")
    to_answer = network.assessments.get(instrument="chronic_care")
    waiting = network.contributions.filter(state="waiting").first()
    strategy = network.strategy_steps.first().strategy_id
    return [
        at,
        at + "gouvernance/",
        at + "gouvernance/proposer/",
        at + f"gouvernance/proposer/?comite={committee.uid}",
        committee.get_absolute_url(),
        at + f"sieges/{person.seat_id}/",
        at + f"places/{person.uid}/avec/",
        at + "paroles/",
        at + "paroles/dire/",
        waiting.get_absolute_url(),
        at + "strategies/",
        at + f"strategies/{strategy}/",
        at + "strategies/nouvelle/",
        at + "strategies/rythme/",
        at + "regards/",
        at + "regards/nouveau/",
        assessment.get_absolute_url(),
        to_answer.get_absolute_url(),
    ]


def everywhere() -> dict[str | None, list[str]]:
    """The pages above, then those of each room."""
    found = addresses()
    for room in ROOMS:
        for slug, paths in room.addresses().items():
            found.setdefault(slug, []).extend(paths)
    return found


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_stands_in_anybodys_way(visit, width):
    found = []
    for slug, paths in everywhere().items():
        page = visit("/", width=width, signed_in_as=user(slug) if slug else None)
        for path in paths:
            page.goto(SITE + path)
            page.wait_for_load_state()
            if problems := faults(page):
                found.append((slug, path, problems))
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append((slug, path, f"{wide} px wide"))
            if "nulle-part" not in path and page.complaints:
                found.append((slug, path, page.complaints[:3]))
            page.complaints.clear()
            if folder := os.environ.get("ARRIMAGE_SCREENSHOTS"):
                name = f"{slug or 'public'}-{path.strip('/').replace('/', '_')[:60] or 'accueil'}-{width}.png"
                page.screenshot(path=Path(folder) / name.replace("?", "_"), full_page=True)
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("width", [360, 1280])
def test_the_picture_of_the_readme(visit, width):
    """`ARRIMAGE_SCREENSHOTS=docs/images` draws it again."""
    page = visit("/trouver/?q=quelqu’un à qui parler", width=width)
    assert page.locator(".search-list article, .search-list li").count() > 3
    if folder := os.environ.get("ARRIMAGE_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"find-{width}.png")
