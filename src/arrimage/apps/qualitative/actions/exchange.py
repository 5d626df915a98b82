"""A project of another software becomes one of ours; a codebook comes into one of ours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.qualitative import policies
from arrimage.apps.qualitative.exchange import CodeTold, ProjectTold
from arrimage.apps.qualitative.models import (
    Carried,
    Case,
    Code,
    Coding,
    Corpus,
    Member,
    Memo,
    Transcript,
    Value,
    Variable,
)

from . import corpora
from .coding import check_awake

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

WORDS = ("definition", "when", "when_not", "example", "contrary", "colour", "is_codable")


@transaction.atomic
def bring_project(organisation, told: ProjectTold, *, by: User, at: datetime) -> Corpus:
    """A new project, which whoever brings it leads alone: names may still stand in its texts."""
    corpus = corpora.open_corpus(
        organisation,
        title=told.title[:160].strip() or _("A project of another software"),
        question=_("To be said: what did this project want to understand?"),
        by=by,
        at=at,
    )
    day = localdate(at)
    # Their work stays theirs; they are not of the team: nobody here answers for their account.
    members = {
        uid: Member.objects.create(corpus=corpus, uid=uid, called=name[:120] or "—", since=day, until=day)
        for uid, name in told.coders.items()
    }
    codes = _codes(corpus, told.codes)
    variables = {
        one.uid: Variable.objects.create(
            corpus=corpus, uid=one.uid, name=one.name[:80], type=one.type, description=one.description
        )
        for one in told.variables
    }
    texts: dict = {}
    by_uid = {one.uid: one for one in told.texts}
    for case in told.cases:
        made = Case.objects.create(
            corpus=corpus, uid=case.uid, pseudonym=case.name[:80], description=case.description
        )
        Value.objects.bulk_create(
            Value(case=made, variable=variables[uid], value=value[:200])
            for uid, value in case.values.items()
            if value
        )
        for uid in case.texts:
            one = by_uid[uid]
            texts[uid] = Transcript.objects.create(
                corpus=corpus, case=made, uid=uid, title=one.title[:160], text=one.text, length=len(one.text),
                origin=Transcript.Origin.PROJECT, state=Transcript.State.FROZEN, frozen_at=at,
                frozen_by=str(by),
            )  # fmt: skip
    together = corpus.rounds.get()
    Coding.objects.bulk_create(
        Coding(
            uid=one.uid, passage=one.passage, transcript=texts[one.text], code=codes[one.code],
            coder=members[one.coder], round=together, start=one.start, end=one.end, memo=one.memo,
            at=one.at or at,
        )
        for one in told.codings
    )  # fmt: skip
    Memo.objects.bulk_create(
        Memo(
            uid=one.uid, corpus=corpus, transcript=texts.get(one.text), code=codes.get(one.code),
            by=members[one.coder], words=one.words, at=one.at or at,
        )
        for one in told.memos
    )  # fmt: skip
    Carried.objects.create(corpus=corpus, data=told.carried, uids=told.uids, imported=sorted(told.imported))
    record("qualitative.project_imported", by=by, at=at, subjects=[corpus])
    return corpus


def _codes(corpus: Corpus, told: Iterable[CodeTold], first: int = 1) -> dict:
    made: dict = {}
    for place, one in enumerate(told, first):
        made[one.uid] = Code.objects.create(
            corpus=corpus,
            uid=one.uid,
            name=one.name[:120],
            parent=made.get(one.parent),
            place=place,
            **{name: getattr(one, name) for name in WORDS},
        )
    return made


@transaction.atomic
def bring_codebook(corpus: Corpus, told: Iterable[CodeTold], *, by: User, at: datetime) -> int:
    """Codes of elsewhere after one's own; how many. Refused while a blind round is open."""
    check_awake(corpus, by, at)
    policies.check_leads(by, corpus, localdate(at))
    made = _codes(corpus, told, corpus.codes.count() + 1)
    record("qualitative.codebook_changed", by=by, at=at, subjects=[corpus])
    return len(made)
