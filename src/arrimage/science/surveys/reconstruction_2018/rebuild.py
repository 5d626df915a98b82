"""Write the reconstruction anew: `python -m arrimage.science.surveys.reconstruction_2018.rebuild`.

The scores below were chosen so that every published figure of the study comes out; which measures make a
score is drawn, always alike. Nobody ever gave these answers. On purpose, no pair has the number of centres
of a real region with several: a pair of five would be a region with a name.
"""

import csv
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
NATURE = "reconstruction"  # on every row of every file
SEED = 2018
CENTRE, COALITION = "centre", "coalition"
SMALL, MIDDLE, LARGE = "under_15000", "15000_to_100000", "over_100000"


@dataclass(frozen=True)
class Shape:
    """A pair before it has a number: the yes of each centre and of the coalition, its budget class."""

    name: str
    centres: tuple[int, ...]
    coalition: int
    budget: str
    satisfied: bool


SHAPES = (
    Shape("A", (17,), 10, LARGE, True),  # 27
    Shape("B", (16,), 10, LARGE, True),  # 26
    Shape("C", (10, 14), 11, LARGE, False),  # 23, as the four that follow
    Shape("D", (14, 14), 9, LARGE, True),
    Shape("E", (16,), 7, MIDDLE, True),
    Shape("F", (12, 14), 10, SMALL, True),
    Shape("G", (15,), 8, SMALL, True),
    Shape("H", (17, 13), 6, MIDDLE, True),
    Shape("I", (15,), 4, SMALL, True),
    Shape("J", (15, 10), 5, SMALL, False),
    Shape("K", (12, 11), 5, MIDDLE, False),
    Shape("L", (11,), 5, MIDDLE, False),
    Shape("M", (9,), 4, SMALL, False),  # 9 yes, and 10 times not applicable
    Shape("N", (8,), 2, SMALL, False),
    Shape("O", (8,), 0, SMALL, False),  # a centre being reorganised: no collaboration
)
# (pair, position of the centre) of those who answer otherwise than most
NOT_APPLICABLE_OTHERWISE = {("M", 0)}
UNSATISFIED_CENTRES = {("O", 0), ("N", 0), ("C", 0), ("H", 1)}
NOT_MET_SINCE = {("O", 0), ("N", 0), ("K", 1), ("J", 1)}
BLANK_LAST_YEAR = {("O", 0)}
PLAN_WITHOUT_COALITION = {("N", 0), ("K", 1), ("J", 1)}
COALITIONS = {  # question → the pairs where the coalition says yes
    "met_since_plan": set("ABCDEFGHIJKL"),
    "met_last_year": set("ABCDEFGHIJK"),
    "pace_kept": set("ABDEFGHIL"),
    "funding_target_discussed": set("BDFK"),
    "innovative_practices_recorded": set("AEF"),
    "told_of_person_first_plan": set("ABCDEFGHIJKLM"),
    "access_to_centre_plan": set("ABCDEFGHIKL"),
    "funding_meeting_with_psoc": set("ABDHKG"),
}
CENTRES = {  # question → how many centres say yes, drawn among them
    "funding_target_discussed": 6,
    "innovative_practices_recorded": 8,
    "agreements_with_relatives": 15,
    "first_with_sub_regional_groups": 16,
}
HEADER = ("respondent", "side", "territory", "item", "answer", "nature")


def files() -> dict[str, list[tuple[str, ...]]]:
    """file name → its rows, header first."""
    draw = random.Random(SEED)  # noqa: S311 (no secret)
    shapes = sorted(SHAPES, key=lambda shape: (draw.random(), shape.name))
    people: list[tuple[str, str, str, str, str]] = []
    numbers: dict[tuple[str, int], str] = {}
    centre = 0
    for number, shape in enumerate(shapes, start=1):
        pair = f"Pair {number:02}"
        for position in range(len(shape.centres)):
            centre += 1
            numbers[shape.name, position] = f"Centre {centre:02}"
            people.append((f"Centre {centre:02}", CENTRE, pair, "direction", NATURE))
        answered_by = "president" if draw.random() < 0.5 else "employee"
        people.append((f"Coalition {number:02}", COALITION, pair, answered_by, NATURE))
    return {
        "pairs.csv": [
            ("territory", "budget_class", "nature"),
            *((f"Pair {number:02}", shape.budget, NATURE) for number, shape in enumerate(shapes, start=1)),
        ],
        "respondents.csv": [("respondent", "side", "territory", "answered_by", "nature"), *people],
        "measures.csv": [HEADER, *_measures(shapes, numbers, draw)],
        "questions.csv": [HEADER, *_questions(shapes, numbers, draw)],
    }


