"""What changed from one version of a questionnaire to another, question by question."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from .questionnaire import Item, Questionnaire, said, to_data


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """`parts` are the fields that differ; answers to the two can be read together when only words do."""

    kind: Kind
    name: str
    before: str
    after: str
    parts: tuple[str, ...] = ()


def changes(old: Questionnaire, new: Questionnaire) -> list[Change]:
    """In the order of the new one, then what is gone. An item is the same when its name is."""
    return [*_of_items(old, new), *_gone(old, new)]


def _of_items(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    order = [name for name in old.items if name in new.items]
    moved = _moved(order, [name for name in new.items if name in old.items])
    for name, item in new.items.items():
        if name not in old.items:
            yield Change(Kind.ADDED, name, "", said(item.label, "fr"))
            continue
        before = old.items[name]
        if parts := _parts(before, item):
            yield Change(Kind.CHANGED, name, said(before.label, "fr"), said(item.label, "fr"), parts)
        elif name in moved:
            yield Change(Kind.MOVED, name, said(before.label, "fr"), said(item.label, "fr"))


def _moved(before: list[str], after: list[str]) -> set[str]:
    """The fewest names one must move to go from one order to the other."""
    place = {name: number for number, name in enumerate(before)}
    best: list[list[str]] = []  # the longest run kept in order that ends at each name
    for at, name in enumerate(after):
        earlier = [best[i] for i in range(at) if place[after[i]] < place[name]]
        best.append([*max(earlier, key=len, default=[]), name])
    return set(after) - set(max(best, key=len, default=[]))


def _parts(before: Item, after: Item) -> tuple[str, ...]:
    return tuple(
        one.name
        for one in fields(Item)
        if to_data(getattr(before, one.name)) != to_data(getattr(after, one.name))
    )


def _gone(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    for name, item in old.items.items():
        if name not in new.items:
            yield Change(Kind.REMOVED, name, said(item.label, "fr"), "")
