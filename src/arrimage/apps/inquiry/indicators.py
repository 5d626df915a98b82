"""What rooms follow in time with a name, a reason and somebody who chose it: a finding may rest on it.

    register_indicators("measure", Indicators(_("A measure of an improvement cycle"), find=…, listed=…))

`find(user, ref)`: the indicator as that user may read it today; `listed(user)`: what they choose among.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Indicator:
    """`label`: its name and what it says today; `source`: who follows it and who chose it."""

    ref: str
    label: str
    source: str
    url: str = ""


@dataclass(frozen=True)
class Indicators:
    label: Any
    find: Callable[[Any, str], Indicator | None]
    listed: Callable[[Any], list[Indicator]]


KNOWN: dict[str, Indicators] = {}


def register_indicators(name: str, found: Indicators) -> None:
    """Registering them again replaces them."""
    KNOWN[name] = found


def indicator_at(user, ref: str) -> Indicator | None:
    """`ref`: the name of its kind, a colon, and what that kind calls it."""
    name, _colon, own = ref.partition(":")
    return KNOWN[name].find(user, own) if name in KNOWN else None


def indicators_for(user) -> list[tuple[str, list[tuple[str, str]]]]:
    """By kind, (reference, what it says)."""
    found = []
    for name, kind in KNOWN.items():
        if choices := [(f"{name}:{one.ref}", one.label) for one in kind.listed(user)]:
            found.append((str(kind.label), choices))
    return found
