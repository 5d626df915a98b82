"""Stories that resemble each other, against slow versions and groups known beforehand."""

from functools import lru_cache
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrimage.science.trajectories.profiles import costs, matching, medoids, profiles, silhouette
from arrimage.science.trajectories.state import Rules
from tests.science.test_trajectories import state_of

NAMES = ("a", "b", "c", "d")


def told(stories):
    rows = [(who, name, place, None) for who, story in enumerate(stories) for place, name in enumerate(story)]
    return state_of(rows, Rules(), NAMES)


def slow_distance(one, other, cost):
    @lru_cache(None)
    def least(i, j):
        if not i or not j:
            return i + j
        change = least(i - 1, j - 1) + cost[NAMES.index(one[i - 1]), NAMES.index(other[j - 1])]
        return min(change, least(i - 1, j) + 1, least(i, j - 1) + 1)

    return least(len(one), len(other)) / (len(one) + len(other))


@given(st.lists(st.text("abcd", min_size=1, max_size=7), min_size=2, max_size=8))
@settings(max_examples=40)
def test_distances_are_those_of_the_slow_version(stories):
    state = told(stories)
    cost = costs(state)
    found = matching(state, np.arange(len(state.people)))
    for one, other in combinations(range(len(state.people)), 2):
        expected = slow_distance(state.variants[one], state.variants[other], cost)
        assert found[one, other] == found[other, one] == pytest.approx(expected)
    assert (found <= 1).all()
    assert not found.diagonal().any()


@given(st.integers(2, 3), st.integers(0, 50))
@settings(max_examples=25)
def test_groups_are_as_tight_as_any_swap_can_make_them(groups, seed):
    chance = np.random.default_rng(seed)
    points = chance.random((8, 2))
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    weights = chance.integers(1, 5, 8).astype(float)
    centres, labels = medoids(distances, weights, groups)
    cost = distances[centres].min(axis=0) @ weights
    for place in range(groups):
        for row in range(8):
            changed = centres.copy()
            changed[place] = row
            assert distances[changed].min(axis=0) @ weights >= cost - 1e-9
    assert (labels[centres] == np.arange(groups)).all()
    every = min(distances[list(some)].min(axis=0) @ weights for some in combinations(range(8), groups))
    assert cost <= 1.15 * every


def test_the_silhouette_compares_each_story_with_the_others_of_its_group_and_the_next():
    distances = np.array(
        [[0.0, 0.2, 0.4, 0.9], [0.2, 0.0, 0.3, 0.8], [0.4, 0.3, 0.0, 0.6], [0.9, 0.8, 0.6, 0.0]]
    )
    weights, labels = np.array([2.0, 1.0, 3.0, 4.0]), np.array([0, 0, 0, 1])
    scores = []
    for row in range(4):
        mine = [other for other in range(4) if other != row and labels[other] == labels[row]]
        theirs = [other for other in range(4) if labels[other] != labels[row]]
        if not mine:
            scores.append(0.0)
            continue
        own = np.average(distances[row, mine], weights=weights[mine])
        other = np.average(distances[row, theirs], weights=weights[theirs])
        scores.append((other - own) / max(own, other))
    assert silhouette(distances, weights, labels) == pytest.approx(np.average(scores, weights=weights))


def test_two_ways_of_going_are_found_and_firm():
    stories = ["abab"] * 20 + ["ababab"] * 12 + ["aab"] * 4 + ["cdcd"] * 15 + ["cdd"] * 9 + ["ccd"] * 3
    found = profiles(told(stories))
    assert [profile.persons for profile in found.profiles] == [36, 27]
    assert [profile.typical for profile in found.profiles] == [tuple("abab"), tuple("cdcd")]
    assert all(profile.stability > 0.9 for profile in found.profiles)
    assert found.covered == 1
    assert found == profiles(told(stories))


def test_too_few_stories_make_no_groups():
    assert profiles(told(["ab", "ab", "cd"])) is None
    with pytest.raises(ValueError, match="as many groups"):
        medoids(np.zeros((2, 2)), np.ones(2), 3)
