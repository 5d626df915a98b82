"""Five steps of one river, from the palest to the deepest."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from arrimage.design.numbers import number

from .figure import Key

STEPS = 5


@dataclass(frozen=True)
class Steps:
    """Classes of values by their lower limits (ascending, at most five; the first takes all below it too)."""

    lower: tuple[float, ...]

    @classmethod
    def over(cls, values: Iterable[float | None]) -> "Steps":
        """Five classes of equal width over the values; one class when they are all the same."""
        known = [value for value in values if value is not None]
        if not known or min(known) == max(known):
            return cls(tuple(known[:1]) or (0,))
        low, high = min(known), max(known)
        return cls(tuple(low + (high - low) * step / STEPS for step in range(STEPS)))

    def of(self, value: float) -> int:
        """The step, 1 to 5, of a value."""
        return max(1, bisect_right(self.lower, value))

    def legend(self, values: Iterable[float | None]) -> list[Key]:
        """What each step holds *here*, from its least to its greatest value; then the hatching, if any."""
        held: dict[int, list[float]] = {}
        values = list(values)
        for value in values:
            if value is not None:
                held.setdefault(self.of(value), []).append(value)
        keys = []
        for step, members in sorted(held.items()):
            low, high = number(min(members)), number(max(members))
            label = low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
            keys.append(Key(label, f"step-{step}"))
        if None in values:
            keys.append(Key(_("no data"), "none"))
        return keys
