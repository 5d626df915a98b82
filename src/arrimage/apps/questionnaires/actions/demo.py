"""Two questionnaires alive in the demonstration territory. Every answer is invented."""

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from importlib.resources import files

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.timezone import make_aware

from arrimage.apps.accounts.queries import memberships_of
from arrimage.apps.questionnaires.document import editing
from arrimage.apps.questionnaires.document.answers import DECLINED, NOT_APPLICABLE, Answer, value
from arrimage.apps.questionnaires.document.questionnaire import Item, Kind, Questionnaire, from_data
from arrimage.apps.questionnaires.models import Opening, Response
from arrimage.apps.questionnaires.queries.instruments import draft_of

from . import drafts, instruments, openings, responses

DOMAIN = "demo.arrimage.invalid"
MARKS = {"n/a": NOT_APPLICABLE, "declined": DECLINED}

# Whose, what, how long ago it was opened, to whom alerts are told, and what came back.
AFTER_THREE_MONTHS = [
    {"listened": "4", "choice": "4", "doors": "1", "what": ("peer", "group"), "group_words": "Les mardis",
     "hope": 7, "successes": ("Je dors mieux", "J’ai rappelé ma sœur"), "harm": "no"},
    {"listened": "3", "choice": "2", "doors": "4", "how_many_doors": 6, "what": ("follow_up",), "hope": 5,
     "harm": "no", "better": "Me rappeler quand la date change."},
    {"listened": "4", "choice": "3", "doors": "n/a", "what": ("place",), "hope": 8, "harm": "declined"},
    {"listened": "2", "choice": "1", "doors": "4", "how_many_doors": 4, "what": ("nothing",), "hope": 2,
     "harm": "sometimes", "call": "yes", "phone": "Demander Jo, 555 555-0147, le soir",
     "better": "Ne plus me faire répéter."},
]  # fmt: skip
AFTER_THE_MEETING = [
    {"useful": 4, "voice": "yes", "successes": ("Le corridor du jeudi entre l’urgence et nous",)},
    {"useful": 3, "voice": "partly", "why": "Un tour de table au début, pas à la fin."},
    {"useful": 5, "voice": "n/a", "successes": ("On sait enfin qui appeler le soir", "Le logement est venu")},
]


@transaction.atomic
def load_questionnaires(*, on: date) -> int:
    """Add what is missing; how many openings that makes. The territory must be there already."""
    made = _add("after_three_months", "Trois mois après · automne", "manager2", AFTER_THREE_MONTHS, on=on)
    made += _add(
        "after_the_meeting", "Table de réseau d’automne", "network_coordinator", AFTER_THE_MEETING, on=on
    )
    _go_on_writing(on=on)
    return made


def _go_on_writing(*, on: date) -> None:
    """The next version of «Trois mois après», begun and not finished: what is to mend is listed."""
    by = _author("manager2", on)
    instrument = Opening.objects.get(title="Trois mois après · automne").questionnaire.instrument
    if draft_of(instrument):
        return
    at = make_aware(datetime.combine(on - timedelta(days=1), time(10)))
    draft = instruments.begin_version(instrument, by=by, at=at)
    photo = Item(
        "place_photo",
        Kind.FILE,
        {"fr": "Si vous voulez : une photo d’un endroit qui vous fait du bien."},
        help={"fr": "Un banc, une rue, une cuisine. Personne n’a besoin d’y être."},
        pictures_only=True,
    )
    who = Item("who_calls", Kind.SINGLE, {"fr": "Qui devrait vous appeler ?"}, relevant="${call} = 'yes'")
    edits = [
        ("item.moved", lambda form: editing.move_item(form, "hope", -1)),
        ("item.changed", _reworded("harm", "Ces jours-ci, vous arrive-t-il de penser à mourir ou à vous"
                                               " faire du mal ?")),
        ("item.added", lambda form: editing.add_item(form, photo, section="helped")),
        ("item.added", lambda form: editing.add_item(form, who, after="call")),
    ]  # fmt: skip
    for minutes, (verb, edit) in enumerate(edits):
        moment = at + timedelta(minutes=17 * minutes)
        draft = drafts.edit_draft(draft, edit, verb=verb, by=by, at=moment)


def _reworded(name: str, label: str):
    def edit(form: Questionnaire) -> Questionnaire:
        item = editing.item_of(form, name)
        return editing.replace_item(form, name, replace(item, label={**item.label, "fr": label}))

    return edit


def _author(slug: str, on: date):
    user = get_user_model().objects.get(email=f"{slug}@{DOMAIN}")
    user.act_as(memberships_of(user, on=on).first())
    return user


def _add(file: str, title: str, slug: str, came_back: list[dict], *, on: date) -> int:
    if Opening.objects.filter(title=title).exists():
        return 0
    by = _author(slug, on)
    at = make_aware(datetime.combine(on - timedelta(days=9), time(9)))
    version = instruments.create_instrument(document(file), by=by, at=at)
    version = instruments.publish(version, by=by, at=at)
    opening = openings.open_questionnaire(
        version,
        title=title,
        words="Vos mots comptent autant que vos notes.",
        closes_on=on + timedelta(days=21),
        told=[by] if any(item.alert for item in version.form.asked) else [],
        by=by,
        at=at,
    )
    for number, answers in enumerate(came_back, 1):
        _answer(opening, answers, at=at + timedelta(days=number * 2, hours=number * 3))
    return 1


def document(name: str) -> Questionnaire:
    """One of the two questionnaires, as it is written in `data/demo`."""
    text = files("arrimage.apps.questionnaires").joinpath("data", "demo", f"{name}.json").read_text("utf-8")
    return from_data(json.loads(text))


def _answer(opening: Opening, answers: dict, *, at: datetime) -> Response:
    response, _code = responses.start_response(opening, at=at)
    responses.save_answers(response, {name: _read(given) for name, given in answers.items()}, at=at)
    return responses.send_response(response, at=at)


def _read(given) -> Answer:
    return MARKS[given] if isinstance(given, str) and given in MARKS else value(given)
