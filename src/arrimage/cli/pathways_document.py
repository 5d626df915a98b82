"""What `arrimage pathways` says of a state: the document of `--json`, which the page is made of too."""

from collections.abc import Set
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from arrimage.science.trajectories.continuity import Index
    from arrimage.science.trajectories.episodes import Episodes
    from arrimage.science.trajectories.panel import Panel, Variant
    from arrimage.science.trajectories.quiet import Cell
    from arrimage.science.trajectories.state import State
    from arrimage.science.trajectories.survival import Followed
    from arrimage.science.trajectories.travellers import Travellers

OUTSIDE = ""


def described(
    state: "State", *, top: int = 10, suppress: int = 0, unsaid: "Set[Cell] | None" = None
) -> dict[str, Any]:
    """The document of `--json`.

    suppress: what fewer persons did is left out, as what would give it back. unsaid: the moves to leave out
    where several tables are shown together; worked out from this one alone otherwise.
    """
    from arrimage.science.trajectories.panel import panel
    from arrimage.science.trajectories.quiet import moves_of
    from arrimage.science.trajectories.quiet import unsaid as alone
    from arrimage.science.trajectories.travellers import travellers

    found = panel(state, top=top)
    if not suppress:
        return _Said(state, found, 0, None, frozenset()).document()
    behind = travellers(state)
    if unsaid is None:
        (unsaid,) = alone([moves_of(found, behind)], suppress)
    return _Said(state, found, suppress, behind, unsaid).document()


class _Said:
    """What is said of a state: all of it, or nothing of fewer than `least` persons."""

    def __init__(
        self, state: "State", found: "Panel", least: int, behind: "Travellers | None", hidden: "Set[Cell]"
    ) -> None:
        self.state, self.found, self.least, self.behind, self.hidden = state, found, least, behind, hidden

    def document(self) -> dict[str, Any]:
        from arrimage.science.trajectories.travellers import repeats
        from arrimage.science.trajectories.window import edges

        found, state = self.found, self.state
        kept = [arc for arc in found.arcs if self.says_move((arc.source, arc.target))]
        edge = edges(state)
        return {
            "persons": found.persons,
            "events": found.events,
            "activities": found.activities,
            "variants": found.variants,
            "top_variants": [{"path": list(way.path), "persons": way.persons} for way in self.ways()],
            "arcs": [
                {
                    "from": arc.source,
                    "to": arc.target,
                    "count": arc.count,
                    "median_wait_days": arc.median_wait_days,
                    "p90_wait_days": arc.p90_wait_days,
                }
                for arc in kept
            ],
            "arcs_suppressed": len(found.arcs) - len(kept),
            "starts": {name: n for name, n in found.starts.items() if self.says_move((OUTSIDE, name))},
            "ends": {name: n for name, n in found.ends.items() if self.says_move((name, OUTSIDE))},
            "duration_days": {
                "median": found.durations.median,
                "mean": found.durations.mean,
                "p90": found.durations.p90,
            },
            "continuity": {
                name: self.index(getattr(found.continuity, name))
                for name in ("bice_boxerman", "usual_provider", "sequential", "herfindahl")
            },
            "returns": {
                reading.source: self.delays(reading)
                for reading in found.followed
                if reading.source == reading.target and self.says_activity(reading.source)
            },
            "follow_ups": [
                {"from": reading.source, "to": reading.target} | self.delays(reading)
                for reading in found.followed
                if reading.source != reading.target and self.says_activity(reading.source)
            ],
            "repeats": {
                one.activity: {
                    "persons": one.persons,
                    "persons_again": one.persons_again,
                    "events_again": one.events_again,
                }
                for one in repeats(state)
                if self.says_part(one.persons_again, one.persons)
            },
            "episodes": {
                one.service: self.stays(one) for one in found.episodes if self.says_activity(one.service)
            },
            "episode_gap_days": state.rules.episode_gap,
            "bounces": [
                {"from": bounce.source, "through": bounce.through, "count": bounce.count}
                for bounce in found.bounces
                if self.says_bounce((bounce.source, bounce.through))
            ],
            "frequent_share": found.frequent_share,
            "silent_since_90_days": {
                name: count
                for name, count in found.silent_since_90_days.items()
                if self.says_move((name, OUTSIDE)) and self.says_part(count, found.ends[name])
            },
            "wait_resolution": "microsecond" if state.rules.is_exact else "day",
            "working_days": state.rules.working_days is not None,
            "window": {
                "first": _moment(state.first_at),
                "last": _moment(state.last_at),
                "edge_days": edge.days,
                "persons_early": self.part(edge.persons_early, found.persons),
                "persons_late": self.part(edge.persons_late, found.persons),
            },
        }

    def says_move(self, cell: "Cell") -> bool:
        return cell not in self.hidden

    def ways(self) -> list["Variant"]:
        """Without the last ones where they would give back the few persons whose way is not told."""
        told = [way for way in self.found.top_variants if way.persons >= self.least]
        left = self.found.persons - sum(way.persons for way in told)
        while told and 0 < left < self.least:
            left += told.pop().persons
        return told

    def says_activity(self, name: str) -> bool:
        return self.behind is None or self.behind.activities.get(name, 0) >= self.least

    def says_bounce(self, pair: tuple[str, str]) -> bool:
        return self.behind is None or self.behind.bounces[pair] >= self.least

    def says_part(self, count: int, whole: int) -> bool:
        """A part of some people, unless it is small, or the others are, whom subtraction would give."""
        return whole >= self.least and all(not 0 < one < self.least for one in (count, whole - count))

    def part(self, count: int, whole: int) -> int | None:
        return count if self.says_part(count, whole) else None

    def index(self, value: "Index") -> dict[str, Any]:
        known = self.says_part(value.excluded, value.excluded + value.persons)
        return {
            "mean": value.mean if value.persons >= self.least else None,
            "persons": value.persons if known else None,
            "excluded": value.excluded if known else None,
            "excluded_share": value.excluded_share if known else None,
        }

    def delays(self, reading: "Followed") -> dict[str, Any]:
        known = {day: self.says_part(count, reading.events) for day, count in reading.reached.items()}
        nothing = {"value": None, "low": None, "high": None}
        return {
            "events": reading.events,
            "within_days": {
                str(day): count if known[day] else None for day, count in reading.reached.items()
            },
            "estimate": {
                str(day): (
                    {"value": value, "low": reading.low[day], "high": reading.high[day]}
                    if known[day]
                    else nothing
                )
                | {"watched": reading.watched[day]}
                for day, value in reading.estimate.items()
            },
        }

    def stays(self, one: "Episodes") -> dict[str, Any]:
        told = self.says_part(one.reentries, one.episodes)
        return {
            "persons": one.persons,
            "episodes": one.episodes if told else None,
            "reentries": one.reentries if told else None,
            "duration_days": {"median": one.median_days, "p90": one.p90_days},
            "away_days": {"median": one.median_away_days if told else None},
        }


def _moment(at: int | None) -> str | None:
    return None if at is None else (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).isoformat()
