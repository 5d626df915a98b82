"""From what we keep to a file. What came from one leaves as it came, but for what changed here since."""

from bisect import bisect_right
from dataclasses import replace
from uuid import UUID, uuid5

from arrimage.apps.qualitative.exchange import CaseTold, CodeTold, CodingTold, ProjectTold, TextTold

from .files import check
from .hearing import as_uid, implied_case
from .project import (
    Case,
    Code,
    Codebook,
    Coding,
    Kept,
    Project,
    Selection,
    Stamp,
    Text,
    User,
    Variable,
    VariableValue,
)
from .texts import NoText, freeze, raw_text

ORIGIN = "Arrimage"
PARTS = (("when", "Quand l’utiliser"), ("when_not", "Quand ne pas l’utiliser"), ("example", "Exemple"),
         ("contrary", "Ce qui dirait le contraire"))  # fmt: skip


def said(told: ProjectTold) -> Project:
    """The project as a file says it."""
    before = check(told.carried).read if told.carried else None
    base = before if isinstance(before, Project) else Project(told.title, ORIGIN)
    return _Saying(told, base).project()


def said_codebook(codes: tuple[CodeTold, ...]) -> Codebook:
    return Codebook(_tree(codes, {}, str), origin=ORIGIN)


def _description(one: CodeTold) -> str | None:
    parts = [one.definition] if one.definition else []
    parts += [f"{label} : {getattr(one, name)}" for name, label in PARTS if getattr(one, name)]
    return "\n\n".join(parts) or None


def _tree(codes: tuple[CodeTold, ...], before: dict[str, Code], guid) -> tuple[Code, ...]:
    under: dict[UUID | None, list[CodeTold]] = {}
    known = {one.uid for one in codes}
    for one in codes:
        under.setdefault(one.parent if one.parent in known else None, []).append(one)

    def grown(parent: UUID | None) -> tuple[Code, ...]:
        return tuple(made(one) for one in under.get(parent, []))

    def made(one: CodeTold) -> Code:
        own = guid(one.uid)
        old = before.get(own)
        words = _description(one)
        if old and (old.description or "") == (words or ""):
            words = old.description
        name = old.name if old and old.name[:120] == one.name else one.name
        notes = old.notes if old else ()
        return Code(own, name, one.is_codable, old.color if old else one.colour, words, notes, grown(one.uid))

    return grown(None)


