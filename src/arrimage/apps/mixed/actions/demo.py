"""The demonstration of this room: a pilot retold as a model, and a small study whole, from item to display.

The first restates a published evaluation in our words; the second is invented, and says so.
"""

import json
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.timezone import make_aware

from arrimage.apps.accounts.queries import memberships_of
from arrimage.apps.mixed.models import Arrow, Box, LogicModel
from arrimage.apps.mixed.numbers import number_at, sources

from . import displays, logic

DOMAIN = "demo.arrimage.invalid"
LEADER = "evaluator"
SEASON = "automne"


@transaction.atomic
def load_mixed(*, on: date) -> int:
    """Add what is missing; how many models that makes. Studies must be there already."""
    told = json.loads(files("arrimage.apps.mixed").joinpath("data", "demo.json").read_text("utf-8"))
    if LogicModel.objects.filter(title=told["pilot"]["title"]).exists():
        return 0
    by = _acting(LEADER, on)
    at = make_aware(datetime.combine(on - timedelta(days=18), time(10)))
    _model(told["pilot"], by=by, at=at)
    model, boxes = _model(told["teams"], by=by, at=at)
    _display(model, boxes, told["teams"], by=by, at=at, on=on)
    return 2


def _acting(slug: str, on: date):
    user = get_user_model().objects.get(email=f"{slug}@{DOMAIN}")
    return user.act_as(memberships_of(user, on=on).first())


def _model(told: dict[str, Any], *, by, at) -> tuple[LogicModel, dict[str, Box]]:
    given = {"by": by, "at": at}
    organisation = by.acting.organisation
    head = {name: told[name] for name in ("title", "purpose", "source")}
    model = logic.begin_model(organisation, **head, is_example=True, **given)
    made = Box.objects.bulk_create(
        Box(model=model, kind=kind, words=words, details=details, place=place)
        for place, (_key, kind, words, details) in enumerate(told["boxes"], 1)
    )
    boxes = {row[0]: box for row, box in zip(told["boxes"], made, strict=True)}
    Arrow.objects.bulk_create(Arrow(source=boxes[one], target=boxes[other]) for one, other in told["arrows"])
    for key, label, says in told.get("evidence", ()):
        piece = {"kind": logic.TYPED, "label": label, "source": told["source"], "says": says}
        logic.add_evidence(boxes[key], **piece, **given)
    if "rows" not in told:
        _found(told, boxes, **given)
    return model, boxes


def _found(told: dict[str, Any], boxes: dict[str, Box], **given) -> None:
    for key, finding, words in told["findings"]:
        logic.say_finding(boxes[key], finding=finding, words=words, **given)


def _display(model: LogicModel, boxes: dict[str, Box], told: dict[str, Any], *, by, at, on: date) -> None:
    given = {"by": by, "at": at}
    display = displays.begin_display(model, **told["display"], **given)
    source = next((ref for ref, title in sources(by) if SEASON in title), "")
    for one in told["rows"]:
        figure = f"{source}:{one['item']}:{one['code']}" if one["item"] else ""
        if figure and number_at(by, figure) is None:
            continue
        box = boxes[one["box"]]
        names = ("theme", "meta", "inference")
        row = displays.write_row(
            display, figure=figure, box=box, **{name: one[name] for name in names}, **given
        )
        for text, by_line, slug in one["quotes"]:
            user = get_user_model().objects.filter(email=f"{slug}@{DOMAIN}").first() if slug else None
            agreed = "Exemple inventé"
            displays.use_quote(row, text=text, by_line=by_line, agreed=agreed, user=user, **given)
        of, words = one["ask"]
        displays.ask(row, of=of, words=words, **given)
        if figure:
            says = "contradicts" if one["meta"] == "contradicts" else "supports"
            logic.add_evidence(box, kind="figure", ref=figure, says=says, **given)
    _found(told, boxes, **given)
    until = on + timedelta(days=10)
    displays.offer(display, until=until, by=by, at=make_aware(datetime.combine(on, time(9))))
