"""The interviews of the small study of the demonstration: what a number asked, two people answered.

Everybody and every word in them is invented.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files

from django.utils.timezone import make_aware

from arrimage.apps.mixed.models import Ask
from arrimage.apps.qualitative.actions import coding, corpora, people, texts

from .displays import send_to_guide

TITLE = "Travailler à deux voix : deux entrevues"


@dataclass(frozen=True)
class Held:
    """What came of the interviews, as lines of a joint display hold it: references, by key and by words."""

    themes: dict[str, str]
    quotes: dict[str, str]


def hold_interviews(asks: Iterable[Ask], *, first_figures: str, by, on: date) -> Held:
    """From the questions that numbers opened to words under codes, over two weeks."""
    told = tomllib.loads(
        files("arrimage.apps.mixed").joinpath("data", "demo_interviews.toml").read_text("utf-8")
    )

    def at(days_ago: int) -> dict:
        return {"by": by, "at": make_aware(datetime.combine(on - timedelta(days=days_ago), time(11)))}

    corpus = corpora.open_corpus(
        by.acting.organisation,
        title=TITLE,
        question="Quand on dit que la parole d’un pair aidant a sa place, qu’est-ce que cela veut dire ?",
        first_figures=first_figures,
        **at(17),
    )
    corpora.add_question(corpus, words="Racontez-moi une fois où votre parole a eu sa place.", **at(17))
    for ask in asks:
        send_to_guide(ask, corpus.uid, **at(16))
    held = {}
    for days_ago, row in zip((12, 10), told["person"], strict=True):
        held[row["pseudonym"]] = _interview(corpus, row, at(days_ago), on=on - timedelta(days=days_ago))
    codes = {
        row["key"]: coding.add_code(
            corpus, **{one: row[one] for one in ("name", "definition", "contrary")}, **at(8)
        )
        for row in told["code"]
    }
    quotes = {}
    for row in told["coding"]:
        text = held[row["case"]]
        start = text.text.index(row["words"])
        span = [(start, start + len(row["words"]))]
        (put,) = coding.put_codes(text, [codes[row["code"]]], span, **at(6))
        quotes[row["words"]] = f"quote:{put.uid}"
    return Held({key: f"code:{corpus.uid}/{one.uid}" for key, one in codes.items()}, quotes)


def _interview(corpus, row: dict, given: dict, *, on: date):
    """Asked, met with their consent, written down without a name, frozen."""
    who = people.think_of(corpus, **{one: row[one] for one in ("name", "pseudonym", "why")}, **given)
    people.note_answer(who, "agreed", **given)
    allows = {"records": False, "quotes": True, "keeps_text": False}
    people.note_consent(who, given_on=on, means="spoken", **allows, **given)
    met = people.plan_interview(who, starts_at=given["at"], how="in_person", **given)
    people.close_interview(met, held=True, **given)
    text = texts.bring_text(who.case, title=f"Entretien avec {row['pseudonym']}", text=row["text"], **given)
    return texts.freeze(text, since=text.version, **given)
