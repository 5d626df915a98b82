"""Every text of a questionnaire, one by one: what it says in each language, and saying it otherwise."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .editing import Gone, item_of, put_score, replace_item, replace_section, score_of, texts
from .questionnaire import Item, Questionnaire
from .scores import Texts

OF_THE_WHOLE = ("title", "introduction", "thanks")
OF_A_SECTION = ("title", "help")
OF_AN_ITEM = ("label", "help", "constraint_message", "low", "high")
LONG = frozenset({"introduction", "thanks", "help", "label"})


@dataclass(frozen=True)
class Wording:
    """`kind` and `name` say whose text it is, `part` which one; `says` is what it says by language."""

    kind: str  # form, section, item, choice, score, band
    name: str
    part: str
    says: Texts

    @property
    def place(self) -> str:
        return f"{self.kind}:{self.name}:{self.part}"

    def mark(self, language: str) -> str:
        """Of what it says in a language, so that one can tell whether somebody changed it since."""
        return hashlib.sha256(self.says.get(language, "").encode()).hexdigest()[:12]

    def lacks(self, languages: tuple[str, ...]) -> list[str]:
        """The languages it is not said in, though it is in another."""
        return [one for one in languages if self.says and not self.says.get(one)]


def wordings(form: Questionnaire) -> Iterator[Wording]:
    """In reading order, those that say something."""
    return (one for one in _all(form) if one.says)


def _all(form: Questionnaire) -> Iterator[Wording]:
    for part in OF_THE_WHOLE:
        yield Wording("form", "", part, getattr(form, part))
    for section in form.sections:
        for part in OF_A_SECTION:
            yield Wording("section", section.name, part, getattr(section, part))
        for item in section.items:
            for part in OF_AN_ITEM:
                yield Wording("item", item.name, part, getattr(item, part))
            for choice in item.choices:
                yield Wording("choice", item.name, choice.code, choice.label)
    for score in form.scores:
        yield Wording("score", score.name, "title", score.title)
        for number, band in enumerate(score.bands):
            yield Wording("band", score.name, str(number), band.label)


def reword(form: Questionnaire, place: str, language: str, text: str) -> Questionnaire:
    """The same, saying this at this place in this language; an empty text says nothing. Raises Gone."""
    kind, _colon, rest = place.partition(":")
    name, _colon, part = rest.rpartition(":")
    if kind == "form" and part in OF_THE_WHOLE:
        return replace(form, **{part: _said(getattr(form, part), language, text)})
    if kind == "section" and part in OF_A_SECTION:
        found = next((one for one in form.sections if one.name == name), None)
        if found is None:
            raise Gone(name)
        return replace_section(form, name, **{part: _said(getattr(found, part), language, text)})
    if kind == "item" and part in OF_AN_ITEM:
        item = item_of(form, name)
        return replace_item(form, name, replace(item, **{part: _said(getattr(item, part), language, text)}))
    if kind == "choice":
        return replace_item(form, name, _choice(item_of(form, name), part, language, text))
    if kind == "score" and part == "title":
        score = score_of(form, name)
        return put_score(form, replace(score, title=_said(score.title, language, text)))
    if kind == "band":
        return _band(form, name, part, language, text)
    raise Gone(place)


def _said(says: Texts, language: str, text: str) -> Texts:
    return texts(**{**says, language: text})


def _choice(item: Item, code: str, language: str, text: str) -> Item:
    if item.choice(code) is None:
        raise Gone(code)
    choices = tuple(
        replace(one, label=_said(one.label, language, text)) if one.code == code else one
        for one in item.choices
    )
    return replace(item, choices=choices)


def _band(form: Questionnaire, name: str, part: str, language: str, text: str) -> Questionnaire:
    score = score_of(form, name)
    if not part.isdecimal() or int(part) >= len(score.bands):
        raise Gone(part)
    bands = list(score.bands)
    band = bands[int(part)]
    bands[int(part)] = replace(band, label=_said(band.label, language, text))
    return put_score(form, replace(score, bands=tuple(bands)))
