"""Known instruments: what each measures, whose it is, and how it is scored, without a word of its text.

One file each in `data/instruments`. The questions stand there as numbered codes (`phq9_1`…): the wording is
brought by whoever may use it, in a workbook (`with_text`), and the rules of the file are put back on it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _

from .questionnaire import Choice, Item, Kind, Questionnaire, Section
from .scores import Score, Texts


@dataclass(frozen=True)
class Known:
    """`form` has codes and rules and no text; None when the instrument cannot be rebuilt here at all."""

    slug: str
    title: Texts
    measures: Texts
    source: str
    licence: Texts
    is_free: bool  # its text may be used without a permission
    needed: Texts  # to use it here
    text_at: str  # where its text is asked for
    scoring: Texts  # in words, when there is no rule
    form: Questionnaire | None

    @property
    def has_alert(self) -> bool:
        return self.form is not None and any(item.alert for item in self.form.asked)


@cache
def known_instruments() -> tuple[Known, ...]:
    """All of them, by title; those that are free come first."""
    folder = files("arrimage.apps.questionnaires").joinpath("data", "instruments")
    found = [
        _known(file.name.removesuffix(".toml"), tomllib.loads(file.read_text("utf-8")))
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_free, one.title["fr"])))


def known_instrument(slug: str) -> Known | None:
    return next((one for one in known_instruments() if one.slug == slug), None)


class NotThisInstrument(ValueError):
    """A text that does not fit: `sentences` say what to mend."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def with_text(known: Known, text: Questionnaire) -> Questionnaire:
    """The instrument with the words of `text`: its codes, conditions, alerts and scores are the instrument's.

    Raises NotThisInstrument when a question or an answer is missing, or is there and should not be.
    """
    if known.form is None:
        raise NotThisInstrument([_("This instrument cannot be rebuilt here: use its authors’ own tool.")])
    given = {item.name: item for item in text.items.values() if item.kind is not Kind.NOTE}
    wrong = [_("The question “%(name)s” is missing.") % {"name": name}
             for name in known.form.items if name not in given]  # fmt: skip
    wrong += [_("The question “%(name)s” is not one of this instrument’s: take it out.") % {"name": name}
              for name in given if name not in known.form.items]  # fmt: skip
    wrong += [
        _("The answers to “%(name)s” must be, in this order: %(codes)s.")
        % {"name": name, "codes": ", ".join(choice.code for choice in item.choices)}
        for name, item in known.form.items.items()
        if name in given and _codes(given[name]) != _codes(item)
    ]
    order = [name for name in given if name in known.form.items]
    if not wrong and order != list(known.form.items):
        wrong.append(_("The questions are not in the order of the instrument: put them back in it."))
    if wrong:
        raise NotThisInstrument(wrong)
    sections = tuple(
        replace(
            section,
            items=tuple(_worded(known.form.items.get(item.name), item) for item in section.items),
            relevant="",
        )
        for section in text.sections
    )
    return replace(text, sections=sections, scores=known.form.scores)


def _codes(item: Item) -> tuple:
    return item.kind, tuple(choice.code for choice in item.choices)


def _worded(rule: Item | None, given: Item) -> Item:
    """A note passes as it is, but for its condition."""
    if rule is None:
        return replace(given, relevant="")
    choices = tuple(
        replace(choice, label=worded.label)
        for choice, worded in zip(rule.choices, given.choices, strict=True)
    )
    return replace(rule, label=given.label, help=given.help, choices=choices)


# --- The files


def _known(slug: str, data: Mapping[str, Any]) -> Known:
    blocks = {block["name"]: _items(block) for block in data.get("blocks", ())}
    form = None
    if blocks:
        form = Questionnaire(
            data["title"],
            tuple(Section(f"{name}_section", items) for name, items in blocks.items()),
            languages=("fr",),
            scores=tuple(_score(score, blocks) for score in data["scores"]),
        )
    return Known(
        slug,
        data["title"],
        data["measures"],
        data["source"],
        data["licence"],
        data["free"],
        data["needed"],
        data["text_at"],
        data.get("scoring", {}),
        form,
    )


def _items(block: Mapping[str, Any]) -> tuple[Item, ...]:
    return tuple(
        Item(
            f"{block['name']}_{number}",
            Kind.SINGLE,
            choices=tuple(Choice(code, {}) for code in block["answers"]),
            not_applicable=block.get("not_applicable", False),
            declinable=block.get("declinable", False),
            relevant=block.get("relevant", "").replace("#", str(number)),
            alert=block.get("alerts", {}).get(str(number), ""),
        )
        for number in range(1, block["count"] + 1)
    )


def _score(data: Mapping[str, Any], blocks: Mapping[str, tuple[Item, ...]]) -> Score:
    """`of` names blocks, `reversed` the items that count from the other end, `one_for` what counts as one."""
    rest = {key: value for key, value in data.items() if key not in ("of", "reversed", "one_for")}
    turned = set(data.get("reversed", ()))
    parts = [
        {"item": item.name, "reversed": item.name in turned, "one_for": data.get("one_for", ())}
        for name in data["of"]
        for item in blocks[name]
    ]
    return Score.from_data({**rest, "parts": parts})
