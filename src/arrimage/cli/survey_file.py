"""A paired survey as people hand it: a long CSV of answers, and maybe who is where and who was asked what."""

import re
from collections.abc import Iterable
from pathlib import Path

from arrimage.science.surveys.pairing import Answer, Respondent, Study

from .csv_file import Refused, content_of, rows_of, short

ANSWERS = ("respondent", "side", "territory", "item", "answer")
LONGEST_NAME = 200  # characters
BOTH = "both"
RESERVED = "pairs"  # of the JSON document, beside the sides
LOOKS_LIKE_A_FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")


def read_study(answers: Path, pairs: Path | None = None, items: Path | None = None) -> Study:
    """The study these files tell. Raises Refused, with one sentence that says where and what to do."""
    sides: dict[str, str] = {}
    territories: dict[str, str] = {}
    asked: dict[str, set[str]] = {}  # item → the sides of its lines
    answered: dict[tuple[str, str], str] = {}  # (item, side) → where its first answer is
    said: dict[tuple[str, str], Answer] = {}
    moved = _territories(pairs) if pairs else {}
    for line, row in rows_of(content_of(answers), answers.name, ANSWERS):
        place = f"{answers.name}, ligne {line} :"
        name, side, territory, item = (_name(row, column, place) for column in ANSWERS[:4])
        territory = moved.get(name, territory)
        if not territory:
            raise Refused(f"{place} « {short(name)} » n’a pas de territoire ; donnez-le ici ou dans --pairs.")
        if sides.setdefault(name, side) != side:
            raise Refused(
                f"{place} « {short(name)} » répond pour « {short(side)} », et plus haut pour"
                f" « {short(sides[name])} » ; donnez un nom à chaque répondant."
            )
        if territories.setdefault(name, territory) != territory:
            raise Refused(
                f"{place} « {short(name)} » est en « {short(territory)} », et plus haut en"
                f" « {short(territories[name])} » ; gardez un territoire, ou dites-le dans --pairs."
            )
        if (name, item) in said:
            raise Refused(f"{place} « {short(name)} » a déjà répondu à « {short(item)} » ; retirez-en une.")
        if row["answer"] not in set(Answer):
            raise Refused(
                f"{place} la réponse « {short(row['answer'])} » est inconnue ;"
                " écrivez yes, no ou na, ou laissez vide."
            )
        said[name, item] = Answer(row["answer"])
        asked.setdefault(item, set()).add(side)
        if said[name, item] != Answer.MISSING:
            answered.setdefault((item, side), place)
    if not said:
        raise Refused(f"{answers.name} n’a aucune réponse.")
    two = _two(sides.values(), answers.name)
    if pairs and (unknown := [name for name in moved if name not in sides]):
        raise Refused(f"{pairs.name} : « {short(unknown[0])} » n’a rien répondu dans {answers.name}.")
    told = _sides(items, two) if items else {}
    for (item, side), place in answered.items():
        if side not in told.get(item, two):
            raise Refused(
                f"{place} « {short(item)} » ne s’adresse pas à « {short(side)} » selon --items ;"
                " corrigez l’un des deux fichiers."
            )
    seen = {item: tuple(side for side in two if side in lines) for item, lines in asked.items()}
    questions = seen | told
    return Study(
        two,
        tuple(Respondent(name, side, territories[name]) for name, side in sides.items()),
        questions,
        # Empty lines for a question not asked of that side: a wide table turned long has them.
        {(name, item): answer for (name, item), answer in said.items() if sides[name] in questions[item]},
    )


def looking_like_formulas(study: Study) -> list[str]:
    """The names a spreadsheet would take for a formula."""
    names = dict.fromkeys(
        (
            *study.sides,
            *study.items,
            *(name for one in study.respondents for name in (one.name, one.territory)),
        )
    )
    return [name for name in names if LOOKS_LIKE_A_FORMULA.match(name)]


def _name(row: dict[str, str], column: str, place: str) -> str:
    """A territory may wait for --pairs; the rest is there."""
    name = row[column]
    if not name and column != "territory":
        raise Refused(f"{place} la colonne {column} est vide.")
    if len(name) > LONGEST_NAME:
        raise Refused(f"{place} la colonne {column} a plus de {LONGEST_NAME} caractères ; raccourcissez-la.")
    return name


def _two(sides: Iterable[str], name: str) -> tuple[str, str]:
    """In the order of the file."""
    found = list(dict.fromkeys(sides))
    if RESERVED in found:
        raise Refused(f"{name} : un côté ne peut pas s’appeler « {RESERVED} » ; donnez-lui un autre nom.")
    if len(found) != 2:
        what = "un seul côté" if len(found) == 1 else f"{len(found)} côtés"
        raise Refused(f"{name} a {what} ; une étude jumelée en met deux en regard.")
    return found[0], found[1]


def _territories(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for line, row in rows_of(content_of(path), path.name, ("respondent", "territory")):
        place = f"{path.name}, ligne {line} :"
        name, territory = (_name(row, column, place) for column in ("respondent", "territory"))
        if not territory:
            raise Refused(f"{place} le territoire de « {short(name)} » est vide.")
        if name in found:
            raise Refused(f"{place} « {short(name)} » y est déjà.")
        found[name] = territory
    if not found:
        raise Refused(f"{path.name} ne place personne.")
    return found


def _sides(path: Path, two: tuple[str, str]) -> dict[str, tuple[str, ...]]:
    """item → the sides it is asked on: one, or both (`a;b`, `a+b`, `both`, or an empty cell)."""
    found: dict[str, tuple[str, ...]] = {}
    for line, row in rows_of(content_of(path), path.name, ("item", "sides")):
        place = f"{path.name}, ligne {line} :"
        item = _name(row, "item", place)
        if item in found:
            raise Refused(f"{place} « {short(item)} » y est déjà.")
        cell = row["sides"]
        named = [cell] if cell in two else [one for one in map(str.strip, re.split(r"[;|,+/]", cell)) if one]
        if cell == BOTH and BOTH not in two:
            named = list(two)
        if unknown := [side for side in named if side not in two]:
            raise Refused(
                f"{place} « {short(unknown[0])} » n’est pas un côté ; les côtés sont « {short(two[0])} » et"
                f" « {short(two[1])} »."
            )
        found[item] = tuple(side for side in two if not named or side in named)
    if not found:
        raise Refused(f"{path.name} n’a aucune question.")
    return found
