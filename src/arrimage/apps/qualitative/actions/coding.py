"""Putting codes on words, writing memos, keeping the codebook.

A coding is not journalled one by one: it says itself who and when, and a journal that counted them would
tell, during a blind round, what nobody may know. Readings of texts are.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.qualitative import policies
from arrimage.apps.qualitative.cutting import joined
from arrimage.apps.qualitative.models import Case, Code, Coding, Corpus, Memo, Round, Transcript
from arrimage.apps.qualitative.queries import coding as queries

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

MOST = 200  # passages in one gesture


@transaction.atomic
def put_codes(
    transcript: Transcript,
    codes: Iterable[Code],
    spans: Iterable[tuple[int, int]],
    *,
    by: User,
    at: datetime,
    memo: str = "",
    is_contrary: bool = False,
) -> list[Coding]:
    """Each of these codes on each of these passages; what one had put there already stays as it is."""
    member = policies.member_of(by, transcript.corpus, localdate(at))
    if member is None:
        raise PermissionDenied
    codes = list(codes)
    spans = _held(joined(spans, transcript.text), transcript)
    if not codes:
        raise ValidationError(_("Choose at least one code."))
    if any(
        code.corpus_id != transcript.corpus_id or code.retired_at or not code.is_codable for code in codes
    ):
        raise ValidationError(_("One of these codes is no longer in use. Open the page again."))
    round = queries.round_of(member, transcript)
    if round is None:
        raise ValidationError(_("No reading is open: open one first."))
    made = []
    for start, end in spans:
        passage = uuid.uuid4()
        for code in codes:
            found, is_new = Coding.objects.get_or_create(
                transcript=transcript,
                round=round,
                coder=member,
                code=code,
                start=start,
                end=end,
                is_settled=False,
                defaults={
                    "at": at,
                    "passage": passage,
                    "memo": memo.strip()[:4000],
                    "is_contrary": is_contrary,
                },
            )
            if is_new:
                made.append(found)
    return made


def _held(spans: list[tuple[int, int]], transcript: Transcript) -> list[tuple[int, int]]:
    """The passages without the blanks at their ends. Raises ValidationError when there is none."""
    if not transcript.is_frozen:
        raise ValidationError(_("This text is not frozen yet: it is coded once it is."))
    text, held = transcript.text, []
    for start, end in spans:
        words = text[start:end]
        if 0 <= start < end <= len(text) and words.strip():
            start += len(words) - len(words.lstrip())
            held.append((start, start + len(words.strip())))
    if not held or len(held) > MOST:
        raise ValidationError(_("Choose the words first: a sentence, or any part of the text."))
    return held


@transaction.atomic
def take_coding_away(coding: Coding, *, by: User, at: datetime) -> None:
    """One's own, while the round is read."""
    if not queries.own_codings(by, on=localdate(at)).filter(pk=coding.pk).exists():
        raise PermissionDenied
    coding.delete()


@transaction.atomic
def annotate(coding: Coding, *, memo: str, is_contrary: bool, by: User, at: datetime) -> Coding:
    if not queries.own_codings(by, on=localdate(at)).filter(pk=coding.pk).exists():
        raise PermissionDenied
    coding.memo, coding.is_contrary = memo.strip()[:4000], is_contrary
    coding.save(update_fields=["memo", "is_contrary"])
    return coding


@transaction.atomic
def write_memo(
    corpus: Corpus,
    words: str,
    *,
    by: User,
    at: datetime,
    transcript: Transcript | None = None,
    code: Code | None = None,
    case: Case | None = None,
) -> Memo:
    """About a text, a code, a case or the whole. Written while one reads blind, it stays one's own.

    A memo about a code says what one thinks while reading: as long as one reads anything blind, whatever the
    memo is about, it belongs to that round.
    """
    member = policies.member_of(by, corpus, localdate(at))
    if member is None:
        raise PermissionDenied
    if not words.strip():
        raise ValidationError(_("Write something first."))
    blind = member.readings.filter(policies.OPEN_BLIND).select_related("round").first()
    return Memo.objects.create(
        corpus=corpus,
        transcript=transcript,
        code=code,
        case=case,
        round=blind.round if blind else None,
        by=member,
        words=words.strip()[:8000],
        at=at,
    )


