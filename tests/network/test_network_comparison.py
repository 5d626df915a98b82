"""Two waves, or two kinds of ties, side by side."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.urls import reverse

from arrimage.apps.network.forms.analysis import LookForm
from arrimage.apps.network.forms.comparison import CompareForm
from arrimage.apps.network.models import Wave
from arrimage.apps.network.queries import analysis
from arrimage.apps.network.queries import comparison as queries
from arrimage.apps.network.vocabulary_ties import WaveStatus
from tests.network.looked_at import Looked, both

pytestmark = pytest.mark.django_db
LABELS = {"first": "avant", "milieu": "milieu", "near": "près"}


def compared(looked, before, after):
    def picture(wave):
        return analysis.picture(wave, analysis.Choice(), user=AnonymousUser())

    return queries.compare(picture(before), picture(after))


def two_waves(first: str, second: str, letters="abcdefgh", **after):
    looked = Looked(letters)
    before = looked.wave(first, name="Avant", day=date(2025, 4, 1))
    return looked, before, looked.wave(second, name="Après", **after)


def test_kept_lost_and_new_ties_are_told_apart():
    looked, before, after = two_waves(both("ab", "bc", "cd"), both("ab", "bc", "ef"))
    found = compared(looked, before, after)
    assert [len(getattr(found.changes, change)) for change in ("kept", "lost", "new")] == [2, 1, 1]
    assert found.changes.jaccard == pytest.approx(0.5)


def test_a_tie_lost_with_somebody_not_heard_may_only_not_have_been_said(client):
    looked, before, after = two_waves(both("ab", "cd"), both("ab"), silent="d")
    found = compared(looked, before, after)
    assert [found.was_not_heard(tie) for tie in found.changes.lost] == [True]
    text = client.get(reverse("network_comparison", args=[looked.network.uid])).text
    assert "n’a pas été entendue" in text


def test_the_test_says_its_seed_and_its_arrangements(client):
    looked, *_waves = two_waves(both("ab", "bc", "cd", "ad"), both("ab", "bc", "cd", "ad", "ef"))
    text = client.get(reverse("network_comparison", args=[looked.network.uid])).text
    assert "graine 1" in text
    assert "1 001 dispositions" in text.replace("\xa0", " ").replace("\u202f", " ")


def test_a_very_small_network_is_said_not_to_be_testable(client):
    looked, *_waves = two_waves(both("ab"), both("ab"), letters="abc")
    assert "Non testable" in client.get(reverse("network_comparison", args=[looked.network.uid])).text


@pytest.mark.parametrize(
    ("statuses", "chosen"), [("ppo", (0, 1)), ("poo", (0, 2)), ("opp", (1, 2)), ("ooo", (1, 2))]
)
def test_waves_published_are_looked_at_before_one_still_open(statuses, chosen):
    """Waves from the earliest to the latest, p published, o open; which two are compared, which one drawn."""
    named = {"p": WaveStatus.PUBLISHED, "o": WaveStatus.OPEN}
    waves = [Wave(name=str(place), status=named[status]) for place, status in enumerate(statuses)]
    latest_first = waves[::-1]
    compared = CompareForm(QueryDict(), waves=latest_first, kinds=[]).data
    assert (compared["a"], compared["b"]) == tuple(f"wave:{waves[place].uid}" for place in chosen)
    drawn = LookForm(QueryDict(), waves=latest_first, kinds=[]).chosen_wave
    assert drawn.status == WaveStatus.PUBLISHED or "p" not in statuses


def test_two_kinds_of_a_wave_are_set_side_by_side(client):
    looked = Looked()
    looked.wave(both("ab", "bc"), formation=both("ab", "de"))
    address = reverse("network_comparison", args=[looked.network.uid])
    text = client.get(address, {"a": "kind:entraide", "b": "kind:formation"}).text
    assert "les deux sortes" in text
    assert "Automne" in text


@pytest.mark.parametrize("pair", [("kind:entraide", "kind:entraide"), ("wave", "kind:entraide")])
def test_what_cannot_be_compared_is_refused_with_a_sentence(client, pair):
    looked = Looked()
    wave = looked.wave(both("ab"))
    a, b = (f"wave:{wave.uid}" if one == "wave" else one for one in pair)
    answer = client.get(reverse("network_comparison", args=[looked.network.uid]), {"a": a, "b": b})
    assert answer.status_code == 422
    assert "Choisissez" in answer.text


def test_several_relations_are_weighed_at_once_and_what_never_varies_is_left_out():
    looked, before, after = two_waves(both("ab", "bc", "cd", "ef"), both("ab", "bc", "cd", "fg"))
    found = compared(looked, before, after)
    regression = queries.explained(found, {}, labels=LABELS)
    names = [effect.name for effect in regression.effects]
    assert names[0] == "avant"
    assert "près" not in names  # all are in one territory: it says nothing
    assert regression.effects[0].coefficient > 0.5


def test_the_regression_is_that_of_the_science_on_the_same_matrices():
    from arrimage.science.networks.regression import mrqap, same

    looked, before, after = two_waves(both("ab", "bc", "cd", "ef"), both("ab", "bc", "cd", "fg"))
    found = compared(looked, before, after)
    first, second = queries.graphs(found.first, found.second, found.members)
    milieus = [member.kind for member in found.members]
    expected = mrqap(
        second.matrix(),
        {"avant": first.matrix(), "milieu": same(milieus)},
        permutations=queries.PERMUTATIONS,
        seed=queries.SEED,
        directed=False,
    )
    assert queries.explained(found, {}, labels=LABELS) == expected


def test_an_organisation_asked_once_is_left_out_and_said_to_be():
    looked, before, after = two_waves(both("ab", "bc"), both("ab", "bc"))
    after.entries.filter(organisation=looked["h"]).delete()
    found = compared(looked, before, after)
    assert [member.name for member in found.left_out] == ["Maison H"]
    assert len(found.members) == 7


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_the_comparison_is_taken_as_a_file(client, format_):
    looked, *_waves = two_waves(both("ab", "bc"), both("ab", "cd"))
    address = reverse("network_comparison", args=[looked.network.uid])
    answer = client.get(address, {"texport": format_})
    assert "attachment" in answer["Content-Disposition"]
