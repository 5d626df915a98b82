"""Boxes and numbers, as guides of interviews hold them; which guides hold a question or light a box.

The room of interviews keeps references and asks here what is behind them (`qualitative.ties`).
"""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.kernel.clock import today
from arrimage.apps.qualitative.queries import corpora
from arrimage.apps.qualitative.ties import Groups, Tie, TieKind

from .models import Ask, Box
from .numbers import figure_label, numbers_at, numbers_in, results_of, sources
from .queries.logic import boxes_led_by


def _uids(refs: Iterable[str]) -> list[UUID]:
    found = []
    for ref in refs:
        try:
            found.append(UUID(ref))
        except ValueError:
            continue
    return found


def _find_boxes(user, refs: Iterable[str]) -> dict[str, Tie]:
    return {
        str(one.uid): Tie(one.words, one.get_absolute_url(), one.get_finding_display() if one.finding else "")
        for one in boxes_led_by(user).filter(uid__in=_uids(refs))
    }


def _list_boxes(user, _source: str) -> Groups:
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in boxes_led_by(user).order_by("-model__created_at", "model", "place", "id"):
        groups.setdefault(one.model.title, []).append((str(one.uid), one.words))
    return list(groups.items())


def _find_figures(user, refs: Iterable[str]) -> dict[str, Tie]:
    return {
        ref: Tie(figure_label(one), results_of(ref), mark=f"{one.count}/{one.base}")
        for ref, one in numbers_at(user, refs).items()
    }


def _list_figures(user, source: str) -> Groups:
    return numbers_in(user, source) if source else []


LIGHTS = TieKind("lights", lazy("Choose a box of a logic model"), _find_boxes, _list_boxes)
FIGURE = TieKind("figure", lazy("Choose the figure that opens it"), _find_figures, _list_figures, sources)


def guides_led_by(user) -> list[tuple[str, str]]:
    """Projects of interviews whose guide this user writes."""
    found = corpora.corpora_led_by(user, on=today()).filter(closed_on=None)
    return [(str(one.uid), one.title) for one in found]


def with_guides(asks: Iterable[Ask], user) -> None:
    """Each with `.guides`: the guides of this user's teams it went into, as (title, address)."""
    asks = list(asks)
    found: dict[str, list] = {}
    refs = [str(one.uid) for one in asks if one.of == Ask.Of.WORDS]
    for one in corpora.questions_seen(user, on=today(), asked_ref__in=refs) if refs else ():
        found.setdefault(one.asked_ref, []).append((one.corpus.title, one.get_absolute_url()))
    for one in asks:
        one.guides = found.get(str(one.uid), [])


def lighting(box: Box, user) -> list:
    """The questions of this user's guides that light a box."""
    return list(corpora.questions_seen(user, on=today(), lights_ref=str(box.uid)))
