"""Texts: brought in, prepared, frozen; and masked, the one change a frozen text allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.qualitative import naming, policies
from arrimage.apps.qualitative.models import Case, Coding, Replacement, Settlement, Transcript
from arrimage.apps.qualitative.texts import LONGEST, tidy

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

AWAY = 10 * LONGEST
SAME = ("round_id", "coder_id", "code_id", "start", "end", "is_settled")


@transaction.atomic
def bring_text(
    case: Case, *, title: str, text: str, by: User | None, at: datetime, origin: str = "interview"
) -> Transcript:
    """A text still to be prepared: only those who lead read it."""
    policies.check_leads(by, case.corpus, localdate(at))
    text = tidy(text)
    if not text or len(text) > LONGEST:
        raise ValidationError(_("There are no words in this file. Choose another one."))
    if origin == Transcript.Origin.INTERVIEW and not _holds(case):
        raise ValidationError(_("Note first what this person consents to."))
    made = Transcript.objects.create(
        corpus=case.corpus, case=case, title=title.strip(), text=text, length=len(text), origin=origin
    )
    record("qualitative.text_brought", by=by, at=at, subjects=[made])
    return made


def _holds(case: Case) -> bool:
    participant = getattr(case, "participant", None)
    return participant is None or participant.consents.filter(withdrawn_on=None).exists()


@transaction.atomic
def replace_names(
    transcript: Transcript,
    by_words: Mapping[str, str],
    *,
    by: User | None,
    at: datetime,
    since: int,
    left: Iterable[str] = (),
) -> Transcript:
    """What a person confirmed is replaced wherever it stands here, and remembered for the next texts.

    `left` are words somebody said name nobody: they are not asked about again.
    """
    policies.check_leads(by, transcript.corpus, localdate(at))
    transcript = _prepared(transcript, since)
    member = policies.member_of(by, transcript.corpus, localdate(at)) if by else None
    known = {one.original: one for one in transcript.corpus.replacements.all()}
    for words, stands in {**dict.fromkeys(left, ""), **by_words}.items():
        if words in known:
            if known[words].replaced_by != stands:
                known[words].replaced_by = stands
                known[words].save()
        else:
            Replacement.objects.create(
                corpus=transcript.corpus, original=words, replaced_by=stands, noted_by=member
            )
    transcript.text = naming.replace(transcript.text, by_words)
    transcript.length = len(transcript.text)
    transcript.save_if_unchanged(since=since)
    record("qualitative.names_replaced", by=by, at=at, subjects=[transcript], details={"n": len(by_words)})
    return transcript


@transaction.atomic
def freeze(transcript: Transcript, *, by: User | None, at: datetime, since: int) -> Transcript:
    """Ready to be read by the whole team: from now on, a place in this text stays that place."""
    policies.check_leads(by, transcript.corpus, localdate(at))
    transcript = _prepared(transcript, since)
    transcript.state, transcript.frozen_at = Transcript.State.FROZEN, at
    transcript.frozen_by = str(by or transcript.corpus.organisation)
    transcript.save_if_unchanged(since=since)
    record("qualitative.text_frozen", by=by, at=at, subjects=[transcript])
    return transcript


def _locked(transcript: Transcript) -> Transcript:
    found = Transcript.objects.select_for_update(of=("self",)).select_related("corpus__organisation")
    return found.get(pk=transcript.pk)


def _prepared(transcript: Transcript, since: int) -> Transcript:
    transcript = _locked(transcript)
    if transcript.is_frozen:
        raise ValidationError(_("This text is frozen: mask what could still name somebody instead."))
    if transcript.version != since:
        raise StaleVersion(str(transcript))
    return transcript


@transaction.atomic
def mask(
    transcript: Transcript, words: str, stands: str, *, by: User | None, at: datetime, since: int
) -> int:
    """A name that was missed, replaced wherever it stands; every coding keeps its words.

    Returns how many times it stood there. Raises StaleVersion.
    """
    policies.check_leads(by, transcript.corpus, localdate(at))
    transcript = _locked(transcript)
    if transcript.version != since:
        raise StaleVersion(str(transcript))
    text, times, at_word = transcript.text, 0, naming.places(transcript.text, words)
    if not at_word:
        raise ValidationError(_("These words are not in the text as you wrote them."))
    moves = []
    for start, end in reversed(at_word):
        moved = naming.masked(text, start, end, stands)
        moves.append(moved)
        text, times = moved.text, times + 1
    _move(Coding.objects.select_for_update().filter(transcript=transcript).order_by("id"), moves)
    _move(Settlement.objects.select_for_update().filter(transcript=transcript).order_by("id"), moves)
    transcript.text, transcript.length = text, len(text)
    transcript.save_if_unchanged(since=since)
    Replacement.objects.create(corpus=transcript.corpus, original=words, replaced_by=stands)
    record("qualitative.text_masked", by=by, at=at, subjects=[transcript], details={"times": times})
    return times


def _move(rows: QuerySet, moves: list[naming.Moved]) -> None:
    """The last place first: those before it have not moved yet. Two that now say the same become one."""
    kept, twice, seen = [], [], set()
    for row in rows:
        for moved in moves:
            row.start, row.end = moved.place(row.start), moved.place(row.end, is_end=True)
        told = tuple(getattr(row, name, None) for name in SAME)
        (twice if told in seen else kept).append(row)
        seen.add(told)
    rows.filter(pk__in=[row.pk for row in twice]).delete()
    # Out of the way first: on its way, a row could meet another that has not moved yet.
    rows.update(start=F("start") + AWAY, end=F("end") + AWAY)
    rows.model.objects.bulk_update(kept, ["start", "end"], batch_size=500)


@transaction.atomic
def discard_text(transcript: Transcript, *, by: User | None, at: datetime) -> None:
    """A text brought by mistake; once somebody has coded it, it stays."""
    policies.check_leads(by, transcript.corpus, localdate(at))
    if transcript.codings.exists():
        raise ValidationError(_("Somebody has coded this text: it stays. Mask what should not be read."))
    record("qualitative.text_discarded", by=by, at=at, subjects=[transcript])
    transcript.delete()


@transaction.atomic
def describe_case(
    case: Case, *, description: str, quotable_because: str, values: Mapping, by: User | None, at: datetime
) -> Case:
    """What may be known of a case, and its variables (`values`: variable → value, empty for none)."""
    policies.check_leads(by, case.corpus, localdate(at))
    case.description, case.quotable_because = description.strip(), quotable_because.strip()
    case.save()
    for variable, value in values.items():
        if str(value).strip():
            case.values.update_or_create(variable=variable, defaults={"value": str(value).strip()[:200]})
        else:
            case.values.filter(variable=variable).delete()
    record("qualitative.case_described", by=by, at=at, subjects=[case])
    return case