# --- The codebook
def check_awake(corpus: Corpus, by: User | None, at: datetime) -> None:
    """A new code in the middle of a blind round would tell the others what somebody has just read."""
    policies.check_in_team(by, corpus, localdate(at))
    Corpus.objects.select_for_update().get(pk=corpus.pk)
    if queries.is_resting(corpus):
        raise ValidationError(
            _("A blind round is open: the codebook rests until it closes. Write your idea in a memo.")
        )


@transaction.atomic
def add_code(corpus: Corpus, *, name: str, by: User | None, at: datetime, **told) -> Code:
    check_awake(corpus, by, at)
    parent = told.get("parent")
    if parent is not None and parent.corpus_id != corpus.pk:
        raise PermissionDenied
    if corpus.codes.filter(name=name.strip(), parent=parent, retired_at=None).exists():
        raise ValidationError({"name": _("This code is in the codebook already.")})
    last = corpus.codes.aggregate(last=Max("place"))["last"] or 0
    made = Code.objects.create(corpus=corpus, name=name.strip(), place=last + 1, **told)
    record("qualitative.codebook_changed", by=by, at=at, subjects=[corpus])
    return made


@transaction.atomic
def change_code(code: Code, *, by: User | None, at: datetime, since: int, **told) -> Code:
    """Raises StaleVersion."""
    check_awake(code.corpus, by, at)
    above = told.get("parent")
    while above is not None:
        if above.pk == code.pk:
            raise ValidationError({"parent": _("A code cannot be under itself.")})
        above = above.parent
    for name, value in told.items():
        setattr(code, name, value)
    code.save_if_unchanged(since=since)
    record("qualitative.codebook_changed", by=by, at=at, subjects=[code.corpus])
    return code


@transaction.atomic
def move_code(code: Code, *, up: bool, by: User, at: datetime) -> None:
    """Before or after the code beside it."""
    check_awake(code.corpus, by, at)
    beside = list(code.corpus.codes.filter(parent=code.parent_id, retired_at=None))
    here = beside.index(code)
    there = here - 1 if up else here + 1
    if 0 <= there < len(beside):
        beside[here], beside[there] = beside[there], beside[here]
        places = sorted(one.place for one in beside)
        for place, one in zip(places, beside, strict=True):
            one.place = place
        Code.objects.bulk_update(beside, ["place"])


@transaction.atomic
def merge_code(code: Code, into: Code, *, by: User, at: datetime) -> Code:
    """What was put under one is put under the other; nothing is counted twice."""
    check_awake(code.corpus, by, at)
    if into.pk == code.pk or into.corpus_id != code.corpus_id:
        raise ValidationError(_("Choose another code."))
    if Round.objects.filter(corpus=code.corpus, kind=Round.Kind.BLIND, state=Round.State.CLOSED).exists():
        raise ValidationError(_("A blind round is still to be settled: settle it before joining codes."))
    same = ("transcript_id", "round_id", "coder_id", "start", "end", "is_settled")
    there = set(into.codings.values_list(*same))
    twice = [one.pk for one in code.codings.all() if tuple(getattr(one, name) for name in same) in there]
    code.codings.filter(pk__in=twice).delete()
    code.codings.update(code=into)
    code.memos.update(code=into)
    code.children.update(parent=into)
    code.retired_at = at
    code.save()
    record("qualitative.codebook_changed", by=by, at=at, subjects=[code.corpus])
    return into


@transaction.atomic
def retire_code(code: Code, *, by: User, at: datetime) -> Code:
    """It is put on nothing new; what was coded with it stays. One that was never used goes for good."""
    check_awake(code.corpus, by, at)
    if code.children.filter(retired_at=None).exists():
        raise ValidationError(_("Other codes stand under this one: move them first."))
    code.retired_at = at
    code.save()
    record("qualitative.codebook_changed", by=by, at=at, subjects=[code.corpus])
    return code
