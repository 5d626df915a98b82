"""What the terminal's readers of files share; it is kept lower, where pages may use it too."""

import re

from arrimage.analytics.csv_file import NUMBER, Refused, content_of, rows_of, short

GROUPED = re.compile(r"[+-]?\d{1,3}([ \u00a0\u202f]\d{3})+([.,]\d+)?")  # 1 234,5
# 1,234 is a thousand for some and one for others; 0,117 is clear to all.
UNCLEAR = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")


def decimal(text: str) -> float | None:
    """The number a cell holds, with a decimal point or comma; None for what is no number, or could be two.

    >>> decimal("0,117"), decimal("1 234,5"), decimal("1e-3"), decimal("1,234"), decimal("NA")
    (0.117, 1234.5, 0.001, None, None)
    """
    if GROUPED.fullmatch(text):
        text = re.sub(r"[ \u00a0\u202f]", "", text)
    elif UNCLEAR.fullmatch(text):
        return None
    text = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    return float(text) if NUMBER.fullmatch(text) else None


__all__ = ["NUMBER", "Refused", "content_of", "decimal", "rows_of", "short"]
