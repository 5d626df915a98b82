"""What the rooms above add to the directory. They say so when they start (`AppConfig.ready`).

A section on an organisation's page; the template is given `organisation`, `user` and what `content` returns
(None: nothing to show to this reader):

    register_section("practices", template="practices/_of_organisation.html", content=told_by)

Words an organisation is also found by (`actions.search_index.reindex_organisation` once they change): by
organisation, texts and codes of needs:

    register_words("practices", lambda ids: {12: Words(["Le cercle du lundi…"], ["psychosis"])})

Links beside the results of a search, for this question:

    register_links("practices", lambda need, text: [Link(_("What helps"), "/pratiques/?need=housing")])

Registering again under the same name replaces.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Section:
    template: str
    content: Callable[..., Mapping | None]


@dataclass(frozen=True)
class Shown:
    """A section with what it has to show."""

    template: str
    content: Mapping


@dataclass(frozen=True)
class Words:
    texts: list[str]
    needs: list[str]


@dataclass(frozen=True)
class Link:
    label: str | Promise
    url: str


SECTIONS: dict[str, Section] = {}
WORDS: dict[str, Callable[[Collection[int]], Mapping[int, Words]]] = {}
LINKS: dict[str, Callable[[str, str], Iterable[Link]]] = {}


def register_section(name: str, *, template: str, content: Callable[..., Mapping | None]) -> None:
    SECTIONS[name] = Section(template, content)


def register_words(name: str, words: Callable[[Collection[int]], Mapping[int, Words]]) -> None:
    WORDS[name] = words


def register_links(name: str, links: Callable[[str, str], Iterable[Link]]) -> None:
    LINKS[name] = links


def sections_of(organisation, user) -> Iterator[Shown]:
    """In the order in which the rooms registered them."""
    for section in SECTIONS.values():
        content = section.content(organisation, user)
        if content is not None:
            yield Shown(section.template, content)


def words_of(organisation_ids: Collection[int]) -> dict[int, list[Words]]:
    found: dict[int, list[Words]] = {}
    for words in WORDS.values():
        for pk, said in words(organisation_ids).items():
            found.setdefault(pk, []).append(said)
    return found


def links_for(need: str, text: str) -> list[Link]:
    return [link for links in LINKS.values() for link in links(need, text)]
