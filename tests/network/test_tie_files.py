"""Ties come in and leave as files, and what is refused is refused whole, in one sentence."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import localdate

from arrimage.analytics.ties_file import ties_in
from arrimage.apps.network.actions import tie_files as actions
from arrimage.apps.network.actions import tie_replies, waves
from arrimage.apps.network.models import TieClaim, Wave
from arrimage.apps.network.queries import tie_files as queries
from arrimage.apps.network.queries import ties
from arrimage.apps.network.vocabulary_ties import Shown
from tests.network.tie_world import Asked

pytestmark = pytest.mark.django_db
HEADER = "source,target,weight,kind,reported_by,wave\n"


@pytest.fixture
def asked() -> Asked:
    made = Asked()
    made.open()
    return made


def bring(asked: Asked, text: str, name: str = "liens.csv") -> int:
    return actions.import_own_ties(
        asked.entry(asked.house), text.encode(), name, by=asked.by_house, at=asked.at
    )


def test_ones_own_ties_join_the_cards_unsubmitted(asked):
    text = HEADER + (
        "La maison,Le centre,4,referral,La maison,Automne\n"
        "le centre,LA MAISON,4,referral,,\n"
        "La maison,Le café,2,Concertation (mêmes tables),,\n"
    )
    assert bring(asked, text) == 3
    said = {
        (claim.report.about.name, claim.kind.code, claim.direction, claim.report.frequency)
        for claim in TieClaim.objects.select_related("report__about", "kind")
    }
    assert said == {
        ("Le centre", "referral", "out", 4),
        ("Le centre", "referral", "in", 4),
        ("Le café", "concertation", "", 2),
    }
    assert not TieClaim.objects.filter(report__submitted_at__isnull=False).exists()


def test_a_file_adds_nothing_to_what_another_already_reads(asked):
    """What it brings is read over first: a submitted card is changed on its page."""
    bring(asked, HEADER + "La maison,Le centre,3,referral,La maison,\n")
    asked.submit(asked.by_house)
    assert bring(asked, HEADER + "La maison,Le centre,3,referral,La maison,\n") == 1
    for row in ("La maison,Le centre,3,agreement,La maison,", "La maison,Le centre,5,referral,La maison,"):
        with pytest.raises(ValidationError, match="Le centre"):
            bring(asked, HEADER + row + "\n")
    assert TieClaim.objects.count() == 1
    assert bring(asked, HEADER + "La maison,Le café,3,agreement,La maison,\n") == 1


def test_a_file_adds_to_a_card_and_takes_nothing_away(asked):
    asked.report(asked.by_house, asked.centre, "agreement", own_words="Gardé.")
    bring(asked, "source,target,kind\nLa maison,Le centre,concertation\n")
    report = asked.entry(asked.house).organisation.ties_reported.get()
    assert report.own_words == "Gardé."
    assert {claim.kind.code for claim in report.claims.all()} == {"agreement", "concertation"}


BOMB = '<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><graphml>&b;</graphml>'


@pytest.mark.parametrize(
    ("text", "name", "word"),
    [
        ("", "vide.csv", "vide"),
        (BOMB, "bombe.graphml", "entités"),
        (HEADER + "La maison,La maison,1,agreement,,\n", "a.csv", "elle-même"),
        (HEADER + "La maison,Le phare,1,agreement,,\n", "a.csv", "phare"),
        (HEADER + "La maison,Le centre,x,agreement,,\n", "a.csv", "nombre"),
        (HEADER + "La maison,Le centre,9,agreement,,\n", "a.csv", "fréquence"),
        (HEADER + "La maison,Le centre,1,mariage,,\n", "a.csv", "mariage"),
        (HEADER + "La maison,Le centre,1,agreement,,Printemps\n", "a.csv", "Printemps"),
        (HEADER + "Le café,Le centre,1,agreement,,\n", "a.csv", "La maison"),
        (HEADER + "La maison,Le centre,1,agreement,Le centre,\n", "a.csv", "vous-mêmes"),
        (HEADER + "La maison,Le centre,1,agreement,,\n" * 2, "a.csv", "déjà"),
    ],
)
def test_a_fault_is_told_in_one_sentence_and_nothing_is_taken(asked, text, name, word):
    good = "" if not text.startswith(HEADER) else "La maison,Le café,1,agreement,,\n"
    content = text.replace(HEADER, HEADER + good) if good else text
    with pytest.raises(ValidationError) as refusal:
        bring(asked, content, name)
    (sentence,) = refusal.value.messages
    assert word in sentence
    assert not TieClaim.objects.exists()


def test_two_organisations_of_one_name_are_told_apart_by_their_id(asked):
    asked.café.name = "Le centre"
    asked.café.save()
    with pytest.raises(ValidationError):
        bring(asked, "source,target,kind\nLa maison,Le centre,agreement\n")
    assert bring(asked, f"source,target,kind\nLa maison,{asked.café.uid},agreement\n") == 1


def test_nobody_imports_for_another(asked):
    with pytest.raises(PermissionDenied):
        actions.import_own_ties(
            asked.entry(asked.house), b"source,target\na,b\n", "a.csv", by=asked.by_centre, at=asked.at
        )


# --- A past study


def study(asked: Asked, text: str, by=None, **more) -> Wave:
    given = {"name": "Étude", "source": "Une équipe, 2019", "opens_on": date(2019, 1, 1)}
    given |= {"closes_on": date(2019, 3, 1)} | more
    return actions.import_study(
        asked.network, text.encode(), "etude.csv", **given, by=by or asked.coordinator, at=asked.at
    )


TOLD = HEADER + (
    "La maison,Le centre,3,referral,La maison,\n"
    "La maison,Le centre,2,referral,Le centre,\n"
    "Le café,Le centre,1,agreement,Le café,\n"
)


def test_a_study_says_where_it_comes_from_and_waits_to_be_published(asked):
    asked.wave = study(asked, TOLD)
    assert asked.wave.is_study
    seen, _tally = ties.ties_seen_by(asked.coordinator, asked.wave)
    # The centre told its ties, and not this one: the café alone says it.
    assert sorted(tie.status.value for tie in seen) == ["claimed", "confirmed"]
    assert len(ties.ties_seen_by(asked.by_house, asked.wave)[0]) == 1
    assert asked.wave not in ties.waves_visible_to(AnonymousUser())


def test_a_published_study_is_read_but_for_what_an_organisation_keeps(asked):
    asked.wave = study(asked, TOLD)
    waves.step(asked.wave, "published", by=asked.coordinator, at=asked.at)
    asked.wave.refresh_from_db()
    assert len(ties.ties_seen_by(AnonymousUser(), asked.wave)[0]) == 2
    tie_replies.choose_shown(asked.wave, asked.centre, shown=Shown.NOTHING, by=asked.by_café, at=asked.at)
    assert len(ties.ties_seen_by(AnonymousUser(), asked.wave)[0]) == 1


def test_a_study_never_opens_to_answers_its_coordinator_would_read(asked):
    asked.wave = study(asked, TOLD)
    day = localdate(asked.at)
    waves.change_wave(
        asked.wave,
        name="Étude",
        opens_on=day,
        closes_on=day + timedelta(days=9),
        by=asked.coordinator,
        at=asked.at,
    )
    with pytest.raises(ValidationError):
        waves.step(asked.wave, "open", by=asked.coordinator, at=asked.at)
    with pytest.raises(ValidationError):  # and nothing is written there
        asked.report(asked.by_house, asked.centre, "agreement")
    assert asked.wave.next_steps == {"published"}


def test_a_study_is_loaded_by_the_mandated_coordinator_alone(asked):
    with pytest.raises(PermissionDenied):
        study(asked, TOLD, by=asked.by_centre)


def test_a_study_whose_reporter_is_at_neither_end_is_refused(asked):
    with pytest.raises(ValidationError):
        study(asked, HEADER + "La maison,Le centre,3,referral,Le café,\n")
    assert Wave.objects.count() == 1


# --- Leaving


@pytest.fixture
def told(asked):
    asked.report(asked.by_house, asked.centre, "agreement", "referral:out", frequency=4)
    asked.report(asked.by_centre, asked.house, "agreement", frequency=2)
    asked.submit(asked.by_house, Shown.DETAILS)
    asked.submit(asked.by_centre, Shown.EXISTENCE)
    return asked


def rows_for(asked: Asked, user) -> tuple:
    seen, _tally = ties.ties_seen_by(user, asked.wave)
    return queries.rows(seen, queries.names(ties.names_of(seen).values()))


def test_one_row_for_each_who_says_it_where_that_may_be_known(told):
    header, rows = rows_for(told, told.by_house)
    assert header == queries.HEADER
    assert sorted(row[4] for row in rows) == ["La maison", "La maison", "Le centre"]
    told.publish()
    header, rows = rows_for(told, told.by_café)
    assert header == ("source", "target", "kind", "reported_by", "wave")
    assert [(row[2], row[3]) for row in rows] == [("agreement", "")]


def test_what_leaves_is_what_the_terminal_reads(told):
    seen, _tally = ties.ties_seen_by(told.by_house, told.wave)
    header, rows = rows_for(told, told.by_house)
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    organisations = ties.names_of(seen).values()
    for content, name in (
        (text.getvalue().encode(), "liens.csv"),
        (queries.graphml(seen, organisations), "liens.graphml"),
    ):
        file = ties_in(content, name)
        assert {(one.kind, one.reported_by, one.weight) for one in file.reports} == {
            ("agreement", "La maison", 4),
            ("agreement", "Le centre", 2),
            ("referral", "La maison", 4),
        }
        (referral,) = (one for one in file.reports if one.kind == "referral")
        assert (referral.source, referral.target) == ("La maison", "Le centre")
