"""The shipped sets of statements for self-assessments, read from `data/assessments`, and their scales."""

import tomllib
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FOLDER = Path(__file__).resolve().parent / "data" / "assessments"

# What the four steps mean. They are words in an order, not quantities: nothing is ever averaged.
SCALES = {
    "presence": {
        "1": pgettext_lazy("how far it is so", "Not at all"),
        "2": pgettext_lazy("how far it is so", "A little"),
        "3": pgettext_lazy("how far it is so", "To a good extent"),
        "4": pgettext_lazy("how far it is so", "Fully"),
    },
    "weight": {
        "1": _("It hardly weighs"),
        "2": _("It weighs a little"),
        "3": _("It weighs much"),
        "4": _("It blocks us"),
    },
}


@cache
def instruments() -> dict[str, dict]:
    """By code, as the files say."""
    found = {}
    for path in sorted(FOLDER.glob("*.toml")):
        with path.open("rb") as file:
            read = tomllib.load(file)
        found[read["code"]] = read
    return found
