"""The pages of the directory, ties, meetings and questionnaires, for the walk of `tests/browser`."""

from arrimage.apps.kernel.clock import now
from arrimage.apps.meetings.models import Series
from arrimage.apps.network.models import (
    Agreement,
    FundingLine,
    Network,
    Offer,
    Organisation,
    SeatHolder,
    Site,
    Wave,
)
from arrimage.apps.questionnaires.actions import responses as answering
from arrimage.apps.questionnaires.models import Opening, Response
from tests.browser.conftest import of_demo


def addresses() -> dict[str | None, list[str]]:
    """By the person who opens them, the pages."""
    found: dict[str | None, list[str]] = {}
    for part in (directory(), agreements(), ties()):
        for slug, paths in part.items():
            found.setdefault(slug, []).extend(paths)
    return found


def directory() -> dict[str | None, list[str]]:
    """By the person who opens them, the pages."""
    mine = of_demo("worker").memberships.get().organisation
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
            "/nouveautes/",
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


def agreements() -> dict[str | None, list[str]]:
    """Agreements, funding, comparisons."""
    titled = {each.title: each.get_absolute_url() for each in Agreement.objects.order_by("pk")}
    keys = Organisation.objects.get(name__startswith="Les Clés")
    budget = FundingLine.objects.filter(organisation__kind="coalition").first()
    return {
        None: [
            "/ententes/entourage/",
            "/financement/regroupements/",
            "/territoires/991/comparer/",
            f"{keys.get_absolute_url()}ententes/",
            f"{Network.objects.get().get_absolute_url()}ententes/",
            titled["Un pair le jour de la sortie"],
            titled["Six appartements, rue Basse"],
        ],
        "manager": [
            "/ententes/",
            "/ententes/nouvelle/",
            titled["Pour que les proches ne restent pas dans le corridor"],
            titled["Trois chambres réservées"],
            titled["Venir prendre un café au Rez-de-jardin"] + "ecrire/",
        ],
        "coalition_coordinator": [
            "/ententes/",
            "/financement/nouveau/",
            f"/financement/{budget.uid}/",
            titled["Une formation faite ensemble"],
            titled["Recevoir les documents dix jours avant"],
        ],
        "network_coordinator": ["/comparaisons/noter/"],
    }


def ties() -> dict[str | None, list[str]]:
    """Waves, and saying one’s ties."""
    still_open, published = Wave.objects.get(status="open"), Wave.objects.get(name="Deuxième vague")
    centre = Organisation.objects.get(kind="integrated_centre", register="")
    network = Network.objects.get().get_absolute_url()
    told, asked = published.get_absolute_url(), still_open.get_absolute_url()
    return {
        None: [told, network + "vagues/"],
        "worker": [
            "/nos-liens/",
            asked + "repondre/",
            asked + f"repondre/{centre.uid}/",
            asked + "repondre/transmettre/",
            asked + "repondre/importer/",
            told + "relations/",
            told + f"relations/{centre.uid}/",
        ],
        "manager2": [told + f"relations/{centre.uid}/"],
        "network_coordinator": [
            network + "vagues/",
            network + "vagues/nouvelle/",
            network + "vagues/etude/",
            network + "genres-de-liens/",
            asked + "mener/?q=clinique",
            told + "mener/",
        ],
    }
