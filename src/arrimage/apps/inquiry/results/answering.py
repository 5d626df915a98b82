"""Who answered, of whom, and how those who did not differ."""

from dataclasses import dataclass

from arrimage.apps.inquiry.sheets import Sheet
from arrimage.science.surveys.proportions import wilson
from arrimage.science.surveys.response import Response, response

from .columns import grouping
from .protection import Eye, shown


@dataclass(frozen=True)
class Stratum:
    name: str
    asked: int | None
    answered: int | None

    @property
    def rate(self) -> float | None:
        return self.answered / self.asked if self.asked and self.answered is not None else None


@dataclass(frozen=True)
class Answering:
    """asked: None when nobody can say. test: of answering with the stratum, where nothing is hidden."""

    asked: int | None
    answered: int
    strata: tuple[Stratum, ...]
    test: Response | None

    @property
    def rate(self) -> float | None:
        return self.answered / self.asked if self.asked else None


def answering(sheet: Sheet, eye: Eye) -> Answering:
    groups = grouping(sheet)
    asked_by = dict(sheet.asked_by_stratum)
    names = [*dict.fromkeys((*asked_by, *groups))] if asked_by else list(groups)
    answered = {name: len(groups.get(name, ())) for name in names}
    if not groups and len(names) == 1:
        answered = {names[0]: len(sheet.respondents)}
    whole = Answering(sheet.asked, len(sheet.respondents), (), None)
    if not names:
        return whole
    if not asked_by:
        cells = shown(sheet, [[answered[name] for name in names]], eye).cells[0]
        strata = tuple(Stratum(name, None, count) for name, count in zip(names, cells, strict=False))
        return Answering(sheet.asked, len(sheet.respondents), strata, None)
    silent = {name: max(asked_by.get(name, 0) - answered[name], 0) for name in names}
    table = shown(sheet, [[answered[name], silent[name]] for name in names], eye)
    strata = tuple(Stratum(name, row[2], row[0]) for name, row in zip(names, table.cells, strict=False))
    return Answering(
        sheet.asked, len(sheet.respondents), strata, None if table.hidden else _test(asked_by, answered)
    )


def _test(asked_by: dict[str, int], answered: dict[str, int]) -> Response | None:
    if len(asked_by) < 2:
        return None
    people = {f"{name}/{number}": name for name, count in asked_by.items() for number in range(count)}
    said = {
        f"{name}/{number}"
        for name in asked_by
        for number in range(min(answered.get(name, 0), asked_by[name]))
    }
    return response(people, said)


def interval(one: Stratum) -> tuple[float | None, float | None]:
    return wilson(one.answered, one.asked) if one.asked and one.answered is not None else (None, None)
