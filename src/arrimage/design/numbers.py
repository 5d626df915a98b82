"""Numbers as the reader's language writes them: `1 234,5` in French, `1,234.5` in English."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

NO_BREAK = "\u00a0"


def number(value: object, decimals: int | None = None) -> str:
    """A number with its thousands parted; nothing (`None`) is a dash, anything else its own text."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int) and decimals is None and -1000 < value < 1000:
        return str(value)  # the same in both languages
    if isinstance(value, int | float | Decimal):
        if decimals is None and isinstance(value, float):
            decimals = 0 if value.is_integer() else 1
        if decimals is not None:
            value = round(value, decimals)  # Django's own formatting cuts instead of rounding
        return number_format(value, decimals, force_grouping=True)
    return str(value)


def compact(value: float) -> str:
    """A number that fits in a tile: exact below 10 000, then thousands (k), then millions (M)."""
    for unit, size in (("M", 1_000_000), ("k", 10_000)):
        if abs(value) >= size:
            scaled = value / (1_000_000 if unit == "M" else 1_000)
            return f"{number(scaled, 1 if abs(scaled) < 10 else 0)}{NO_BREAK}{unit}"
    return number(value)


def percent(share: float, decimals: int = 0) -> str:
    """A share, 0 to 1, as a percentage: `85 %` in French, `85%` in English."""
    return _("%(number)s%%") % {"number": number(share * 100, decimals)}
