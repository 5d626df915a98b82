"""Who works with whom: what each reader sees of it, and what every figure says."""

import json
from datetime import date
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.network.models import RosterEntry
from arrimage.apps.network.queries import analysis as queries
from arrimage.apps.network.queries import measures
from arrimage.apps.network.vocabulary_ties import CountingRule, Shown, Status, WaveStatus
from tests.accounts.factories import acting_user
from tests.network.factories import OfferFactory
from tests.network.looked_at import Looked, both

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


def page(client, name, looked, *more, **query):
    return client.get(reverse(name, args=[looked.network.uid, *more]), query)


def test_before_any_wave_the_page_says_what_comes_next(client, db):
    looked = Looked("ab")
    answer = page(client, "network_map", looked)
    assert answer.status_code == 200
    assert "Rien n’est encore publié" in answer.text


def test_a_wave_still_open_is_not_on_the_map_of_everyone(client):
    looked = Looked()
    looked.wave(both("ab", "bc"), status=WaveStatus.OPEN)
    assert "Rien n’est encore publié" in page(client, "network_map", looked).text


def test_the_map_says_its_rule_and_its_response_rate(client):
    looked = Looked()
    looked.wave(both("ab", "bc", "cd"), silent="f")
    answer = page(client, "network_map", looked)
    assert "Règle" in answer.text
    assert "Tout lien que quelqu’un dit" in answer.text
    assert "taux de réponse de 83" in answer.text
    assert "5 organisations sur 6 ont répondu" in answer.text


def test_who_has_not_answered_is_named_first_and_is_no_isolate():
    looked = Looked()
    wave = looked.wave(both("ab", "bc"), silent="ef")
    picture = queries.picture(wave, queries.Choice(), user=ANYBODY)
    assert [member.name for member in picture.missing] == ["Maison E", "Maison F"]
    standings = {one.member.name: one for one in measures.standings(picture)}
    assert standings["Maison E"].position is None  # nothing is known of it
    assert standings["Maison D"].position.degree == 0  # it said it works with nobody else


def test_nobody_sees_a_tie_its_two_ends_do_not_publish(client):
    looked = Looked()
    looked.wave(both("ab", "bc", "cd"), shown=Shown.NOTHING)
    outsider = acting_user(Role.MANAGER, organisation=looked["f"])
    client.force_login(outsider)
    for name in ("liens.csv", "reseau.graphml", "mesures.json"):
        address = reverse("network_file", args=[looked.network.uid, name])
        content = client.get(address)
        text = content.getvalue().decode() if content.streaming else content.text
        assert "Entraide" not in text, name
    assert "Aucun lien à montrer" in page(client, "network_map", looked).text


def test_an_organisation_sees_its_own_ties_beside_what_is_published(client):
    looked = Looked()
    wave = looked.wave(both("ab", "bc", "cd"), shown=Shown.NOTHING)
    user = acting_user(Role.MANAGER, organisation=looked["b"])
    seen = queries.picture(wave, queries.Choice(), user=user)
    names = {member.pk: member.name for member in seen.members}
    assert {(names[tie.source], names[tie.target]) for tie in seen.ties} == {
        ("Maison A", "Maison B"),
        ("Maison B", "Maison C"),
    }


def test_each_rule_makes_its_own_network():
    looked = Looked()
    wave = looked.wave(both("ab", "bc") + " cd", formation=both("ab"))
    looked.let_show(wave, "c", "d")

    def made(rule):
        return queries.picture(wave, queries.Choice(rule), user=ANYBODY)

    assert len(made(CountingRule.CONFIRMED).ties) == 2
    assert [tie.status for tie in made(CountingRule.ANY_CLAIM).ties].count(Status.CLAIMED) == 1
    weighted = made(CountingRule.WEIGHTED).network
    assert sorted(map(int, weighted.weights)) == [1, 2, 4]
    assert made(CountingRule.ANY_CLAIM).network.weights is None


def test_kinds_and_lines_leave_the_others_out():
    looked = Looked()
    wave = looked.wave(both("ab", "bc"), formation=both("cd"))
    OfferFactory(organisation=looked["c"], line=1)
    OfferFactory(organisation=looked["d"], line=1)
    only = queries.picture(wave, queries.Choice(kinds=("formation",)), user=ANYBODY)
    assert len(only.ties) == 1
    first = queries.picture(wave, queries.Choice(lines=(1,)), user=ANYBODY)
    assert [member.name for member in first.members] == ["Maison C", "Maison D"]


def test_an_address_typed_by_hand_shows_the_map_all_the_same(client):
    looked = Looked()
    looked.wave(both("ab"))
    answer = page(
        client, "network_map", looked, wave="quoi", rule="quoi", kind="quoi", colour="quoi", line="x"
    )
    assert answer.status_code == 200
    assert "Maison A" in answer.text


@pytest.mark.parametrize("colour", ["milieu", "sector", "line", "community"])
@pytest.mark.parametrize("size", ["partners", "betweenness", "closeness", "none"])
def test_colours_and_sizes_are_chosen_in_the_address(client, colour, size):
    looked = Looked()
    looked.wave(both("ab", "bc"))
    answer = page(client, "network_map", looked, colour=colour, size=size)
    assert answer.status_code == 200
    assert answer.text.count("<svg") >= 2


