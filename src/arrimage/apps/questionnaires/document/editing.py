"""What an author does to a draft: each edit is a function from one document to the next.

None of them asks whether the result could be answered (`checking` says so): a draft may be unfinished. Every
name stays unique, no empty text is ever kept, and what an edit does not speak of stays as it was. An edit
about something that is not there any more raises `Gone`.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from django.utils.text import slugify

from arrimage.apps.questionnaires.expressions.parsing import TOKEN

from .questionnaire import Item, Questionnaire, Section
from .scores import Score, Texts

LONGEST_NAME = 40
EXPRESSIONS = ("relevant", "constraint", "calculation", "alert")


class Gone(LookupError):
    """The question, section or score of this name is not in the document."""


# --- Names


def new_name(words: str, taken: Collection[str], otherwise: str = "question") -> str:
    """A name nobody else bears, made of the first words: nobody has to invent one."""
    plain = slugify(words).replace("-", "_")
    if len(plain) > LONGEST_NAME:
        plain = plain[:LONGEST_NAME].rpartition("_")[0] or plain[:LONGEST_NAME]
    if not re.match(r"[a-z_]", plain):
        plain = f"{otherwise}_{plain}".rstrip("_")
    name, number = plain, 1
    while name in taken:
        number += 1
        name = f"{plain}_{number}"
    return name


def names_of(form: Questionnaire) -> set[str]:
    """Every name that is taken, by whatever bears it."""
    items = {item.name for section in form.sections for item in section.items}
    return items | {section.name for section in form.sections} | {score.name for score in form.scores}


def texts(**given: str) -> Texts:
    """The texts that say something, by language."""
    return {language: text.strip() for language, text in given.items() if text and text.strip()}


# --- Questions


def add_item(form: Questionnaire, item: Item, *, section: str = "", after: str = "") -> Questionnaire:
    """After a question, else at the end of a section, else at the end."""
    item = replace(item, name=new_name(item.name, names_of(form)))
    if after:
        return _in_section_of(form, after, lambda items: _after(items, after, item))
    if not form.sections:
        first = Section(new_name("partie", names_of(form) | {item.name}), (item,))
        return replace(form, sections=(first,))
    name = section or form.sections[-1].name
    return _section(form, name, lambda found: replace(found, items=(*found.items, item)))


def replace_item(form: Questionnaire, name: str, item: Item) -> Questionnaire:
    """The question as it is now; under another name, whatever speaks of it speaks of that name."""
    if item.name != name:
        item = replace(item, name=new_name(item.name, names_of(form) - {name}))
    form = _in_section_of(form, name, lambda items: tuple(item if one.name == name else one for one in items))
    return form if item.name == name else _renamed(form, name, item.name)


def remove_item(form: Questionnaire, name: str) -> Questionnaire:
    """What spoke of it stays as it is: `checking` says what is to mend."""
    return _in_section_of(form, name, lambda items: tuple(one for one in items if one.name != name))


def duplicate_item(form: Questionnaire, name: str) -> Questionnaire:
    """The same once more, just after."""
    return add_item(form, item_of(form, name), after=name)


def move_item(form: Questionnaire, name: str, by: int) -> Questionnaire:
    """One place up (-1) or down (1), from the edge of a section into the next; at the very edge, nothing."""
    at = _place_of(form, name)
    section = form.sections[at]
    names = [item.name for item in section.items]
    place = names.index(name)
    item = section.items[place]
    if 0 <= place + by < len(names):
        items = [one for one in section.items if one.name != name]
        items.insert(place + by, item)
        return _with_section(form, at, replace(section, items=tuple(items)))
    if not 0 <= at + by < len(form.sections):
        return form
    other = form.sections[at + by]
    form = _with_section(form, at, replace(section, items=tuple(i for i in section.items if i.name != name)))
    items = (*other.items, item) if by < 0 else (item, *other.items)
    return _with_section(form, at + by, replace(other, items=items))


def item_of(form: Questionnaire, name: str) -> Item:
    """Raises Gone."""
    section = form.sections[_place_of(form, name)]
    return next(item for item in section.items if item.name == name)


# --- Sections


def add_section(form: Questionnaire, title: Texts, *, after: str = "") -> Questionnaire:
    name = new_name(next(iter(title.values()), "partie"), names_of(form), "partie")
    added = Section(name, title=title)
    if not after:
        return replace(form, sections=(*form.sections, added))
    at = _section_place(form, after)
    return replace(form, sections=(*form.sections[: at + 1], added, *form.sections[at + 1 :]))


def replace_section(form: Questionnaire, name: str, **changes) -> Questionnaire:
    """Its title, its help, its condition."""
    return _section(form, name, lambda found: replace(found, **changes))


def split_section(form: Questionnaire, before: str) -> Questionnaire:
    """A new section begins with this question."""
    at = _place_of(form, before)
    section = form.sections[at]
    place = [item.name for item in section.items].index(before)
    name = new_name("partie", names_of(form))
    # The condition of the section goes with its questions: the same are asked as before.
    rest = Section(name, section.items[place:], relevant=section.relevant)
    first = replace(section, items=section.items[:place])
    return replace(form, sections=(*form.sections[:at], first, rest, *form.sections[at + 1 :]))


def join_section(form: Questionnaire, name: str) -> Questionnaire:
    """Its questions go to the section before, or, from the first one, to the one after; its own words go."""
    at = _section_place(form, name)
    if len(form.sections) == 1:
        return form
    gone = form.sections[at]
    items = tuple(replace(item, relevant=both(gone.relevant, item.relevant)) for item in gone.items)
    to = at - 1 if at else 1
    kept = form.sections[to]
    joined = replace(kept, items=(*kept.items, *items) if at else (*items, *kept.items))
    form = _with_section(form, to, joined)
    return replace(form, sections=tuple(one for one in form.sections if one.name != name))


def remove_section(form: Questionnaire, name: str) -> Questionnaire:
    """With all its questions."""
    _section_place(form, name)
    return replace(form, sections=tuple(one for one in form.sections if one.name != name))


def move_section(form: Questionnaire, name: str, by: int) -> Questionnaire:
    at = _section_place(form, name)
    if not 0 <= at + by < len(form.sections):
        return form
    sections = list(form.sections)
    sections[at], sections[at + by] = sections[at + by], sections[at]
    return replace(form, sections=tuple(sections))


def both(one: str, other: str) -> str:
    """A condition that holds when both do."""
    return f"({one}) and ({other})" if one and other else one or other


# --- Scores


def put_score(form: Questionnaire, score: Score) -> Questionnaire:
    """In place of the score of that name, else after the others."""
    if any(one.name == score.name for one in form.scores):
        return replace(form, scores=tuple(score if one.name == score.name else one for one in form.scores))
    return replace(form, scores=(*form.scores, score))


def remove_score(form: Questionnaire, name: str) -> Questionnaire:
    score_of(form, name)
    return replace(form, scores=tuple(one for one in form.scores if one.name != name))


def score_of(form: Questionnaire, name: str) -> Score:
    """Raises Gone."""
    if found := next((score for score in form.scores if score.name == name), None):
        return found
    raise Gone(name)


# --- Questions from elsewhere


def borrow(
    form: Questionnaire, source: Questionnaire, names: Iterable[str], *, section: str = ""
) -> Questionnaire:
    """Questions of another questionnaire, in its order, at the end of a section.

    A condition comes along when all it speaks of does; a score, when all it counts does.
    """
    wanted = [item for item in source.items.values() if item.name in set(names)]
    taken = names_of(form)
    now: dict[str, str] = {}
    for item in wanted:
        now[item.name] = new_name(item.name, taken | set(now.values()))
    home = {item.name: one.relevant for one in source.sections for item in one.items}
    for item in wanted:
        fair = replace(item, name=now[item.name], relevant=both(home[item.name], item.relevant))
        form = add_item(form, _only_about(fair, now), section=section)
    for score in source.scores:
        if score.parts and all(part.item in now for part in score.parts):
            parts = tuple(replace(part, item=now[part.item]) for part in score.parts)
            name = new_name(score.name, names_of(form), "score")
            form = put_score(form, replace(score, name=name, parts=parts))
    return form


def _only_about(item: Item, now: dict[str, str]) -> Item:
    """Its expressions under the new names; empty where they speak of what did not come."""
    own = now | {item.name: item.name}
    changes = {}
    for part in EXPRESSIONS:
        text = getattr(item, part)
        if set(_spoken_of(text)) <= set(own):
            changes[part] = _reworded(text, lambda name: own.get(name, name))
        else:
            changes[part] = ""
    return replace(item, **changes)


# --- Inside


def _renamed(form: Questionnaire, old: str, new: str) -> Questionnaire:
    def reworded(text: str) -> str:
        return _reworded(text, lambda name: new if name == old else name)

    def of_item(item: Item) -> Item:
        return replace(item, **{part: reworded(getattr(item, part)) for part in EXPRESSIONS})

    sections = tuple(
        replace(one, items=tuple(map(of_item, one.items)), relevant=reworded(one.relevant))
        for one in form.sections
    )
    scores = tuple(
        replace(
            score,
            parts=tuple(replace(part, item=new) if part.item == old else part for part in score.parts),
        )
        for score in form.scores
    )
    return replace(form, sections=sections, scores=scores)


def _reworded(text: str, rename: Callable[[str], str]) -> str:
    """Token by token: a name between quotation marks is a text like another."""
    return TOKEN.sub(lambda found: f"${{{rename(found['name'])}}}" if found["name"] else found[0], text)


def _spoken_of(text: str) -> list[str]:
    return [found["name"] for found in TOKEN.finditer(text) if found["name"]]


def _after(items: tuple[Item, ...], name: str, added: Item) -> tuple[Item, ...]:
    at = [item.name for item in items].index(name) + 1
    return (*items[:at], added, *items[at:])


def _place_of(form: Questionnaire, name: str) -> int:
    for at, section in enumerate(form.sections):
        if any(item.name == name for item in section.items):
            return at
    raise Gone(name)


def _section_place(form: Questionnaire, name: str) -> int:
    for at, section in enumerate(form.sections):
        if section.name == name:
            return at
    raise Gone(name)


def _in_section_of(form: Questionnaire, name: str, edit: Callable) -> Questionnaire:
    at = _place_of(form, name)
    section = form.sections[at]
    return _with_section(form, at, replace(section, items=edit(section.items)))


def _section(form: Questionnaire, name: str, edit: Callable[[Section], Section]) -> Questionnaire:
    at = _section_place(form, name)
    return _with_section(form, at, edit(form.sections[at]))


def _with_section(form: Questionnaire, at: int, section: Section) -> Questionnaire:
    return replace(form, sections=(*form.sections[:at], section, *form.sections[at + 1 :]))
