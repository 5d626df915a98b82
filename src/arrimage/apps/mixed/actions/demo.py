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
from arrimage.apps.inquiry.indicators import indicators_for
from arrimage.apps.mixed.models import Arrow, Box, LogicModel
from arrimage.apps.mixed.numbers import figure_label, number_at, sources
from arrimage.apps.qualitative.actions.corpora import change_question
from arrimage.apps.qualitative.queries import corpora

from . import displays, logic
from .demo_interviews import Held, hold_interviews

DOMAIN = "demo.arrimage.invalid"
LEADER = "evaluator"
MANAGER = "manager"  # who may open what a committee counts
SEASON = "automne"


@transaction.atomic
def load_mixed(*, on: date) -> int:
    """Add what is missing; how many models that makes. Studies must be there already."""
    told = json.loads(files("arrimage.apps.mixed").joinpath("data", "demo.json").read_text("utf-8"))
    if LogicModel.objects.filter(title=told["pilot"]["title"]).exists():
        return 0
    by = _acting(LEADER, on)
    at = make_aware(datetime.combine(on - timedelta(days=18), time(10)))
    _pilot, lit = _model(told["pilot"], by=by, at=at)
    _light(told["pilot"]["guide"], lit, by=by, at=at, on=on)
    model, boxes = _model(told["teams"], by=by, at=at)
    _display(model, boxes, told["teams"], by=by, at=at, on=on)
    return 2 + _first_week(told["week"], at=at, on=on)


def _first_week(told: dict[str, Any], *, at, on: date) -> int:
    """What a committee counted, as an indicator under a box; none where no committee counts anything."""
    if not get_user_model().objects.filter(email=f"{MANAGER}@{DOMAIN}").exists():
        return 0
    by = _acting(MANAGER, on)
    counted = [ref for _heading, choices in indicators_for(by) for ref, _label in choices]
    if not counted:
        return 0
    _model_drawn, boxes = _model(told | {"findings": ()}, by=by, at=at)
    key, says = told["rests"]
    logic.add_evidence(boxes[key], kind="indicator", ref=counted[0], says=says, by=by, at=at)
    _found(told, boxes, by=by, at=at)
    return 1


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


def _light(told: list[list[str]], boxes: dict[str, Box], *, by, at, on: date) -> None:
    """The guide of the interviews of the demonstration says which boxes its questions light."""
    for words, key in told:
        for one in corpora.questions_led_by(by, on=on).filter(lights=words):
            change_question(one, lights_ref=str(boxes[key].uid), since=one.version, by=by, at=at)


def _found(told: dict[str, Any], boxes: dict[str, Box], **given) -> None:
    for key, finding, words in told["findings"]:
        logic.say_finding(boxes[key], finding=finding, words=words, **given)


def _display(model: LogicModel, boxes: dict[str, Box], told: dict[str, Any], *, by, at, on: date) -> None:
    """Numbers first; what they ask goes to interviews; their codes and words then come beside the numbers."""
    given = {"by": by, "at": at}
    display = displays.begin_display(model, **told["display"], **given)
    source = next((ref for ref, title in sources(by) if SEASON in title), "")
    lines = []
    for one in told["rows"]:
        figure = f"{source}:{one['item']}:{one['code']}" if one["item"] else ""
        if figure and number_at(by, figure) is None:
            continue
        said = {name: one[name] for name in ("theme", "meta", "inference")}
        said |= {"figure": figure, "box": boxes[one["box"]]}
        row = displays.write_row(display, **said, **given)
        of, words = one["ask"]
        lines.append((one, row, said, displays.ask(row, of=of, words=words, **given)))
        if figure:
            says = "contradicts" if one["meta"] == "contradicts" else "supports"
            logic.add_evidence(said["box"], kind="figure", ref=figure, says=says, **given)
    opened = [ask for *_line, ask in lines if ask.of == ask.Of.WORDS]
    held = hold_interviews(opened, first_figures=_first_figures(by, lines), by=by, on=on)
    for one, row, said, ask in lines:
        _words_beside(display, row, one, said, held, given)
        if ask in opened:
            displays.settle(ask, state="answered", came_of=one["came_of"], **given)
    _found(told, boxes, **given)
    until = on + timedelta(days=10)
    displays.offer(display, until=until, by=by, at=make_aware(datetime.combine(on, time(9))))
    _published(model, lines[0], told["first"], held, by=by, on=on)


def _published(model: LogicModel, line, told: dict[str, Any], held: Held, *, by, on: date) -> None:
    """What the first line already said on its own: read by who it quotes, and published."""
    one, _row, said, _ask = line
    given = {"by": by, "at": make_aware(datetime.combine(on - timedelta(days=5), time(10)))}
    display = displays.begin_display(model, title=told["title"], question=told["question"], **given)
    said = said | {"theme_ref": held.themes[one["theme_code"]]}
    made = displays.write_row(display, **said, **given)
    words, by_line, _slug = one["quotes"][0]
    quoted = {"ref": held.quotes[words], "by_line": by_line, "agreed": "Exemple inventé"}
    quote = displays.use_quote(made, **quoted, **given)
    displays.offer(display, until=on + timedelta(days=3), **given)
    displays.answer_quote(quote, state="kept", answer=told["answer"], by=None, at=given["at"], by_link=True)
    displays.publish(display, **given)


def _first_figures(by, lines) -> str:
    numbers = [number_at(by, said["figure"]) for _one, _row, said, _ask in lines if said["figure"]]
    return "\n".join(figure_label(one) for one in numbers if one)


def _words_beside(display, row, told: dict[str, Any], said: dict[str, Any], held: Held, given) -> None:
    """The code the theme is, and the words under it, each for who said it to read first."""
    displays.write_row(display, row=row, theme_ref=held.themes[told["theme_code"]], **said, **given)
    for words, by_line, slug in told["quotes"]:
        user = get_user_model().objects.filter(email=f"{slug}@{DOMAIN}").first() if slug else None
        named = {"by_line": by_line, "agreed": "Exemple inventé", "user": user}
        displays.use_quote(row, ref=held.quotes[words], **named, **given)
