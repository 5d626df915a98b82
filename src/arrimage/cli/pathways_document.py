"""What `arrimage pathways` says of a state: the document of `--json`, which the page is made of too."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from arrimage.science.trajectories.state import State


def described(state: "State", *, top: int = 10, suppress: int = 0) -> dict[str, Any]:
    """The document of `--json`. suppress: groups under it are left out, and how many were is said."""
    from arrimage.science.trajectories.panel import panel

    found = panel(state, top=top)

    def enough(count: int) -> bool:
        return count >= suppress

    def index(value) -> dict[str, Any]:
        return {"mean": value.mean, "persons": value.persons, "excluded": value.excluded}

    def delays(reading) -> dict[str, Any]:
        return {
            "events": reading.events,
            "within_days": {str(day): count for day, count in reading.reached.items()},
            "estimate": {
                str(day): {"value": value, "low": reading.low[day], "high": reading.high[day],
                           "watched": reading.watched[day]}
                for day, value in reading.estimate.items()
            },
        }  # fmt: skip

    def stays(found) -> dict[str, Any]:
        told = found.reentries == 0 or enough(found.reentries)
        return {
            "persons": found.persons,
            "episodes": found.episodes if told else None,
            "reentries": found.reentries if told else None,
            "duration_days": {"median": found.median_days, "p90": found.p90_days},
            "away_days": {"median": found.median_away_days if told else None},
        }

    kept = [arc for arc in found.arcs if enough(arc.count)]
    return {
        "persons": found.persons,
        "events": found.events,
        "activities": found.activities,
        "variants": found.variants,
        "top_variants": [
            {"path": list(variant.path), "persons": variant.persons}
            for variant in found.top_variants
            if enough(variant.persons)
        ],
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
        "starts": {name: count for name, count in found.starts.items() if enough(count)},
        "ends": {name: count for name, count in found.ends.items() if enough(count)},
        "duration_days": {
            "median": found.durations.median,
            "mean": found.durations.mean,
            "p90": found.durations.p90,
        },
        "continuity": {
            name: index(getattr(found.continuity, name))
            for name in ("bice_boxerman", "usual_provider", "sequential", "herfindahl")
        },
        "returns": {
            reading.source: delays(reading)
            for reading in found.followed
            if reading.source == reading.target and enough(reading.events)
        },
        "follow_ups": [
            {"from": reading.source, "to": reading.target} | delays(reading)
            for reading in found.followed
            if reading.source != reading.target and enough(reading.events)
        ],
        "episodes": {found.service: stays(found) for found in found.episodes if enough(found.persons)},
        "episode_gap_days": state.rules.episode_gap,
        "bounces": [
            {"from": bounce.source, "through": bounce.through, "count": bounce.count}
            for bounce in found.bounces
            if enough(bounce.count)
        ],
        "frequent_share": found.frequent_share,
        "silent_since_90_days": {
            name: count for name, count in found.silent_since_90_days.items() if enough(count)
        },
        "wait_resolution": "microsecond" if state.rules.is_exact else "day",
        "working_days": state.rules.working_days is not None,
        "window": {
            "first": _moment(state.first_at),
            "last": _moment(state.last_at),
        },
    }


def _moment(at: int | None) -> str | None:
    return None if at is None else (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).isoformat()
