"""A team asks for coaching, then for its practice to be looked at, on a phone; nobody else can."""

import re

import pytest

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.learning.actions.teams import register_team
from arrimage.apps.network.vocabulary import OrganisationKind
from arrimage.apps.recognition.actions import grids
from arrimage.apps.recognition.models import Coaching, Dossier
from tests.accounts.factories import UserFactory, acting_user
from tests.browser.conftest import SITE
from tests.browser.test_learning import both, looked_at
from tests.network.factories import OrganisationFactory
from tests.recognition.conftest import CSV


@pytest.fixture
def two(db):
    """Somebody of a centre with a team, and somebody of a community organisation with a grid."""
    centre = OrganisationFactory(name="Le centre", kind=OrganisationKind.INTEGRATED_CENTRE)
    place = OrganisationFactory(name="Le milieu", kind=OrganisationKind.COMMUNITY)
    by = acting_user(Role.CLINICAL_SUPERVISOR, organisation=centre)
    looker = acting_user(Role.MANAGER, organisation=place)
    register_team(centre, name="Équipe des Lilas", kind="siv", roles={"peer_helper": 2}, by=by, at=now())
    body = grids.say_what_we_propose(
        place, words="On vient.", coaches=True, recognises=True, by=looker, at=now()
    )
    grid = grids.write_grid(body, name="Accueillir", practice="L’accueil", source="Nous", by=looker, at=now())
    grids.bring_items(grid, CSV.encode(), by=looker, at=now())
    grids.put_in_use(grid, by=looker, at=now())
    return by, looker


@both
def test_a_team_asks_for_coaching_and_somebody_comes(visit, two, javascript):
    by, looker = two
    page = visit("/reconnaissance/", signed_in_as=by, width=360, javascript=javascript)
    looked_at(page)
    page.get_by_role("link", name="Demander un accompagnement").click()
    page.get_by_label("À quelle organisation").select_option(label="Le milieu")
    page.get_by_label("Où vous aimeriez de l’aide").fill("On voudrait accueillir autrement.")
    looked_at(page)
    page.get_by_role("button", name="Demander").click()
    page.get_by_text("C’est demandé").first.wait_for()
    coaching = Coaching.objects.get()

    theirs = visit(coaching.get_absolute_url(), signed_in_as=looker, width=360, javascript=javascript)
    looked_at(theirs)
    theirs.get_by_label("Qui vient").fill("Clovis")
    theirs.get_by_role("button", name="Nous venons").click()
    theirs.get_by_text("Prévoir une visite").click()
    theirs.get_by_label("Quel jour").fill(today().isoformat())
    theirs.get_by_label("De", exact=True).fill("09:00")
    theirs.get_by_role("button", name="La planifier").click()
    theirs.get_by_label("Ce que vous conseillez").fill("Recevoir debout, au café.")
    theirs.get_by_role("button", name="Noter").click()
    theirs.get_by_text("C’est noté").first.wait_for()
    looked_at(theirs)

    page.goto(SITE + coaching.visits.get().get_absolute_url())
    page.get_by_text("Recevoir debout, au café.").wait_for()
    page.get_by_label("Ce que vous avez essayé").fill("Trois semaines sans la feuille.")
    page.get_by_role("button", name="Noter").click()
    page.get_by_text("Trois semaines sans la feuille.").first.wait_for()


@both
def test_a_practice_that_asks_is_looked_at_together(visit, two, javascript):
    by, looker = two
    page = visit("/reconnaissance/", signed_in_as=by, width=360, javascript=javascript)
    page.get_by_role("link", name="Accueillir").first.click()
    page.get_by_role("link", name="Demander qu’on regarde notre pratique").click()
    page.get_by_label("Pourquoi vous la demandez").fill("Pour voir ce qui se voit.")
    page.get_by_role("button", name="Demander").click()
    page.get_by_text("C’est demandé").first.wait_for()
    dossier = Dossier.objects.get()
    address = dossier.get_absolute_url()

    theirs = visit(address, signed_in_as=looker, width=360, javascript=javascript)
    theirs.get_by_role("button", name="Nous regardons avec vous").click()
    theirs.get_by_text("L’équipe lit votre réponse").wait_for()
    looked_at(theirs)

    page.goto(SITE + address)
    page.get_by_role("link", name=re.compile("Des pairs sont là")).click()
    page.get_by_role("button", name="Le mettre dans notre dossier").click()
    page.get_by_text("Ouvrir ses lignes").click()
    page.get_by_text("Pair-aidance").first.wait_for()
    looked_at(page)
    page.get_by_label("Ce que votre équipe en dit").fill("Deux jours par semaine.")
    page.get_by_role("button", name="Noter").click()
    page.get_by_text("Un point raconté").wait_for()
    looked_at(page)
    page.get_by_role("button", name="Notre dossier est prêt").click()
    page.get_by_text("lisent votre dossier").first.wait_for()

    for kind in ("person", "relative", "coalition"):
        user = UserFactory()
        theirs.goto(f"{SITE}{address}sieges/{kind}/")
        theirs.get_by_label("Son adresse ici").fill(user.email)
        theirs.get_by_label("Comment la personne accepte").fill(f"Mado {kind}")
        theirs.get_by_role("button", name="Donner le siège").click()
        theirs.get_by_text(f"Mado {kind}").first.wait_for()
        seat = dossier.seats.get(kind=kind)
        sitting = visit(
            f"/reconnaissance/sieges/{seat.uid}/", signed_in_as=user, width=360, javascript=javascript
        )
        looked_at(sitting)
        sitting.get_by_label("Ce que vous dites de cette pratique").fill("J’ai été reçue.")
        sitting.get_by_label("Je n’ai aucun lien avec cette équipe").check()
        sitting.get_by_role("button", name="Le dire").click()
        sitting.get_by_text("C’est noté, dans vos mots").wait_for()

    theirs.goto(f"{SITE}{address}visites/")
    theirs.get_by_label("Quel jour").fill(today().isoformat())
    theirs.get_by_label("De", exact=True).fill("09:00")
    theirs.get_by_role("button", name="La planifier").click()
    theirs.get_by_text("La visite est au calendrier").wait_for()
    looked_at(theirs)
    theirs.goto(f"{SITE}{address}rapport/")
    looked_at(theirs)
    theirs.get_by_role("textbox", name="Le rapport").fill("On y est reçu par quelqu’un.")
    theirs.get_by_role("button", name="Le remettre à l’équipe").click()
    theirs.get_by_text("On y est reçu par quelqu’un.").wait_for()
    page.goto(f"{SITE}{address}reponse/")
    page.get_by_role("textbox", name="Votre réponse au rapport").fill("On se reconnaît.")
    page.get_by_role("button", name="Répondre").click()
    page.get_by_text("On se reconnaît.").first.wait_for()
    theirs.goto(f"{SITE}{address}rapport/")
    theirs.get_by_label("Reconnue", exact=True).check()
    theirs.get_by_label("Pourquoi", exact=True).fill("Parce que cela se voit.")
    theirs.get_by_role("button", name="Conclure").click()
    theirs.get_by_text("Parce que cela se voit.").first.wait_for()
    looked_at(theirs)
    page.goto(SITE + address)
    page.get_by_role("button", name="Laisser lire que nous avons été reconnus").click()
    page.get_by_text("On peut lire que votre équipe").wait_for()
    dossier.refresh_from_db()
    assert (dossier.state, dossier.is_shown) == ("concluded", True)
