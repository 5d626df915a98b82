"""How far a programme reaches: laws, and the slow twin."""

from hypothesis import given
from hypothesis import strategies as st

from arrimage.apps.learning.coverage import STEPS, TeamRow, reach, reach_by_region
from tests.twins import coverage as twin

THEMES = [1, 2, 3]
done = st.frozensets(st.tuples(st.sampled_from(THEMES), st.sampled_from(STEPS)), max_size=6)
rows = st.lists(
    st.builds(
        TeamRow,
        team=st.integers(1, 999),
        region=st.sampled_from(["", "03", "06", "08"]),
        is_pilot=st.booleans(),
        has_left=st.booleans(),
        declined=st.booleans(),
        done=done,
    ),
    max_size=12,
)


@given(rows)
def test_counts_are_those_of_the_slow_twin(teams):
    reached = reach(teams, THEMES)
    by_region = reach_by_region(teams, THEMES)
    for theme in THEMES:
        for step in STEPS:
            took, counted = twin.reached(teams, theme, step)
            assert (reached.by_theme[theme][step], reached.teams) == (took, counted)
            for region, here in by_region.items():
                took, counted = twin.reached(teams, theme, step, region)
                assert (here.by_theme[theme][step], here.teams) == (took, counted)


@given(rows)
def test_regions_add_up_to_the_whole(teams):
    assert sum(here.teams for here in reach_by_region(teams, THEMES).values()) == reach(teams, THEMES).teams


@given(rows, done)
def test_those_who_decline_change_no_rate_whatever_they_did(teams, theirs):
    declined = TeamRow(1000, "03", True, declined=True, done=theirs)
    assert reach([*teams, declined], THEMES) == reach(teams, THEMES)
    assert reach_by_region([*teams, declined], THEMES) == reach_by_region(teams, THEMES)


def test_nothing_over_nothing_is_not_zero():
    assert reach([], THEMES).share(1, "seen") is None
