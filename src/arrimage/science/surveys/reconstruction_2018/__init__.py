"""The study of autumn 2018 between integrated centres and coalitions, **reconstructed**.

No real answer is here: the answers were invented so that all the figures the study published come out. They
belong to *Pair 01 … 15*, which are no region; each has a class of budget, never an amount. The published
budgets stand in a file of their own, and nothing joins the two.

The one place of the science that reads files: its own.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from arrimage.science.surveys.answers import Answers, Apart
from arrimage.science.surveys.pairing import Answer, Respondent, Study

INVITED = {"centre": 22, "coalition": 15}  # one centre did not answer
FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Question:
    """file: `measures` are the 19 that score. asked_after: only those who said yes to it were asked."""

    name: str
    file: str
    sides: tuple[str, ...]
    asked_after: str | None
    title: str


def questions() -> dict[str, Question]:
    """name → question, in the order of the questionnaire."""
    return {
        row["item"]: Question(
            row["item"], row["file"], tuple(row["sides"].split(";")), row["asked_after"] or None, row["title"]
        )
        for row in _rows("items")
    }


def study() -> Study:
    """The 19 measures, both sides, 15 pairs."""
    measures = {one.name: one.sides for one in questions().values() if one.file == "measures"}
    respondents = tuple(
        Respondent(row["respondent"], row["side"], row["territory"]) for row in _rows("respondents")
    )
    answers = {(row["respondent"], row["item"]): Answer(row["answer"]) for row in _rows("measures")}
    sides = tuple(dict.fromkeys(one.side for one in respondents))
    return Study((sides[0], sides[1]), respondents, measures, answers)


def answers(question: str, side: str) -> Answers[str]:
    """respondent → yes or no, or why there is neither, for a question beside the measures.

    >>> sum(said is Apart.NOT_ASKED for said in answers("pace_kept", "coalition").values())
    3
    """
    asked = questions()[question]
    said = {(row["respondent"], row["item"]): row["answer"] for row in _rows("questions")}

    def one(name: str) -> str | Apart:
        answer = said.get((name, question), "")
        if answer == "na":
            return Apart.NOT_APPLICABLE
        if not answer and asked.asked_after and said.get((name, asked.asked_after)) != "yes":
            return Apart.NOT_ASKED
        return answer or Apart.MISSING

    return {row["respondent"]: one(row["respondent"]) for row in _rows("respondents") if row["side"] == side}


def budget_classes() -> Mapping[str, str]:
    """pair → its class; a class holds several regions, so that none can be told."""
    return {row["territory"]: row["budget_class"] for row in _rows("pairs")}


def published_budgets() -> Mapping[str, int]:
    """region → dollars in 2018–2019, as published; no answer goes with them."""
    return {row["region"]: int(row["budget_2018_2019"]) for row in _rows("published_budgets")}


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