def measures() -> list[str]:
    """The 19 measures, from `items.csv`."""
    with (FOLDER / "items.csv").open(encoding="utf-8", newline="") as file:
        return [row["item"] for row in csv.DictReader(file) if row["file"] == "measures"]


def _measures(
    shapes: list[Shape], numbers: dict[tuple[str, int], str], draw: random.Random
) -> Iterable[tuple[str, ...]]:
    items = measures()
    ease = {item: draw.random() + (0.6 if item.startswith("m1_") else 0) for item in items}
    for number, shape in enumerate(shapes, start=1):
        for position, score in enumerate(shape.centres):
            other = "na" if (shape.name, position) in NOT_APPLICABLE_OTHERWISE else "no"
            said = _said(items, ease, score, other, draw)
            yield from ((numbers[shape.name, position], CENTRE, f"Pair {number:02}", item, said[item], NATURE)
                        for item in items)  # fmt: skip
        said = _said(items, ease, shape.coalition, "no", draw)
        yield from ((f"Coalition {number:02}", COALITION, f"Pair {number:02}", item, said[item], NATURE)
                    for item in items)  # fmt: skip


def _said(
    items: list[str], ease: dict[str, float], score: int, other: str, draw: random.Random
) -> dict[str, str]:
    """Yes to the measures that come easiest that day; of the others, one in seven or so does not apply."""
    liking = {item: ease[item] + draw.random() for item in items}
    order = sorted(items, key=lambda item: (-liking[item], item))
    apply = {item: other if item == order[-1] or draw.random() > 0.15 else "na" for item in order[score:]}
    return dict.fromkeys(order[:score], "yes") | (
        dict.fromkeys(order[score:], "na") if other == "na" else apply
    )


def _questions(
    shapes: list[Shape], numbers: dict[tuple[str, int], str], draw: random.Random
) -> Iterable[tuple[str, ...]]:
    drawn = {
        question: set(sorted(numbers.values(), key=lambda name: (draw.random(), name))[:count])
        for question, count in CENTRES.items()
    }
    for number, shape in enumerate(shapes, start=1):
        pair = f"Pair {number:02}"
        for position in range(len(shape.centres)):
            key, name = (shape.name, position), numbers[shape.name, position]
            yes: dict[str, bool | None] = {
                "collaborates": shape.name != "O",
                "satisfied": key not in UNSATISFIED_CENTRES,
                "met_since_plan": key not in NOT_MET_SINCE,
                "met_last_year": None if key in BLANK_LAST_YEAR else key not in NOT_MET_SINCE,
                "person_first_plan": True,
                "plan_made_with_coalition": key not in PLAN_WITHOUT_COALITION,
                **{question: name in names for question, names in drawn.items()},
            }
            yield from ((name, CENTRE, pair, item, _code(said), NATURE) for item, said in yes.items())
        # Of the pace of meetings, only those who had met were asked.
        said_yes = {"satisfied": shape.satisfied} | {
            question: shape.name in names
            for question, names in COALITIONS.items()
            if question != "pace_kept" or shape.name in COALITIONS["met_since_plan"]
        }
        yield from (
            (f"Coalition {number:02}", COALITION, pair, item, _code(said), NATURE)
            for item, said in said_yes.items()
        )


def _code(said: bool | None) -> str:
    return "" if said is None else "yes" if said else "no"


def main() -> None:
    for name, rows in files().items():
        with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()
