"""The demonstration: a pilot retold, where a use of knowledge has not enough data; a small study whole."""

from datetime import date

import pytest

from arrimage.apps.accounts.models import Membership
from arrimage.apps.improvement.actions.demo import load_improvement
from arrimage.apps.inquiry.actions.demo_studies import _study_of_teams
from arrimage.apps.kernel.clock import today
from arrimage.apps.mixed.actions.demo import DOMAIN, load_mixed
from arrimage.apps.mixed.actions.demo_interviews import TITLE
from arrimage.apps.mixed.models import Box, Display, LogicModel, Quote
from arrimage.apps.mixed.queries.displays import lines_of
from arrimage.apps.network.actions.demo import load_territory
from arrimage.apps.qualitative.models import Question
from tests.network.factories import OrganisationFactory


@pytest.fixture
def people(db, django_user_model):
    found = {}
    for slug in ("evaluator", "coalition_coordinator", "resource_patient"):
        user = django_user_model.objects.create_user(f"{slug}@{DOMAIN}", name=slug)
        organisation = OrganisationFactory(name=f"Chez {slug}")
        held = Membership.objects.create(
            user=user, organisation=organisation, role=slug, since=date(2020, 1, 1)
        )
        found[slug] = user.act_as(held)
    _study_of_teams(today())
    return found


def test_it_is_loaded_once_and_says_what_it_is(people):
    assert load_mixed(on=today()) == 2
    assert load_mixed(on=today()) == 0
    assert set(LogicModel.objects.values_list("is_example", flat=True)) == {True}


def test_the_strategic_use_of_the_pilot_has_not_enough_data_and_says_so(people):
    load_mixed(on=today())
    box = Box.objects.get(words__startswith="Mieux défendre")
    assert box.finding == "not_enough"
    assert not box.evidence.exists()
    assert "entrevues" in box.finding_words
    found = set(Box.objects.filter(model=box.model).values_list("finding", flat=True))
    assert {"supported", "nuanced", "not_enough"} <= found


def test_a_small_study_goes_from_an_item_to_a_display_its_people_read(people):
    load_mixed(on=today())
    display = Display.objects.get(state="offered")
    lines = lines_of(display, people["evaluator"])
    assert [line.row.meta for line in lines] == ["confirms", "contradicts", "silent"]
    voice, hours, _stay = lines
    assert (voice.number.base, hours.number.base) == (12, 12)
    assert hours.number.count < voice.number.count
    assert voice.number.source == "Exemple inventé : six équipes et leurs pairs aidants"
    assert voice.number.nature
    assert display.state == "offered"
    question = Question.objects.get(corpus__title=TITLE, asked_ref=str(voice.row.asks.get().uid))
    assert (question.lights, question.figure_ref) == (voice.row.box.words, voice.row.figure)
    assert [line.row.theme_ref.partition(":")[0] for line in lines] == ["code"] * 3
    assert all(line.theme and line.quotes and line.quotes[0].ref for line in lines)
    assert voice.quotes[0].text == "On me demande mon avis avant, pas après."
    assert voice.row.asks.get().state == "answered"
    assert Quote.objects.filter(user=people["resource_patient"]).count() == 1


def test_what_its_person_agreed_to_is_published_with_their_answer(people, client):
    load_mixed(on=today())
    published = Display.objects.get(state="published")
    (quote,) = Quote.objects.filter(row__display=published)
    assert (quote.state, bool(quote.answer)) == ("kept", True)
    page = client.get(published.get_public_url()).content.decode()
    assert "On me demande mon avis avant, pas après." in page
    assert quote.answer in page


def test_what_a_committee_counts_stands_under_a_box(db):
    load_territory(on=today())
    _study_of_teams(today())
    load_improvement(on=today())
    assert load_mixed(on=today()) == 3
    box = Box.objects.get(evidence__kind="indicator")
    assert box.finding == "supported"
    assert "Personnes vues à deux" in box.evidence.get().label
