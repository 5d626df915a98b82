"""Indicators of other rooms, as a finding rests on them: what they say on the day they are read."""

from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.inquiry.indicators import indicator_at, indicators_for

from .pieces import Kind, Piece


def _find(user, ref: str) -> Piece | None:
    found = indicator_at(user, ref)
    return found and Piece("indicator", ref, found.label, found.source, found.url)


INDICATOR = Kind("indicator", lazy("An indicator"), _find, indicators_for)
