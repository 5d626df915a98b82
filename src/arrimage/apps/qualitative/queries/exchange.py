"""All that this user may see of a project, to take to other software: the same predicate as on pages."""

from collections.abc import Iterable
from datetime import date

from arrimage.apps.qualitative.exchange import (
    CaseTold,
    CodeTold,
    CodingTold,
    MemoTold,
    ProjectTold,
    TextTold,
    VariableTold,
)
from arrimage.apps.qualitative.models import (
    Carried,
    Case,
    Code,
    Coding,
    Corpus,
    Member,
    Memo,
    Transcript,
    Variable,
)

from .coding import codings_visible_to, memos_visible_to, tree
from .corpora import corpora_led_by, transcripts_visible_to

WORDS = ("definition", "when", "when_not", "example", "contrary", "colour", "is_codable")


def projects_for(user, *, on: date):
    """Whole texts leave the installation: those who lead decide it."""
    return corpora_led_by(user, on=on)


def codebook_told(corpus: Corpus) -> tuple[CodeTold, ...]:
    return tuple(
        CodeTold(
            code.uid,
            code.name,
            code.parent.uid if code.parent else None,
            **{name: getattr(code, name) for name in WORDS},
        )
        for code, _depth in tree(corpus.codes.filter(retired_at=None).select_related("parent"))
    )


def project_told(user, corpus: Corpus, *, on: date) -> ProjectTold:
    texts = list(transcripts_visible_to(user, on=on).filter(corpus=corpus, state=Transcript.State.FROZEN))
    cases = corpus.cases.prefetch_related("values__variable", "transcripts")
    codings = (
        codings_visible_to(user, on=on)
        .filter(transcript__in=texts, code__retired_at=None)
        .select_related("code", "coder", "transcript")
        .order_by("transcript", "start", "end", "uid")
    )
    memos = memos_visible_to(user, on=on).filter(corpus=corpus, case=None).select_related("transcript")
    carried = Carried.objects.filter(corpus=corpus).first()
    shown = {text.pk for text in texts}
    return ProjectTold(
        corpus.title,
        {one.uid: one.called for one in corpus.members.all()},
        codebook_told(corpus),
        tuple(VariableTold(one.uid, one.name, one.type, one.description) for one in corpus.variables.all()),
        tuple(
            CaseTold(
                one.uid,
                one.pseudonym,
                one.description,
                {value.variable.uid: value.value for value in one.values.all()},
                tuple(text.uid for text in one.transcripts.all() if text.pk in shown),
            )
            for one in cases
        ),
        tuple(TextTold(one.uid, one.title, one.text) for one in texts),
        tuple(
            CodingTold(
                one.uid, one.passage, one.transcript.uid, one.code.uid, one.coder.uid, one.start, one.end,
                one.memo, one.at,
            )
            for one in codings
        ),
        tuple(
            MemoTold(
                one.uid,
                one.words,
                one.by.uid,
                one.transcript.uid if one.transcript else None,
                one.code.uid if one.code else None,
                one.at,
            )
            for one in memos
        ),
        bytes(carried.data) if carried else b"",
        carried.uids if carried else {},
        frozenset(carried.imported) if carried else frozenset(),
    )  # fmt: skip


def uids_taken(model_uids: Iterable) -> set:
    """Which of these public identifiers serve already, whatever they name."""
    wanted = list(model_uids)
    return {
        uid
        for model in (Code, Variable, Case, Transcript, Coding, Memo, Member)
        for uid in model.objects.filter(uid__in=wanted).values_list("uid", flat=True)
    }