class _Saying:
    def __init__(self, told: ProjectTold, base: Project) -> None:
        self.told, self.base = told, base
        self.guids = {UUID(ours): theirs for theirs, ours in told.uids.items()}
        self.original = {as_uid(guid): guid for guid in _guids_of(base)}
        self.new_notes: list[Text] = []

    def guid(self, uid: UUID) -> str:
        return self.guids.get(uid) or self.original.get(uid) or str(uid)

    def project(self) -> Project:
        told, base = self.told, self.base
        codes = _tree(told.codes, {one.guid: one for one in base.every_code()}, self.guid)
        sources = self._sources()
        by_code, by_text, about_all = self._memos()
        return replace(
            base,
            name=told.title if base.name.strip() and base.name[:160].strip() != told.title else base.name,
            users=self._users(),
            codes=_noted(codes, by_code),
            variables=self._variables(),
            cases=self._cases(),
            sources=tuple(
                replace(one, notes=(*one.notes, *by_text.get(one.guid, ()))) if isinstance(one, Text) else one
                for one in sources
            ),
            notes=(*base.notes, *self.new_notes),
            own_notes=(*base.own_notes, *about_all),
        )

    def _users(self) -> tuple[User, ...]:
        known = {one.guid for one in self.base.users}
        used = {one.coder for one in self.told.codings} | {one.coder for one in self.told.memos}
        more = [
            User(self.guid(uid), name)
            for uid, name in self.told.coders.items()
            if self.guid(uid) not in known and (uid in used or not self.told.carried) and name != "—"
        ]
        self.users = known | {one.guid for one in more}
        return (*self.base.users, *more)

    def _variables(self) -> tuple[Variable, ...]:
        old = {one.guid: one for one in self.base.variables}
        found = []
        for one in self.told.variables:
            was = old.get(self.guid(one.uid))
            if was and one.name.startswith(was.name[:72]) and (was.description or "") == one.description:
                found.append(was)
            else:
                type_ = was.type if was else one.type
                found.append(Variable(self.guid(one.uid), one.name, type_, one.description or None))
        self.types = {one.guid: one.type for one in found}
        return tuple(found)

    def _cases(self) -> tuple[Case, ...]:
        old = {one.guid: one for one in self.base.cases}
        return tuple(
            self._case(one, old.get(self.guid(one.uid)))
            for one in self.told.cases
            if not self._is_implied(one)
        )

    @staticmethod
    def _is_implied(one: CaseTold) -> bool:
        bare = not one.values and not one.description
        return bare and len(one.texts) == 1 and one.uid == implied_case(one.texts[0])

    def _case(self, one: CaseTold, old: Case | None) -> Case:
        held = {self.guid(uid): value for uid, value in one.values.items()}
        was = old or Case(self.guid(one.uid))
        values = []
        for value in was.values:  # those the file had, in its order, unless changed here
            if value.value[:200] == held.get(value.variable, ""):
                values.append(value)
                held.pop(value.variable, None)
            elif value.variable in held:
                values.append(
                    VariableValue(
                        value.variable, value.type or self.types[value.variable], held.pop(value.variable)
                    )
                )
        values += [VariableValue(guid, self.types[guid], value) for guid, value in held.items()]
        sources = [self.guid(uid) for uid in one.texts]
        more = tuple(guid for guid in sources if guid not in was.sources)
        name = was.name if old and one.name.startswith((was.name or "—")[:72]) else one.name
        description = (
            was.description if (was.description or "") == one.description else one.description or None
        )
        return replace(
            was, name=name, description=description, values=tuple(values), sources=(*was.sources, *more)
        )

    # --- Texts and what was put on them
    def _sources(self) -> tuple[Text | Kept, ...]:
        texts = {self.guid(one.uid): one for one in self.told.texts}
        codings: dict[str, list[CodingTold]] = {}
        for one in self.told.codings:
            codings.setdefault(self.guid(one.text), []).append(one)
        found: list[Text | Kept] = []
        for source in self.base.sources:
            if isinstance(source, Text) and source.guid in texts:
                found.append(self._text(source, texts.pop(source.guid), codings.get(source.guid, [])))
            else:
                found.append(source)
        for guid, one in texts.items():
            fresh = Text(guid, one.title, one.text)
            found.append(
                replace(fresh, selections=self._selections((), codings.get(guid, []), lambda at: at))
            )
        return tuple(found)

    def _text(self, source: Text, one: TextTold, codings: list[CodingTold]) -> Text:
        try:
            raw = raw_text(self.base, source)
        except NoText:
            return source
        name = source.name if (source.name or "—")[:160] == one.title else one.title
        same = freeze(raw)
        if same.text == one.text:
            # Its line ends are those of the file: our places move forward by what was taken out before them.
            removed = [at - number for number, at in enumerate(same.removed)]
            back = lambda at: at + bisect_right(removed, at - 1)  # noqa: E731
            return replace(source, name=name, selections=self._selections(source.selections, codings, back))
        # Something was masked since: the words leave as they are now, and every place with them.
        fresh = self._selections((), codings, lambda at: at)
        return replace(source, name=name, content=one.text, plain_path="", rich_path="", selections=fresh)

    def _selections(
        self, old: tuple[Selection, ...], codings: list[CodingTold], back
    ) -> tuple[Selection, ...]:
        ours = {self.guid(one.uid): one for one in codings}
        kept = []
        for one in old:
            left = tuple(c for c in one.codings if c.guid in ours or c.guid not in self.told.imported)
            for coding in left:
                ours.pop(coding.guid, None)
            if left or not one.codings:
                kept.append(replace(one, codings=left))
        known = {one.guid: place for place, one in enumerate(kept)}
        fresh: dict[tuple[UUID, int, int], list[CodingTold]] = {}
        for one in ours.values():
            fresh.setdefault((one.passage, one.start, one.end), []).append(one)
        for (passage, start, end), put in fresh.items():
            made = tuple(self._coding(one) for one in put)
            own = self.guid(passage)
            if own in known:
                kept[known[own]] = replace(kept[known[own]], codings=(*kept[known[own]].codings, *made))
            else:
                known[own] = len(kept)
                kept.append(Selection(own, back(start), back(end), codings=made, stamp=made[0].stamp))
        return tuple(kept)

    def _coding(self, one: CodingTold) -> Coding:
        stamp = Stamp(self._author(one.coder), _moment(one.at))
        notes = ()
        if one.memo:
            note = str(uuid5(one.uid, "memo"))
            self.new_notes.append(Text(note, "Mémo", one.memo, stamp=stamp))
            notes = (note,)
        return Coding(self.guid(one.uid), self.guid(one.code), stamp, notes)

    def _author(self, coder: UUID) -> str:
        return "" if self.told.coders.get(coder) in (None, "—") else self.guid(coder)

    def _memos(self) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]], tuple[str, ...]]:
        known = {one.guid for one in self.base.notes}
        by_code: dict[str, tuple[str, ...]] = {}
        by_text: dict[str, tuple[str, ...]] = {}
        about_all: tuple[str, ...] = ()
        for one in self.told.memos:
            guid = self.guid(one.uid)
            if guid in known:
                continue
            stamp = Stamp(self._author(one.coder), _moment(one.at))
            self.new_notes.append(Text(guid, "Mémo", one.words, stamp=stamp))
            if one.code:
                by_code[self.guid(one.code)] = (*by_code.get(self.guid(one.code), ()), guid)
            elif one.text:
                by_text[self.guid(one.text)] = (*by_text.get(self.guid(one.text), ()), guid)
            else:
                about_all = (*about_all, guid)
        return by_code, by_text, about_all


def _noted(codes: tuple[Code, ...], notes: dict[str, tuple[str, ...]]) -> tuple[Code, ...]:
    return tuple(
        replace(one, notes=(*one.notes, *notes.get(one.guid, ())), codes=_noted(one.codes, notes))
        for one in codes
    )


def _moment(at) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def _guids_of(base: Project) -> list[str]:
    found = [one.guid for one in (*base.users, *base.every_code(), *base.variables, *base.cases, *base.notes)]
    for source in base.texts():
        found.append(source.guid)
        for one in source.selections:
            found += [one.guid, *[coding.guid for coding in one.codings]]
    return found
