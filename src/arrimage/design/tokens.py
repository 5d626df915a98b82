"""The tokens of tokens.css and dark.css, read so that figures and tests share them with the pages."""

import re
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static" / "arrimage"
DECLARATION = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})\s*;")


@cache
def light() -> dict[str, str]:
    """Token name → `#rrggbb` by day."""
    return dict(DECLARATION.findall((STATIC / "tokens.css").read_text(encoding="utf-8")))


@cache
def dark() -> dict[str, str]:
    """Token name → `#rrggbb` by night; a token the night does not change keeps its day value."""
    return light() | dict(DECLARATION.findall((STATIC / "dark.css").read_text(encoding="utf-8")))


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio, 1 to 21, of two `#rrggbb` colours."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
