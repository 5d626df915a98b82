"""One pass against the slow, obvious versions; and what splitting, merging and order may never change."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrimage.science.trajectories.arcs import arcs, bounces
from arrimage.science.trajectories.continuity import continuity
from arrimage.science.trajectories.counted import mean, quantile
from arrimage.science.trajectories.episodes import episodes
from arrimage.science.trajectories.panel import panel, top_variants
from arrimage.science.trajectories.state import Rules, State, merged, paths_of, replaced, under
from arrimage.science.trajectories.survival import followed
from arrimage.science.trajectories.tags import Tag
from arrimage.science.trajectories.tally import Events, Tally, tally
from tests.twins import trajectories as twin

DAY = twin.DAY
NAMES = ("assessment", "call", "discharge", "visit")
PAIRS = (*((name, name) for name in NAMES), ("discharge", "visit"), ("discharge", "never"))

rows_of_events = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from(NAMES),
        st.integers(0, 40 * 24).map(lambda hours: hours * 3_600_000_000),
        st.sampled_from([None, "a", "b", "c"]),
    ),
    min_size=1,
    max_size=60,
)


def events_of(rows, names=NAMES):
    """Rows as the engines hand them: sorted by person, time, then order of arrival."""
    rows = sorted(rows, key=lambda row: (row[0], row[2]))
    people = [row[0] for row in rows]
    providers = ["a", "b", "c"]
    return Events(
        np.array([place == 0 or people[place - 1] != person for place, person in enumerate(people)], bool),
        np.array([names.index(row[1]) for row in rows], np.int32),
        np.array([row[2] for row in rows], np.int64),
        np.array([-1 if row[3] is None else providers.index(row[3]) for row in rows], np.int32),
    )


def state_of(rows, rules=None, names=NAMES):
    return tally(
        [events_of(rows, names)], names, providers=3, rules=rules or Rules(pairs=PAIRS, episode_gap=5)
    )


@given(rows_of_events)
def test_the_pass_counts_what_the_slow_version_counts(rows):
    state = state_of(rows)
    assert {(arc.source, arc.target): arc.count for arc in arcs(state)} == {
        arc: count for arc, (count, _, _) in twin.arcs(rows).items()
    }
    for arc in arcs(state):
        _, median, p90 = twin.arcs(rows)[arc.source, arc.target]
        assert arc.median_wait_days == pytest.approx(median)
        assert arc.p90_wait_days == pytest.approx(p90)
    assert {(b.source, b.through): b.count for b in bounces(state)} == twin.bounces(rows)
    assert dict(zip(state.variants, state.people.tolist(), strict=True)) == twin.variants(rows)
    assert state.microseconds == sum(twin.durations(rows))


@given(rows_of_events)
def test_continuity_is_that_of_the_slow_version(rows):
    found, expected = continuity(state_of(rows)), twin.continuity(rows)
    for name in ("bice_boxerman", "usual_provider", "sequential", "herfindahl"):
        index = getattr(found, name)
        value, persons = expected.get(name, (None, 0))
        assert (index.mean, index.persons) == (pytest.approx(value) if persons else None, persons)
        assert index.persons + index.excluded == len(twin.trajectories(rows))


@given(rows_of_events)
def test_what_follows_is_that_of_the_slow_version(rows):
    state = state_of(rows)
    for reading in followed(state):
        shares, waiting = twin.followed(rows, reading.source, reading.target, state.last_at)
        assert reading.events == len(waiting)
        for window in (7, 30, 90):
            assert reading.reached[window] == sum(came and days <= window for days, came in waiting)
            assert reading.watched[window] == sum(days >= window for days, _ in waiting)
            known = [share for day, share in shares.items() if day <= window]
            if reading.estimate[window] is not None:
                assert reading.estimate[window] == pytest.approx(known[-1] if known else 0.0, abs=1e-12)
                assert reading.low[window] <= reading.estimate[window] + 1e-12
                assert reading.high[window] >= reading.estimate[window] - 1e-12


@given(rows_of_events, st.integers(1, 9))
def test_episodes_are_those_of_the_slow_version(rows, gap):
    found = {one.service: one for one in episodes(state_of(rows, Rules(episode_gap=gap)))}
    expected = twin.episodes(rows, gap)
    assert found.keys() == expected.keys()
    for service, (lasted, away) in expected.items():
        one = found[service]
        assert (one.episodes, one.reentries) == (len(lasted), len(away))
        assert one.persons == len({row[0] for row in rows if row[1] == service})
        assert one.median_days == pytest.approx(np.median(lasted))
        assert one.p90_days == pytest.approx(np.quantile(lasted, 0.9))
        assert one.median_away_days == (pytest.approx(np.median(away)) if away else None)


@given(rows_of_events, st.lists(st.integers(0, 60), max_size=5))
def test_splitting_the_events_anywhere_changes_nothing(rows, cuts):
    events = events_of(rows)
    whole = tally([events], NAMES, providers=3, rules=Rules(pairs=PAIRS))
    places = [0, *sorted(min(cut, len(events)) for cut in cuts), len(events)]
    parts = [events.part(begin, end) for begin, end in pairwise(places)]
    assert tally(parts, NAMES, providers=3, rules=Rules(pairs=PAIRS)) == whole


@given(rows_of_events, st.integers(1, 6))
def test_states_of_different_people_add_up(rows, split):
    whole = state_of(rows)
    parts = [state_of([row for row in rows if (row[0] < split) == below]) for below in (True, False)
             if any((row[0] < split) == below for row in rows)]  # fmt: skip
    assert merged(parts) == whole
    assert merged(parts[::-1]) == whole


@given(rows_of_events)
def test_states_that_know_different_activities_add_up(rows):
    def known(part):
        names = tuple(sorted({row[1] for row in part}))
        return state_of(part, Rules(), names)

    parts = [part for part in ([r for r in rows if r[0] < 3], [r for r in rows if r[0] >= 3]) if part]
    assert merged([known(part) for part in parts]) == known(rows)


@given(rows_of_events)
@settings(max_examples=30)
def test_exact_waits_keep_the_microsecond(rows):
    state = state_of(rows, Rules(unit=1))
    expected = twin.arcs(rows, lambda start, end: (end - start) / DAY)
    for arc in arcs(state):
        _, median, p90 = expected[arc.source, arc.target]
        assert arc.median_wait_days == pytest.approx(median)
        assert arc.p90_wait_days == pytest.approx(p90)


def test_a_table_that_fills_up_loses_nothing():
    rng = np.random.default_rng(1)
    size = 60_000
    first = np.zeros(size, bool)
    first[::50] = True
    names = tuple(f"{code:03}" for code in range(300))
    at = np.where(first, 0, rng.integers(0, 10**15, size))
    for begin in range(0, size, 50):
        at[begin : begin + 50].sort()
    codes = rng.integers(0, 300, size).astype(np.int32)
    state = tally([Events(first, codes, at, np.full(size, -1, np.int32))], names)
    assert state.persons == len(state.people) == size / 50
    assert sum(arc.count for arc in arcs(state)) == size - size / 50
    assert continuity(state).bice_boxerman.persons == 0


@given(rows_of_events, st.lists(st.integers(1, 59), max_size=4))
def test_paths_that_are_known_need_not_be_looked_for(rows, cuts):
    events, plain = events_of(rows), state_of(rows)
    told = Tally(NAMES, 3, Rules(pairs=PAIRS, episode_gap=5))
    places = [0, *sorted({cut for cut in cuts if cut < len(events)}), len(events)]
    told.add_with_paths([events.part(*ends) for ends in pairwise(places)], paths_of(plain))
    assert told.state() == plain


def test_very_long_paths_through_very_many_activities():
    rng = np.random.default_rng(2)
    names = tuple(f"{code:04}" for code in range(1_100))  # more arcs than have a counter
    lengths = [5_000, 1, 1_300, 5_000, 1_300, 40_000]
    first = np.zeros(sum(lengths), bool)
    first[np.cumsum([0, *lengths[:-1]])] = True
    codes = rng.integers(0, 1_100, sum(lengths)).astype(np.int32)
    codes[2::3] = codes[: len(codes[2::3]) * 3 : 3]  # somewhere and back, often
    codes[6_301:11_301] = codes[:5_000]  # the fourth went where the first did
    state = tally(
        [Events(first, codes, np.arange(len(codes)) * DAY, np.full(len(codes), -1, np.int32))], names
    )
    paths = np.split(codes, np.flatnonzero(first)[1:])
    back = Counter()
    for path in paths:
        there_and_back = (path[2:] == path[:-2]) & (path[2:] != path[1:-1])
        back.update(zip(path[2:][there_and_back].tolist(), path[1:-1][there_and_back].tolist(), strict=True))
    assert {(int(b.source), int(b.through)): b.count for b in bounces(state)} == back
    assert sorted(state.people.tolist()) == [1, 1, 1, 1, 2]
    assert state.tallies(Tag.LENGTH)[1:][0].tolist() == sorted(set(lengths))


def test_a_million_events_of_one_person_in_many_runs():
    runs = [
        Events(
            np.array([place == 0] + [False] * 9_999),
            np.arange(10_000, dtype=np.int32) % 3,
            np.arange(10_000) * DAY + place * 10_000 * DAY,
            np.zeros(10_000, np.int32),
        )
        for place in range(100)
    ]
    state = tally(runs, NAMES, providers=1)
    assert (state.persons, state.events, len(state.people)) == (1, 1_000_000, 1)
    assert continuity(state).usual_provider.mean == 1.0


def test_working_days_are_counted_where_a_calendar_is_given():
    friday, monday, tuesday = (day * DAY for day in (1, 4, 5))  # 2 January 1970 was a Friday
    rows = [(1, "call", friday, None), (1, "visit", monday, None), (1, "visit", tuesday, None)]
    rules = Rules(working_days=(0, 1, 4, 5, 6, 7, 8))
    waits = {(arc.source, arc.target): arc.median_wait_days for arc in arcs(state_of(rows, rules))}
    assert waits == {("call", "visit"): 1, ("visit", "visit"): 1}


@pytest.mark.parametrize("back", [1, 40_000_000_000, 90_000_000_000, 1 << 50])
@pytest.mark.parametrize("rules", [Rules(), Rules(unit=1)])
def test_time_going_backwards_is_refused(back, rules):
    codes = np.full(2, -1, np.int32)
    at = np.array([back, 0])
    with pytest.raises(ValueError, match="backwards"):
        tally([Events(np.array([True, False]), *np.zeros((1, 2), np.int32), at, codes)], NAMES, rules=rules)


def test_a_finished_pass_does_not_go_on():
    run = events_of([(1, "call", 0, None)])
    told = Tally(NAMES, 3)
    told.add_whole(run)
    assert told.state() == told.state()
    for go_on in (
        told.add_whole,
        lambda events: told.add_with_paths([events, events], paths_of(told.state())),
    ):
        with pytest.raises(ValueError, match="finished"):
            go_on(run)


def test_rules_that_differ_do_not_add_up():
    with pytest.raises(ValueError, match="do not add up"):
        merged([State.empty(NAMES, Rules()), State.empty(NAMES, Rules(unit=1))])
    with pytest.raises(ValueError, match="no state"):
        merged([])


def test_nothing_at_all_has_no_figure():
    found = panel(Tally(NAMES, 0, Rules(pairs=PAIRS)).state())
    assert (found.persons, found.events, found.variants, found.arcs) == (0, 0, 0, ())
    assert found.durations.median is None
    assert found.frequent_share is None
    assert found.followed[0].estimate == {7: None, 30: None, 90: None}


def test_top_variants_that_tie_come_in_the_order_of_their_activities():
    rows = [(person, name, 0, None) for person, name in enumerate(("visit", "call", "call", "assessment"))]
    assert [(v.path, v.persons) for v in top_variants(state_of(rows), 2)] == [
        (("call",), 2),
        (("assessment",), 1),
    ]


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=30), st.sampled_from([0, 0.1, 0.25, 0.5, 0.9, 1]))
def test_quantiles_are_those_of_numpy(values, share):
    kept, counts = np.unique(values, return_counts=True)
    assert quantile(kept, counts, share) == pytest.approx(np.quantile(values, share))
    assert mean(kept, counts) == pytest.approx(np.mean(values))


def test_the_first_known_estimate_of_kaplan_and_meier():
    """Their own example (1958, p. 460): deaths at 0.8, 3.1, 5.4, 9.2, losses at 1.0, 2.7, 7.0, 12.1."""
    from arrimage.science.trajectories.survival import kaplan_meier

    times = np.array([0.8, 1.0, 2.7, 3.1, 5.4, 7.0, 9.2, 12.1])
    deaths = np.array([1, 0, 0, 1, 1, 0, 1, 0])
    survival, _, left = kaplan_meier(times, deaths, 1 - deaths)
    assert left.tolist() == [8, 7, 6, 5, 4, 3, 2, 1]
    assert survival == pytest.approx([7 / 8, 7 / 8, 7 / 8, 7 / 10, 21 / 40, 21 / 40, 21 / 80, 21 / 80])


@pytest.mark.parametrize(
    ("kind", "other", "fitting"),
    [
        ("starts_with", "", {"ab", "aab", "a"}),
        ("ends_with", "", {"ba", "a"}),
        ("present", "", {"ab", "ba", "aab", "a"}),
        ("absent", "", {"bc"}),
        ("at_most", "", {"bc"}),
        ("response", "b", {"ab", "aab"}),
        ("precedence", "b", {"ba"}),
        ("chain_response", "b", {"ab"}),
        ("not_together", "b", {"a"}),
    ],
)
def test_each_rule_fits_the_paths_it_says(kind, other, fitting):
    from arrimage.science.trajectories.conformance import Kind, Rule, fits

    stories = ("ab", "ba", "aab", "a", "bc")
    rows = [(who, name, place, None) for who, story in enumerate(stories) for place, name in enumerate(story)]
    (fit,) = fits(state_of(rows, Rules(), ("a", "b", "c")), [Rule(Kind(kind), "a", other)])
    apart = {"".join(path) for path, _ in fit.apart}
    concerned = {story for story in stories if "a" in story} if other else set(stories)
    assert concerned - apart == fitting
    assert (fit.concerned, fit.fitting) == (len(concerned), len(fitting))


def test_a_rule_that_lacks_something_is_refused():
    from arrimage.science.trajectories.conformance import Kind, Rule

    with pytest.raises(ValueError, match="two activities"):
        Rule(Kind.RESPONSE, "a")
    with pytest.raises(ValueError, match="about one"):
        Rule(Kind.ABSENT, "a", "b")


@given(rows_of_events, rows_of_events)
def test_a_period_added_gives_what_all_events_give(rows, more):
    def known(part, rules=None):
        names = tuple(sorted({row[1] for row in part}))
        pairs = tuple((name, name) for name in names)
        return state_of(part, rules or Rules(pairs=pairs, episode_gap=5), names)

    whole = known([*rows, *more])
    who = {row[0] for row in more}
    gone = [row for row in rows if row[0] in who]
    before = under(known(rows), whole.rules)
    come = known([*gone, *more], whole.rules)
    taken = known(gone, whole.rules) if gone else State.empty((), whole.rules)
    assert replaced(before, taken, come) == whole


def test_what_was_never_counted_is_not_taken_away():
    one, other = ([(1, name, 0, None)] for name in ("call", "visit"))
    with pytest.raises(ValueError, match="never counted"):
        replaced(state_of(one), state_of(other), state_of(one))


@pytest.mark.parametrize(
    "rules",
    [
        Rules(unit=1, pairs=PAIRS, episode_gap=5),
        Rules(pairs=PAIRS, episode_gap=6),
        Rules(pairs=PAIRS, episode_gap=5, working_days=(0, 1)),
        Rules(pairs=(*PAIRS, ("call", "visit")), episode_gap=5),
    ],
)
def test_a_state_is_not_read_under_rules_that_count_something_else(rules):
    with pytest.raises(ValueError, match=r"another|calendar|not counted"):
        under(state_of([(1, "call", 0, None), (1, "visit", DAY, None)]), rules)
