"""Two sides of the same pairs: a sheet and the rules of a study, as `science.surveys.pairing` reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from arrimage.apps.inquiry.sheets import Respondent, Sheet
from arrimage.apps.questionnaires.document.answers import State
from arrimage.apps.questionnaires.document.questionnaire import Item, Kind, said
from arrimage.science.surveys import pairing
from arrimage.science.surveys.answers import Answers, Apart
from arrimage.science.surveys.invitations import Invitation, invitations
from arrimage.science.surveys.paired import Turned, turned
from arrimage.science.surveys.pairing import Answer, Pairing, Rule
from arrimage.science.surveys.rank_correlation import RankCorrelation, rank_correlation

from .columns import sides_asked

YES = frozenset({"yes", "oui"})
NO = frozenset({"no", "non"})


@dataclass(frozen=True)
class Covariate:
    """Something else known of each pair. `classes` in their order, with words; `values`: pair → class."""

    key: str
    label: Mapping[str, str]
    source: Mapping[str, str]
    classes: tuple[tuple[str, Mapping[str, str]], ...]
    values: Mapping[str, str]

    @staticmethod
    def from_data(data: Mapping) -> "Covariate":
        classes = tuple((code, label) for code, label in data["classes"])
        return Covariate(data["key"], data["label"], data.get("source", {}), classes, data["values"])

    @property
    def ranks(self) -> Answers[float]:
        order = {code: float(place) for place, (code, _label) in enumerate(self.classes, 1)}
        return {pair: order.get(code, Apart.MISSING) for pair, code in self.values.items()}

    def word(self, pair: str, language: str) -> str:
        return next(
            (said(label, language) for code, label in self.classes if code == self.values.get(pair)), ""
        )


@dataclass(frozen=True)
class Rules:
    """What a study decides. sides: two (key, label by language). satisfied: the item of satisfaction."""

    sides: tuple[tuple[str, Mapping[str, str]], tuple[str, Mapping[str, str]]]
    rule: Rule = Rule.MEAN
    satisfied: str = ""
    scale_yes_from: float | None = None
    covariates: tuple[Covariate, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)  # respondent → pair, over what the sheet says
    codes: Mapping[str, str] = field(default_factory=dict)  # pair → code of a region, for the map

    @property
    def keys(self) -> tuple[str, str]:
        return self.sides[0][0], self.sides[1][0]

    def label(self, key: str, language: str) -> str:
        return next((said(label, language) for one, label in self.sides if one == key), key)


@dataclass(frozen=True)
class Unpaired:
    """A respondent nobody can be paired with, and why."""

    name: str
    why: str


class Paired:
    """A sheet in the light of the rules: everything about pairs is asked of it."""

    def __init__(self, sheet: Sheet, rules: Rules) -> None:
        self.sheet, self.rules = sheet, rules
        # Where nobody is named there are two sides and no pair: all are read together.
        together = "" if sheet.mode == "named" else "*"
        self.people = tuple(
            (one, place)
            for one in sheet.respondents
            if one.side in rules.keys and (place := together or rules.places.get(one.key) or one.territory)
        )

    @property
    def unpaired(self) -> list[Respondent]:
        paired = {one.key for one, _place in self.people}
        return [one for one in self.sheet.respondents if one.key not in paired]

    @cached_property
    def questions(self) -> tuple[Item, ...]:
        """Those a yes or a no answers, that are not asked after another, nor of satisfaction."""
        return tuple(
            item
            for item in self.sheet.form.asked
            if self.is_yes_or_no(item) and item.name in self.sheet.answers and self.sides_of(item.name)
        )

    def is_yes_or_no(self, item: Item) -> bool:
        if item.kind is Kind.SCALE:
            return self.rules.scale_yes_from is not None
        codes = {choice.code for choice in item.choices}
        return item.kind is Kind.SINGLE and bool(codes & YES) and bool(codes & NO) and codes <= YES | NO

    def sides_of(self, name: str) -> tuple[str, ...]:
        asked = sides_asked(self.sheet, name)
        return tuple(key for key in self.rules.keys if key in asked)

    @cached_property
    def scored(self) -> tuple[Item, ...]:
        """Those that make scores: the items of the questionnaire’s scores when it has any, else all."""
        named = {part.item for rule in self.sheet.form.scores for part in rule.parts}
        return tuple(one for one in self.questions if not named or one.name in named)

    @cached_property
    def beside(self) -> tuple[Item, ...]:
        """The other questions: one-sided, filtered, or of something else than what is scored."""
        scored = {one.name for one in self.scored}
        return tuple(one for one in self.sheet.form.asked if one.name not in scored)

    def said(self, key: str, name: str) -> Answer:
        answer = self.sheet.answers.get(name, {}).get(key)
        if answer is None or answer.state in (State.NONE, State.DECLINED, State.NOT_ASKED):
            return Answer.MISSING
        if answer.state is State.NOT_APPLICABLE:
            return Answer.NA
        if isinstance(answer.value, int | float):
            limit = self.rules.scale_yes_from
            return Answer.YES if limit is not None and answer.value >= limit else Answer.NO
        return Answer.YES if answer.value in YES else Answer.NO

    @cached_property
    def found(self) -> Pairing:
        """The pairing of the questions that score."""
        return pairing.pair(self._study(self.scored), rule=self.rules.rule)

    @cached_property
    def others(self) -> Pairing:
        """The pairing of the other yes-or-no questions, each on its own base."""
        scored = {one.name for one in self.scored}
        rest = tuple(one for one in self.questions if one.name not in scored)
        return pairing.pair(self._study(rest), rule=self.rules.rule)

    def _study(self, items: Sequence[Item]) -> pairing.Study:
        asked = {item.name: self.sides_of(item.name) for item in items}
        answers = {
            (one.key, name): self.said(one.key, name)
            for one, _place in self.people
            for name, sides in asked.items()
            if one.side in sides
        }
        respondents = tuple(pairing.Respondent(one.key, one.side, place) for one, place in self.people)
        return pairing.Study(self.rules.keys, respondents, asked, answers)

    # --- satisfaction, covariate, invitations

    @cached_property
    def satisfied(self) -> Mapping[str, Mapping[str, tuple[int, int]]]:
        """side → pair → (how many are satisfied, of how many who said)."""
        found: dict[str, dict[str, tuple[int, int]]] = {key: {} for key in self.rules.keys}
        if not self.rules.satisfied or self.rules.satisfied not in self.sheet.answers:
            return found
        for one, place in self.people:
            said_ = self.said(one.key, self.rules.satisfied)
            if said_ in (Answer.YES, Answer.NO):
                yes, base = found[one.side].get(place, (0, 0))
                found[one.side][place] = (yes + (said_ == Answer.YES), base + 1)
        return found

    def gap(self, pair: str) -> float | None:
        """Share satisfied on the first side − on the second; None when one says nothing."""
        shares = []
        for key in self.rules.keys:
            yes, base = self.satisfied[key].get(pair, (0, 0))
            if not base:
                return None
            shares.append(yes / base)
        return shares[0] - shares[1]

    @cached_property
    def invited(self) -> tuple[Invitation, ...]:
        """Those with a reason to meet, in the order of the study: no rank is made of them."""
        felt = {
            key: {
                pair: (True if yes == base else False if yes == 0 else Apart.MISSING)
                for pair, (yes, base) in by.items()
            }
            for key, by in self.satisfied.items()
        }
        return invitations(self.found, felt)

    def crossed(self, covariate: Covariate) -> RankCorrelation:
        return rank_correlation(self.found.pair_scores(), covariate.ranks)

    def organisations(self, pair: str) -> dict[str, list[int]]:
        """side → the organisations that answered, where they may be known."""
        found: dict[str, list[int]] = {key: [] for key in self.rules.keys}
        for one, place in self.people:
            if place == pair and one.organisation_id is not None:
                found[one.side].append(one.organisation_id)
        return found

    def spoke_for(self) -> Mapping[str, Mapping[str, int]]:
        """side → in whose name it was answered → how many."""
        found: dict[str, dict[str, int]] = {key: {} for key in self.rules.keys}
        for one, _place in self.people:
            if one.answered_by:
                found[one.side][one.answered_by] = found[one.side].get(one.answered_by, 0) + 1
        return found


@dataclass(frozen=True)
class Change:
    """A question on one side, before and after, pair by pair (several respondents: yes if any says yes)."""

    name: str
    side: str
    turned: Turned


def changes(before: Paired, after: Paired) -> list[Change]:
    """The same pairs (teams, persons) asked twice. Only those of both moments are compared."""
    found = []
    for item in after.scored:
        if item.name not in before.sheet.answers:
            continue
        for key in after.sides_of(item.name):
            if key in before.sides_of(item.name):
                first, second = (_by_pair(one, item.name, key) for one in (before, after))
                found.append(Change(item.name, key, turned(first, second)))
    return found


def _by_pair(paired: Paired, name: str, side: str) -> Answers[bool]:
    said_: dict[str, list[Answer]] = {}
    for one, place in paired.people:
        if one.side == side:
            said_.setdefault(place, []).append(paired.said(one.key, name))
    apart = {Answer.NA: Apart.NOT_APPLICABLE, Answer.MISSING: Apart.MISSING}
    together = {place: pairing.together(answers) for place, answers in said_.items()}
    return {place: apart.get(one, one == Answer.YES) for place, one in together.items()}


def merged(sheets: Sequence[tuple[Sheet, str]]) -> Sheet:
    """Several sheets of one study as one; `side`, where given, is that of the whole sheet.

    Keys mean something inside one sheet alone: they are told apart. The questionnaire is the one that asks
    most; what only another asks is added after.
    """
    from dataclasses import replace

    if len(sheets) == 1:
        sheet, side = sheets[0]
        people = tuple(replace(one, side=side or one.side) for one in sheet.respondents)
        return replace(sheet, respondents=people)
    ordered = sorted(range(len(sheets)), key=lambda place: -len(sheets[place][0].form.items))
    form = sheets[ordered[0]][0].form
    for place in ordered[1:]:
        extra = [s for s in sheets[place][0].form.sections if any(i.name not in form.items for i in s.items)]
        sections = tuple(
            replace(s, name=f"{s.name}_{place}", items=tuple(i for i in s.items if i.name not in form.items))
            for s in extra
        )
        form = replace(form, sections=form.sections + sections)
    people: list[Respondent] = []
    answers: dict[str, dict] = {}
    asked_by: dict[str, int] = {}
    for place, (sheet, side) in enumerate(sheets):
        names = {one.key: f"{place + 1}·{one.key}" for one in sheet.respondents}
        people += [replace(one, key=names[one.key], side=side or one.side) for one in sheet.respondents]
        for item, given in sheet.answers.items():
            answers.setdefault(item, {}).update(
                {names[key]: one for key, one in given.items() if key in names}
            )
        if side and sheet.asked is not None:
            asked_by[side] = asked_by.get(side, 0) + sheet.asked
        elif not side:
            for name, count in sheet.asked_by_stratum.items():
                asked_by[name] = asked_by.get(name, 0) + count
    modes = ("named", "confidential", "anonymous")
    first = [sheet for sheet, _side in sheets]
    known = [sheet.asked for sheet in first if sheet.asked is not None]
    natures = {sheet.nature for sheet in first}
    return Sheet(
        form=form,
        respondents=tuple(people),
        answers=answers,
        asked=sum(known) if len(known) == len(first) else None,
        threshold=max(sheet.threshold for sheet in first),
        mode=max((sheet.mode for sheet in first), key=modes.index),
        asked_by_stratum=asked_by,
        source=" · ".join(dict.fromkeys(sheet.source for sheet in first if sheet.source)),
        everyone_asked=all(sheet.everyone_asked for sheet in first),
        nature=next(iter(natures - {"collected"}), "collected"),
    )
