"""A project whose leads lost every role: somebody of its organisation takes it over; blind stays blind."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.timezone import localdate

from arrimage.apps.accounts.models import Membership
from arrimage.apps.audit.models import Entry
from arrimage.apps.qualitative.actions import coding, corpora, rounds
from arrimage.apps.qualitative.queries import coding as codings
from arrimage.apps.qualitative.queries import corpora as queries
from arrimage.apps.qualitative.queries import rounds as reading
from arrimage.apps.qualitative.queries.waiting import waiting
from tests.network.factories import OrganisationFactory
from tests.qualitative.conftest import member_of
from tests.qualitative.world import coded, person_of


@pytest.fixture
def left(study, at):
    """The lead holds no role anywhere any more."""
    Membership.objects.filter(user=study.lead).update(until=localdate(at))
    return study


def taken(study, at, by=None, why="Léa est partie à la retraite."):
    return corpora.take_over(study.corpus, called="Gaston", why=why, by=by or study.manager, at=at)


def left_to(user) -> list:
    return list(queries.corpora_left_to(user, on=localdate()))


def test_while_somebody_can_lead_nobody_takes_it_over(study, at):
    assert left_to(study.manager) == []
    with pytest.raises(ValidationError, match="demandez-lui"):
        taken(study, at)


@pytest.mark.parametrize("how", ["no_role", "closed_account", "no_account"])
def test_without_anybody_who_can_lead_its_organisation_is_told(study, at, how):
    if how == "no_role":
        Membership.objects.filter(user=study.lead).update(until=localdate(at))
    elif how == "closed_account":
        study.lead.is_active = False
        study.lead.save()
    else:
        study.corpus.members.filter(user=study.lead).update(user=None)
    assert left_to(study.manager) == [study.corpus]
    (one,) = waiting(study.manager, at)
    assert one.url == reverse("corpus_take_over", args=[study.corpus.uid])
    assert one.words == study.corpus.title


def test_a_lead_who_left_this_organisation_for_another_still_leads(left, at):
    Membership.objects.create(
        user=left.lead, organisation=OrganisationFactory(), role="evaluator", since=localdate(at)
    )
    assert left_to(left.manager) == []


def test_who_takes_it_over_leads_it_and_the_team_and_the_journal_know_why(left, at, signed_in):
    person_of(left.corpus)
    browser = signed_in(left.manager)
    assert "Le reprendre" in browser.get(reverse("interviews")).content.decode()
    where = reverse("corpus_take_over", args=[left.corpus.uid])
    assert left.corpus.question not in browser.get(where).content.decode()
    assert browser.post(where, {"called": "Gaston", "why": ""}).status_code == 422
    sent = {"called": "Gaston", "why": "Léa est partie."}
    assert browser.post(where, sent, follow=True).status_code == 200
    assert browser.get(reverse("participants", args=[left.corpus.uid])).status_code == 200
    told = signed_in(left.ana).get(reverse("corpus_team", args=[left.corpus.uid])).content.decode()
    assert "Léa est partie." in told
    entry = Entry.objects.get(action="qualitative.taken_over")
    assert json.loads(entry.details) == {"why": "Léa est partie."}
    assert left.corpus.members.get(user=left.lead).until == localdate(at)
    assert left_to(left.manager) == []


def test_who_led_before_does_not_lead_again_by_coming_back(left, at):
    taken(left, at)
    Membership.objects.filter(user=left.lead).update(until=None)
    assert not queries.corpora_visible_to(left.lead, on=localdate(at)).exists()


def test_a_worker_of_it_and_a_manager_of_another_take_nothing(left, at, signed_in):
    elsewhere = member_of(OrganisationFactory(), "zoe", "manager")
    for user in (left.ana, elsewhere):
        assert left_to(user) == []
        with pytest.raises(PermissionDenied):
            taken(left, at, by=user)
    where = reverse("corpus_take_over", args=[left.corpus.uid])
    assert signed_in(elsewhere).get(where).status_code == 404
    assert signed_in(left.ana).get(where).status_code == 403


def test_twice_is_once(left, at):
    taken(left, at)
    other = member_of(left.organisation, "paul", "manager")
    with pytest.raises(ValidationError, match="demandez-lui"):
        taken(left, at, by=other)


def test_what_is_read_blind_stays_blind_for_who_takes_it_over(left, at):
    coders = [left.member(left.ana), left.member(left.bo)]
    round = rounds.open_blind_round(
        left.corpus, name="À deux", unit="sentence", texts=[left.text], coders=coders, by=None, at=at
    )
    span = [(left.text.text.index("C’est neuf."), left.text.text.index("C’est neuf.") + 5)]
    coding.put_codes(left.text, [left.codes[0]], span, by=left.ana, at=at)
    taken(left, at)
    assert not codings.codings_visible_to(left.manager, on=localdate(at)).exists()
    rounds.close_round(round, by=left.manager, at=at)
    assert codings.codings_visible_to(left.manager, on=localdate(at)).count() == 1


def test_a_coder_who_takes_it_over_keeps_reading_blind_as_the_same_member(left, at, signed_in):
    """A coder of another role, here a clinical coordinator, who may write for the organisation."""
    nina = member_of(left.organisation, "nina", "clinical_coordinator")
    mine = corpora.add_member(left.corpus, email=nina.email, called="Nina", part="coder", by=None, at=at)
    coders = [mine, left.member(left.bo)]
    round = rounds.open_blind_round(
        left.corpus, name="À deux", unit="sentence", texts=[left.text], coders=coders, by=None, at=at
    )
    start = left.text.text.index("C’est neuf.")
    coding.put_codes(left.text, [left.codes[0]], [(start, start + 5)], by=left.bo, at=at)
    assert taken(left, at, by=nina).pk == mine.pk
    seen = codings.codings_visible_to(nina, on=localdate(at))
    assert not seen.exists()
    assert reading.progress(nina, round) is None
    page = signed_in(nina).get(left.text.get_absolute_url())
    assert page.status_code == 200
    coding.put_codes(left.text, [left.codes[1]], [(start, start + 5)], by=nina, at=at)
    assert [one.coder for one in codings.codings_visible_to(nina, on=localdate(at))] == [mine]


def test_a_reader_whose_part_ended_and_who_takes_it_over_sees_nothing_of_that_text(left, at):
    """Their reading was given to a member they are no more: it still hides the text’s other codings."""
    nina = member_of(left.organisation, "nina", "clinical_coordinator")
    mine = corpora.add_member(left.corpus, email=nina.email, called="Nina", part="coder", by=None, at=at)
    rounds.open_blind_round(
        left.corpus,
        name="À deux",
        unit="sentence",
        texts=[left.text],
        coders=[mine, left.member(left.bo)],
        by=None,
        at=at,
    )
    corpora.end_member(mine, by=None, at=at)
    coded(left.text, left.codes[0], left.member(left.ana), "C’est neuf.")  # put together, by a wrong gesture
    taken(left, at, by=nina)
    assert not codings.codings_visible_to(nina, on=localdate(at)).exists()


def test_the_last_who_can_lead_does_not_leave_it_to_one_who_cannot(study, at):
    second = corpora.add_member(
        study.corpus, email=study.manager.email, called="Gaston", part="lead", by=study.lead, at=at
    )
    Membership.objects.filter(user=study.lead).update(until=localdate(at))
    with pytest.raises(ValidationError, match="dirigerait"):
        corpora.end_member(second, by=study.manager, at=at)
