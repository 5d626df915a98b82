"""A workbook as a questionnaire, or every cell that stands in the way, with the reason.

Nothing is dropped in silence: what cannot be asked here is refused by its cell; what is passed over without
loss to those who answer (what a device says by itself, a language we do not speak) is a remark.
"""

import json
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from arrimage.apps.questionnaires.document import checking
from arrimage.apps.questionnaires.document.questionnaire import (
    LANGUAGES,
    Choice,
    Item,
    Kind,
    Questionnaire,
    Section,
)
from arrimage.apps.questionnaires.document.scores import Score

from .sheets import Line, NotAWorkbook, language_of, read_sheets
from .terms import ABOUT_THE_DEVICE, CHOOSES, GROUP, KINDS, OURS, PICTURE, WHOLE, limits_of


@dataclass(frozen=True)
class Refusal:
    sheet: str
    cell: str
    sentence: str


class Refused(ValueError):
    """The workbook cannot be used as it is: `refusals` says where, and why."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("; ".join(f"{one.sheet} {one.cell}: {one.sentence}" for one in refusals))
        self.refusals = refusals


@dataclass(frozen=True)
class Imported:
    form: Questionnaire
    remarks: list[str]


def read_xlsform(content: bytes) -> Imported:
    """Raises Refused."""
    try:
        sheets = read_sheets(content)
    except NotAWorkbook as error:
        raise Refused([Refusal("", "", str(error))]) from error
    if not sheets.get("survey"):
        raise Refused([Refusal("survey", "A1", _("The workbook has no sheet “survey”, or it is empty."))])
    reader = _Reader(sheets)
    form = reader.read()
    if reader.refusals:
        raise Refused(reader.refusals)
    return Imported(form, reader.remarks)


@dataclass
class _Open:
    """A group that is open: at the first level it is a section, deeper its condition goes to its items."""

    line: Line
    relevant: str = ""


@dataclass
class _Reader:
    sheets: dict[str, list[Line]]
    refusals: list[Refusal] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)  # by the name of what each describes
    sections: list[Section] = field(default_factory=list)
    groups: list[_Open] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    def read(self) -> Questionnaire:
        settings = (self.sheets.get("settings") or [Line("settings", 2, {}, {})])[0]
        self.default = language_of(settings["default_language"]) or "fr"
        self.lists = self._lists()
        for line in self.sheets["survey"]:
            if line["type"]:
                self._row(line)
        self._close_section(None)
        for group in self.groups:
            self._refuse(group.line, "type", _("This group is never ended."))
        form = self._whole(settings)
        self._say_languages()
        if not self.refusals:
            self._check(form)
        return form

    def _whole(self, settings: Line) -> Questionnaire:
        title = settings.in_languages(f"{OURS}title", self.default)
        plain = (
            settings["form_title"] or settings["title"] or settings["form_id"] or _("Untitled questionnaire")
        )
        form = Questionnaire(
            title=title or {self.default: plain or _("Untitled questionnaire")},
            sections=tuple(self.sections),
            introduction=settings.in_languages(f"{OURS}introduction", self.default),
            thanks=settings.in_languages(f"{OURS}thanks", self.default),
            one_section_a_screen=settings["style"] != "" or not settings[f"{OURS}languages"],
            scores=tuple(self._scores()),
        )
        if told := settings[f"{OURS}languages"].split():
            return replace(form, languages=tuple(told))
        spoken = {language for _place, texts in form.texts() for language in texts}
        return replace(form, languages=tuple(one for one in LANGUAGES if one in spoken) or ("fr",))

    def _scores(self):
        for line in self.sheets.get(f"{OURS}scores", []):
            try:
                yield Score.from_data(json.loads(line["score"]))
            except (ValueError, TypeError, KeyError):
                self._refuse(line, "score", _("This score cannot be read: it was changed by hand?"))

    def _refuse(self, line: Line, column: str, sentence: str) -> None:
        self.refusals.append(Refusal(line.sheet, line.cell(column), sentence))

    def _lists(self) -> dict[str, list[tuple[Line, Choice]]]:
        lists: dict[str, list[tuple[Line, Choice]]] = {}
        for line in self.sheets.get("choices") or self.sheets.get("choices and columns") or []:
            points = line[f"{OURS}points"]
            choice = Choice(
                line["name"],
                line.in_languages("label", self.default),
                points=_number(points),
                alone=line.flag(f"{OURS}alone"),
            )
            lists.setdefault(line["list_name"], []).append((line, choice))
        return lists

    def _row(self, line: Line) -> None:
        written = " ".join(line["type"].split())
        low = written.lower()
        if grouping := GROUP.fullmatch(low):
            self._group(line, *grouping.groups())
        elif low in ABOUT_THE_DEVICE:
            self.remarks.append(
                _("%(cell)s: “%(type)s” is said by a device, not by a person; it is left out.")
                % {"cell": line.cell("type"), "type": written}
            )
        elif choosing := CHOOSES.fullmatch(written):
            self._choosing(line, choosing)
        elif low in KINDS:
            self._add(line, self._item(line, KINDS[low], whole=low in WHOLE, pictures_only=low == PICTURE))
        else:
            self._refuse(line, "type", _("“%(type)s” cannot be asked here.") % {"type": written})

    def _group(self, line: Line, edge: str, what: str) -> None:
        if what != "group":
            self._refuse(line, "type", _("Questions that repeat cannot be asked here: list them one by one."))
        elif edge == "begin":
            if not self.groups:
                self._close_section(None)
            elif titles := line.in_languages("label", self.default):
                self._add(line, Item(line["name"] or "note", Kind.NOTE, titles, relevant=self._with(line)))
            inner = self._with(line) if self.groups else ""
            self.groups.append(_Open(line, inner))
        elif self.groups:
            group = self.groups.pop()
            if not self.groups:
                self._close_section(group.line)
        else:
            self._refuse(line, "type", _("This ends a group that was never begun."))

    def _close_section(self, line: Line | None) -> None:
        items, self.items = tuple(self.items), []
        if line is None:
            if items:
                self.sections.append(Section(f"section_{len(self.sections) + 1}", items))
            return
        self.lines.setdefault(line["name"], line)
        self.sections.append(
            Section(
                line["name"],
                items,
                line.in_languages("label", self.default),
                line.in_languages("hint", self.default),
                line["relevant"],
            )
        )

    def _with(self, line: Line) -> str:
        """A condition together with that of the groups inside the section."""
        around = self.groups[-1].relevant if self.groups else ""
        own = line["relevant"]
        return f"({around}) and ({own})" if around and own else around or own

    def _choosing(self, line: Line, choosing) -> None:
        listed = self.lists.get(choosing["list"])
        if line["choice_filter"]:
            sentence = _("Answers that depend on another answer cannot be filtered here.")
            self._refuse(line, "choice_filter", sentence)
        if not listed:
            sentence = _("The list “%(list)s” is not in the sheet “choices”.") % {"list": choosing["list"]}
            self._refuse(line, "type", sentence)
            return
        one = choosing["how"].lower() in ("select_one", "select1", "select one")
        choices = tuple(choice for _place, choice in listed)
        if choosing["other"]:
            choices += (Choice("other", {"fr": "Autre", "en": "Other"}),)
        item = self._item(line, Kind.SINGLE if one else Kind.SEVERAL)
        self._add(line, replace(item, choices=choices))
        if choosing["other"]:
            other = Item(
                f"{item.name}_other",
                Kind.TEXT,
                {"fr": "Précisez", "en": "Please specify"},
                relevant=f"selected(${{{item.name}}}, 'other')",
            )
            self._add(line, other)

    def _item(self, line: Line, kind: Kind, **more: bool) -> Item:
        own = line[f"{OURS}kind"]
        if own in set(Kind):
            kind = Kind(own)
        elif kind is Kind.TEXT and line["appearance"].startswith("multiline"):
            kind = Kind.LONG_TEXT
        minimum, maximum = _number(line[f"{OURS}minimum"]), _number(line[f"{OURS}maximum"])
        constraint = line["constraint"]
        if limits := limits_of(minimum, maximum):
            constraint = (
                constraint.removeprefix(limits).removeprefix(" and (").removesuffix(")")
                if (constraint.startswith(f"{limits} and ("))
                else constraint.removeprefix(limits)
            )
        if kind is Kind.SCALE:
            minimum, maximum = self._ends(line)
        return Item(
            name=line["name"],
            kind=kind,
            label=line.in_languages("label", self.default) or line.in_languages("caption", self.default),
            help=line.in_languages("hint", self.default),
            required=line.flag("required"),
            not_applicable=line.flag(f"{OURS}not_applicable"),
            declinable=line.flag(f"{OURS}declinable"),
            relevant=self._with(line),
            constraint=constraint,
            constraint_message=line.in_languages("constraint_message", self.default),
            calculation=line["calculation"],
            minimum=minimum,
            maximum=maximum,
            low=line.in_languages(f"{OURS}low", self.default),
            high=line.in_languages(f"{OURS}high", self.default),
            alert=line[f"{OURS}alert"],
            **more,
        )

    def _ends(self, line: Line) -> tuple[float | None, float | None]:
        given = dict(part.split("=", 1) for part in line["parameters"].split() if "=" in part)
        if given.get("step", "1") != "1":
            self._refuse(line, "parameters", _("A scale goes by steps of 1 here."))
        return _number(given.get("start", "")), _number(given.get("end", ""))

    def _add(self, line: Line, item: Item) -> None:
        self.lines.setdefault(item.name, line)
        self.items.append(item)
        if line["readonly"] or line["default"]:
            column = "readonly" if line["readonly"] else "default"
            self.remarks.append(
                _("%(cell)s: an answer given beforehand is left out.") % {"cell": line.cell(column)}
            )

    def _say_languages(self) -> None:
        columns = {
            name.partition(":")[2].strip(" :")
            for line in self.sheets["survey"][:1]
            for name in line.places
            if name.startswith(("label:", "hint:"))
        }
        for language in sorted(one for one in columns if one and not language_of(one)):
            self.remarks.append(_("The texts in “%(language)s” are left out.") % {"language": language})

    def _check(self, form: Questionnaire) -> None:
        """What is wrong in the questionnaire, said at the cell it came from."""
        for problem in checking.problems(form):
            line = self.lines.get(problem.where)
            if line is None:
                self.refusals.append(Refusal("survey", "A1", problem.sentence))
                continue
            if problem.part == "choices" and (item := form.items.get(problem.where)):
                line = self._choice_line(item, problem.code) or line
            column = next((name for name in line.places if name.split(":")[0] == problem.part), problem.part)
            if problem.part == "minimum":
                column = "parameters"
            self._refuse(line, column, problem.sentence)

    def _choice_line(self, item: Item, code: str) -> Line | None:
        """The row of the choice of this code: the last one, when it is there twice."""
        for listed in self.lists.values():
            if tuple(choice for _line, choice in listed) == item.choices[: len(listed)]:
                return next((line for line, choice in reversed(listed) if choice.code == code), None)
        return None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number == int(number) else number
