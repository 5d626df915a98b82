"""Reading rounds: one's own work, how far readers agree once it is closed, what is left to settle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from arrimage.apps.qualitative import policies
from arrimage.apps.qualitative.models import (
    Code,
    Coding,
    Corpus,
    Member,
    Reading,
    Round,
    Settlement,
    Transcript,
)
from arrimage.science.qualitative.alpha import Agreement, Level, alpha
from arrimage.science.qualitative.codings import codings
from arrimage.science.qualitative.kappa import Kappa, cohen
from arrimage.science.qualitative.units import Coded, Span, Unit, codes_on, units_of

DRAWS = 2_000
DRAWS_OF_CHARACTERS = 200  # neighbours say the same: the interval is too narrow, and the page says so


def rounds_visible_to(user, *, on: date) -> QuerySet[Round]:
    return Round.objects.filter(policies.of_team(user, on, "corpus")).select_related("corpus__organisation")


def texts_never_coded(corpus: Corpus) -> QuerySet[Transcript]:
    """Frozen, coded by nobody, given to nobody: what may be read blind."""
    return corpus.transcripts.filter(
        ~Exists(Coding.objects.filter(transcript=OuterRef("pk"))),
        ~Exists(Reading.objects.filter(transcript=OuterRef("pk"))),
        state=Transcript.State.FROZEN,
    )


def own_readings(user, round: Round) -> QuerySet[Reading]:
    found = round.readings.filter(member__user=user.pk).select_related("transcript__case", "member", "round")
    return found.defer("transcript__text").order_by("transcript__title", "pk")


def readings_of(user, *, on: date) -> QuerySet[Reading]:
    """Everything this user is to read blind."""
    mine = Member.objects.filter(policies.in_team(on), user=user.pk)
    return Reading.objects.filter(member__in=mine).select_related("round__corpus", "transcript", "member")


def progress(user, round: Round) -> list[tuple[Member, int, int]] | None:
    """For who leads: how many texts each has finished, of how many; not for whoever reads blind."""
    if own_readings(user, round).exists() and round.state == Round.State.OPEN:
        return None
    rows: dict[int, list] = {}
    for one in round.readings.select_related("member"):
        row = rows.setdefault(one.member_id, [one.member, 0, 0])
        row[1] += one.finished_at is not None
        row[2] += 1
    return [tuple(row) for row in rows.values()]


# --- Once closed
@dataclass(frozen=True)
class Read:
    """One text read by two or more to the end: its units, and what each put on each."""

    transcript: Transcript
    units: Sequence[Span]
    said: list[dict[str, frozenset[str]]]  # by unit: coder's uid → codes' uids
    contrary: frozenset[tuple[int, str]]  # (unit, code) somebody put the other way


def texts_read(round: Round, transcript: Transcript | None = None, *, least: int = 2) -> list[Read]:
    """Raises ValueError while the round is open: nothing is compared before it closes."""
    if round.state == Round.State.OPEN:
        raise ValueError("an open round is not compared")
    finished = Prefetch(
        "readings",
        round.readings.filter(finished_at__isnull=False).select_related("member"),
        "done",
    )
    given = Transcript.objects.filter(readings__round=round).distinct().order_by("title", "pk")
    if transcript is not None:
        given = given.filter(pk=transcript.pk)
    rows: dict[int, list[Coding]] = {}
    put = Coding.objects.filter(round=round, is_settled=False).select_related("code", "coder")
    for one in put:
        rows.setdefault(one.transcript_id, []).append(one)
    found = []
    for text in given.select_related("case").prefetch_related(finished):
        coders = [str(one.member.uid) for one in text.done]
        if len(coders) < least:
            continue
        mine = [one for one in rows.get(text.pk, []) if str(one.coder.uid) in coders]
        units = units_of(text.text, Unit(round.unit))
        coded = [Coded(one.start, one.end, str(one.code.uid), str(one.coder.uid)) for one in mine]
        other = [Coded(one.start, one.end, str(one.code.uid), "x") for one in mine if one.is_contrary]
        contrary = {
            (number, code) for number, said in enumerate(codes_on(units, other, ["x"])) for code in said["x"]
        }
        found.append(Read(text, units, codes_on(units, coded, coders), frozenset(contrary)))
    return found


@dataclass(frozen=True)
class ByCode:
    """How far readers agree on one code: each unit has it or not. kappas: by pair of coders."""

    code: Code
    alpha: Agreement
    kappas: list[tuple[str, str, Kappa]]
    used: int  # units on which somebody put it


@dataclass(frozen=True)
class Found:
    """Of a closed round. `same`: the share of units on which all said exactly the same."""

    units: int
    texts: int
    coders: list[Member]
    sets: Agreement
    nominal: Agreement
    same: float | None
    by_code: list[ByCode]


def agreement(round: Round) -> Found:
    """Alpha over sets of codes (MASI) and taken as one word; alpha and kappa of each code."""
    read = texts_read(round)
    draws = DRAWS_OF_CHARACTERS if round.unit == Round.Unit.CHARACTER else DRAWS
    rows = [
        (f"{one.transcript.pk}:{number}", coder, codes)
        for one in read
        for number, said in enumerate(one.said)
        for coder, codes in said.items()
    ]
    whole = codings(rows)
    members = {str(one.uid): one for one in Member.objects.filter(readings__round=round).distinct()}
    units = [said for one in read for said in one.said]
    same = sum(len(set(said.values())) == 1 for said in units) / len(units) if units else None
    by_code = []
    for code in Code.objects.filter(codings__round=round, codings__is_settled=False).distinct():
        uid = str(code.uid)
        has = codings([(unit, coder, uid in codes) for unit, coder, codes in rows])
        pairs = [
            (str(members[one]), str(members[other]), cohen(has.between(one, other), replicates=draws))
            for place, one in enumerate(has.coders)
            for other in has.coders[place + 1 :]
        ]
        used = sum(any(uid in codes for codes in said.values()) for said in units)
        by_code.append(ByCode(code, alpha(has, replicates=draws), pairs, used))
    return Found(
        len(units),
        len(read),
        [members[one] for one in whole.coders],
        alpha(whole, level=Level.MASI, replicates=draws),
        alpha(whole, level=Level.NOMINAL, replicates=draws),
        same,
        by_code,
    )


@dataclass(frozen=True)
class Differing:
    """One unit on which coders differ: its words, who put what, and what was settled."""

    transcript: Transcript
    start: int
    end: int
    words: str
    before: str
    after: str
    codes: list[tuple[Code, list[Member]]]  # each code with who put it
    nothing: list[Member]  # who read it and put nothing
    settlement: Settlement | None

    @property
    def anchor(self) -> str:
        return f"u-{self.transcript.uid.hex[:8]}-{self.start}"


def differing(round: Round) -> list[Differing]:
    members = {str(one.uid): one for one in Member.objects.filter(readings__round=round).distinct()}
    codes = {str(one.uid): one for one in round.corpus.codes.all()}
    settled = {
        (one.transcript_id, one.start): one
        for one in round.settlements.select_related("by").prefetch_related("codes")
    }
    found = []
    for one in texts_read(round):
        text = one.transcript.text
        for span, said in zip(one.units, one.said, strict=True):
            if len(set(said.values())) == 1:
                continue
            every = sorted(set().union(*said.values()), key=lambda uid: (codes[uid].place, uid))
            found.append(
                Differing(
                    one.transcript,
                    span.start,
                    span.end,
                    text[span.start : span.end],
                    text[max(0, span.start - 160) : span.start],
                    text[span.end : span.end + 160],
                    [(codes[uid], [members[c] for c, put in said.items() if uid in put]) for uid in every],
                    [members[c] for c, put in said.items() if not put],
                    settled.get((one.transcript.pk, span.start)),
                )
            )
    return found


def differing_places(round: Round, transcript: Transcript) -> set[tuple[int, int]]:
    return {
        (span.start, span.end)
        for one in texts_read(round, transcript)
        for span, said in zip(one.units, one.said, strict=True)
        if len(set(said.values())) > 1
    }


Kept = tuple[Transcript, Code, int, int, bool]


def settled(round: Round) -> tuple[list[Kept], int]:
    """The passages to keep, units that follow each other joined; and how many places still differ."""
    codes = {str(one.uid): one for one in round.corpus.codes.all()}
    decided = {
        (one.transcript_id, one.start): frozenset(str(code.uid) for code in one.codes.all())
        for one in round.settlements.prefetch_related("codes")
    }
    kept: list[Kept] = []
    left = 0
    for one in texts_read(round, least=1):
        runs: dict[str, list[tuple[int, int, int, bool]]] = {}
        for number, (span, said) in enumerate(zip(one.units, one.said, strict=True)):
            put = set(said.values())
            chosen = next(iter(put)) if len(put) == 1 else decided.get((one.transcript.pk, span.start))
            if chosen is None:
                left += 1
                continue
            for uid in chosen:
                before = runs.setdefault(uid, [])
                contrary = (number, uid) in one.contrary
                if before and before[-1][0] == number - 1:
                    _number, start, _end, was = before.pop()
                    before.append((number, start, span.end, was or contrary))
                else:
                    before.append((number, span.start, span.end, contrary))
        kept += [
            (one.transcript, codes[uid], start, end, contrary)
            for uid, passages in runs.items()
            for _number, start, end, contrary in passages
        ]
    return kept, left
