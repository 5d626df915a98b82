"""From what a file says to what we keep of it; what we do not keep travels in the file itself, whole."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from arrimage.apps.qualitative.exchange import (
    CaseTold,
    CodeTold,
    CodingTold,
    MemoTold,
    ProjectTold,
    TextTold,
    VariableTold,
)
from arrimage.apps.qualitative.queries.exchange import uids_taken

from .project import Code, Project, Text
from .texts import Frozen, NoText, freeze, frozen, raw_text

TYPES = {"Text", "Integer", "Float", "Boolean", "Date", "DateTime"}


def implied_case(text: UUID) -> UUID:
    """The case of a text the file puts in none: found again by its identifier when it leaves."""
    return uuid5(text, "case")


class Identifiers:
    """Those of the file, as they are; another one where it serves here already."""

    def __init__(self, guids: Iterable[str]) -> None:
        known = {guid: as_uid(guid) for guid in guids}
        taken = uids_taken(known.values())
        self.changed = {guid: str(uuid4()) for guid, uid in known.items() if uid in taken}

    def __call__(self, guid: str) -> UUID:
        return UUID(self.changed[guid]) if guid in self.changed else as_uid(guid)


def as_uid(guid: str) -> UUID:
    return UUID(guid.strip("{}"))


def moment(written: str) -> datetime | None:
    try:
        found = parse_datetime(written)
    except ValueError:
        return None
    return timezone.make_aware(found) if found and timezone.is_naive(found) else found


def heard_codes(codes: tuple[Code, ...], uid, parent: UUID | None = None) -> list[CodeTold]:
    found = []
    for one in codes:
        own = uid(one.guid)
        found.append(
            CodeTold(
                own, one.name, parent, one.description or "", colour=one.color[:7], is_codable=one.is_codable
            )
        )
        found += heard_codes(one.codes, uid, own)
    return found


def heard(project: Project, carried: bytes) -> ProjectTold:
    """Raises nothing on a file `checking` finds sound."""
    uid = Identifiers(_every_guid(project))
    coders = {uid(one.guid): one.name or one.id or "" for one in project.users}
    unknown = uuid4()
    texts, where = _texts(project, uid)
    codable = {one.guid for one in project.every_code()}
    notes = {one.guid: one for one in project.notes}
    codings, memos, imported = [], [], set()

    def by(*guids: str) -> UUID:
        found = next((uid(guid) for guid in guids if guid and uid(guid) in coders), None)
        if found is None:
            coders.setdefault(unknown, "—")
            return unknown
        return found

    def note(guid: str, author: str, **about) -> None:
        words = _words_of(project, notes.get(guid))
        if words and guid not in imported:
            imported.add(guid)
            stamp = notes[guid].stamp
            memos.append(MemoTold(uid(guid), words, by(stamp.by, author), at=moment(stamp.at), **about))

    seen = set()
    for source in project.texts():
        if source.guid not in where:
            continue
        for guid in source.notes:
            note(guid, source.stamp.by, text=uid(source.guid))
        for one in source.selections:
            start, end = (where[source.guid].place(at) for at in (one.start, one.end))
            for coding in one.codings:
                coder = by(coding.stamp.by, one.stamp.by, source.stamp.by, project.stamp.by)
                same = (source.guid, coder, coding.code, start, end)
                if start < end and coding.code in codable and same not in seen:
                    seen.add(same)
                    imported.add(coding.guid)
                    memo = next((_words_of(project, notes.get(guid)) for guid in coding.notes), "")
                    codings.append(
                        CodingTold(
                            uid(coding.guid), uid(one.guid), uid(source.guid), uid(coding.code), coder,
                            start, end, memo, moment(coding.stamp.at or one.stamp.at),
                        )
                    )  # fmt: skip
    for code in project.every_code():
        for guid in code.notes:
            note(guid, "", code=uid(code.guid))
    for guid in project.own_notes:
        note(guid, project.stamp.by)
    return ProjectTold(
        project.name,
        coders,
        tuple(heard_codes(project.codes, uid)),
        _variables(project, uid),
        _cases(project, uid, texts),
        tuple(texts.values()),
        tuple(codings),
        tuple(memos),
        carried,
        uid.changed,
        frozenset(imported),
    )


def _variables(project: Project, uid) -> tuple[VariableTold, ...]:
    named = _Names()
    return tuple(
        VariableTold(
            uid(one.guid), named(one.name), one.type if one.type in TYPES else "Text", one.description or ""
        )
        for one in project.variables
    )


def _every_guid(project: Project) -> list[str]:
    found = [one.guid for one in (*project.users, *project.every_code(), *project.variables, *project.cases)]
    for source in (*project.texts(), *project.notes):
        found.append(source.guid)
        found += [coding.guid for one in source.selections for coding in one.codings]
        found += [one.guid for one in source.selections]
    return found


def _texts(project: Project, uid) -> tuple[dict[UUID, TextTold], dict[str, Frozen]]:
    """Sources with words; one that is empty, or whose words are not there, only travels."""
    texts, where = {}, {}
    for source in project.texts():
        try:
            found = frozen(project, source)
        except NoText:
            continue
        if found.text.strip():
            where[source.guid] = found
            texts[uid(source.guid)] = TextTold(uid(source.guid), source.name or "—", found.text)
    return texts, where


def _cases(project: Project, uid, texts: dict[UUID, TextTold]) -> tuple[CaseTold, ...]:
    """Each text is of one case here: the first that names it, or one implied for it alone."""
    left, named, found = dict.fromkeys(texts), _Names(), []
    known = {one.guid for one in project.variables}

    for one in project.cases:
        own = [uid(guid) for guid in one.sources if uid(guid) in left]
        for text in own:
            left.pop(text, None)
        values: dict[UUID, str] = {}
        for value in one.values:
            if value.variable in known and value.value:
                values.setdefault(uid(value.variable), value.value)
        found.append(
            CaseTold(uid(one.guid), named(one.name or "—"), one.description or "", values, tuple(own))
        )
    for text in left:
        found.append(CaseTold(implied_case(text), named(texts[text].title), texts=(text,), is_implied=True))
    return tuple(found)


class _Names:
    """Each given once: the second one of a name bears a number."""

    def __init__(self) -> None:
        self.given: set[str] = set()

    def __call__(self, name: str) -> str:
        said, number = name[:76], 2
        while said in self.given:
            said, number = f"{name[:72]} {number}", number + 1
        self.given.add(said)
        return said


def _words_of(project: Project, note: Text | None) -> str:
    if note is None:
        return ""
    try:
        return freeze(raw_text(project, note)).text.strip()[:8000]
    except NoText:
        return ""
