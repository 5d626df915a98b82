"""The words of XLSForm, and ours."""

import re

from arrimage.apps.questionnaires.document.questionnaire import Item, Kind

OURS = "arrimage_"
LANGUAGE_NAMES = {"fr": "Français (fr)", "en": "English (en)"}
KNOWN_LANGUAGES = {
    "fr": "fr",
    "français": "fr",
    "francais": "fr",
    "french": "fr",
    "en": "en",
    "english": "en",
}

# What XLSForm calls a simple question, and what it is here.
KINDS = {
    "text": Kind.TEXT,
    "string": Kind.TEXT,
    "phone number": Kind.TEXT,
    "phone_number": Kind.TEXT,
    "integer": Kind.NUMBER,
    "int": Kind.NUMBER,
    "decimal": Kind.NUMBER,
    "date": Kind.DATE,
    "note": Kind.NOTE,
    "calculate": Kind.CALCULATED,
    "range": Kind.SCALE,
    "file": Kind.FILE,
    "image": Kind.FILE,
}
WHOLE = frozenset({"integer", "int"})
PICTURE = "image"
# What a device says by itself: never collected here, so it is passed over.
ABOUT_THE_DEVICE = frozenset(
    "start end today deviceid device_id subscriberid simserial phonenumber username email audit"
    " start-geopoint background-audio get_today".split()
)
CHOOSES = re.compile(
    r"(?P<how>select_one|select1|select one|select_multiple|select all that apply|select multiple)"
    r"(?:\s+from)?\s+(?P<list>[\w.-]+)(?P<other>\s+or[_ ](?:specify[_ ])?other)?",
    re.IGNORECASE,
)
GROUP = re.compile(r"(begin|end)[ _](group|repeat|loop)\b.*", re.IGNORECASE)


def type_of(item: Item) -> str:
    """The `type` of an item in a workbook, without the list of its choices."""
    return {
        Kind.SINGLE: "select_one",
        Kind.SEVERAL: "select_multiple",
        Kind.SCALE: "range",
        Kind.NUMBER: "integer" if item.whole else "decimal",
        Kind.DATE: "date",
        Kind.TEXT: "text",
        Kind.LONG_TEXT: "text",
        Kind.ENTRIES: "text",
        Kind.FILE: PICTURE if item.pictures_only else "file",
        Kind.NOTE: "note",
        Kind.CALCULATED: "calculate",
    }[item.kind]


def written(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


def limits_of(minimum: float | None, maximum: float | None) -> str:
    """The least and the most as a limit other tools understand."""
    parts = []
    if minimum is not None:
        parts.append(f". >= {written(minimum)}")
    if maximum is not None:
        parts.append(f". <= {written(maximum)}")
    return " and ".join(parts)