def test_the_drawing_stays_where_it_was_from_one_wave_to_the_next():
    looked = Looked("abcdefgh")
    ties = both("ab", "bc", "cd", "de", "ef", "fg", "gh", "ha", "ac")
    before = looked.wave(ties, name="Avant", day=date(2025, 4, 1))
    after = looked.wave(ties, name="Après")
    first = queries.picture(before, queries.Choice(), user=ANYBODY)
    second = queries.picture(after, queries.Choice(), user=ANYBODY, seen=[after, before])
    for one, other in zip(first.places, second.places, strict=True):
        assert one == pytest.approx(other, abs=0.15)


def test_the_measures_say_what_they_mean_and_do_not_mean(client):
    looked = Looked()
    looked.wave(both("ab", "bc", "cd"), silent="f")
    answer = page(client, "network_measures", looked)
    assert "Ce n’est pas une note" in answer.text
    assert "jamais un palmarès" in answer.text
    assert "silence" in answer.text


@pytest.mark.parametrize("prefix", ["w", "p", "r", "s", "l", "k"])
@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_every_table_of_measures_is_taken_as_a_file(client, prefix, format_):
    looked = Looked()
    looked.wave(both("ab", "bc", "cd"), formation=both("ab"))
    answer = page(client, "network_measures", looked, **{f"{prefix}export": format_})
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    if format_ == "csv":
        assert answer.getvalue().startswith(b"\xef\xbb\xbf")


def test_the_page_of_an_organisation_says_whom_it_does_not_reach_and_who_could_introduce_them(client):
    looked = Looked()
    looked.wave(both("ab", "bc", "cd"))
    text = page(client, "network_neighbourhood", looked, looked["a"].uid).text
    assert "Maison A a 1 partenaire connu" in text
    assert "pourraient être présentées par Maison B" in text
    assert "Pas joints" in text


def test_an_organisation_out_of_the_wave_has_no_page_on_the_map(client):
    looked = Looked()
    looked.wave(both("ab"))
    assert page(client, "network_neighbourhood", looked, uuid4()).status_code == 404


def test_the_files_hold_the_network_as_it_is_shown(client, tmp_path):
    from click.testing import CliRunner

    from arrimage.cli.network import network

    looked = Looked()
    wave = looked.wave(both("ab", "bc", "cd"), silent="f")
    found = json.loads(page(client, "network_file", looked, "mesures.json").text)
    assert found["density"] == pytest.approx(3 / 15)
    assert found["rule"] == CountingRule.ANY_CLAIM
    assert found["response_rate"] == pytest.approx(5 / 6)
    assert found["articulation_points"] == []  # those concerned have read nothing yet
    assert found["articulation_points_count"] == 2
    assert found["resilience"] == {}
    # What the terminal makes of the page's own GraphML.
    file = tmp_path / "reseau.graphml"
    file.write_text(page(client, "network_file", looked, "reseau.graphml").text, encoding="utf-8")
    told = json.loads(CliRunner().invoke(network, ["measure", str(file), "--json"]).output)
    for key in ("organisations", "ties", "density", "transitivity", "communities", "components", "diameter"):
        assert told[key] == found[key], key
    assert set(told) - {"bridges", "articulation_points"} <= set(found)
    assert wave.name in found["wave"]
    csv = b"".join(page(client, "network_file", looked, "liens.csv").streaming_content).decode("utf-8-sig")
    assert csv.splitlines()[0].startswith("source,target,kind")
    assert len(csv.splitlines()) == 4
    svg = page(client, "network_file", looked, "carte.svg")
    assert svg["Content-Type"].startswith("image/svg+xml")
    assert "<title>" in svg.text
    assert "<script" not in svg.text


def test_an_unknown_file_does_not_exist(client):
    looked = Looked()
    looked.wave(both("ab"))
    assert page(client, "network_file", looked, "autre.txt").status_code == 404


def test_a_name_with_marks_of_its_own_breaks_no_file(client):
    from xml.etree import ElementTree as ET

    looked = Looked()
    looked["a"].name = 'Chez "Nous" <&> Co'
    looked["a"].save()
    looked.wave(both("ab"))
    ET.fromstring(page(client, "network_file", looked, "reseau.graphml").text)
    ET.fromstring(page(client, "network_file", looked, "carte.svg").text)
    assert "<&>" not in page(client, "network_map", looked).text


@pytest.mark.parametrize(
    ("name", "most"),
    [("network_map", 12), ("network_measures", 13), ("network_departures", 16), ("network_comparison", 12)],
)
def test_the_queries_do_not_grow_with_the_network(client, django_assert_max_num_queries, name, most):
    looked = Looked("abcdefghijkl")
    looked.wave(both("ab", "bc", "cd", "de", "ef", "fg", "gh", "hi", "ij"), formation=both("ab", "kl"))
    with django_assert_max_num_queries(most):
        assert page(client, name, looked).status_code == 200


def test_whoever_is_named_without_being_asked_is_not_counted_among_the_silent():
    looked = Looked()
    wave = looked.wave(both("ab"))
    looked.let_show(wave, "a", "b")
    RosterEntry.objects.filter(wave=wave, organisation=looked["b"]).delete()
    picture = queries.picture(wave, queries.Choice(), user=ANYBODY)
    named = next(member for member in picture.members if member.name == "Maison B")
    assert named.answer == queries.Answer.NAMED
    assert named not in picture.missing
