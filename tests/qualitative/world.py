"""Examples of the addresses of this room, for the permission matrix of `tests/house`.

The member called «own» leads the project of interviews of the organisation; nobody else is of its team.
"""

import io
import wave
from datetime import date, timedelta

from django.contrib.auth import get_user_model

from arrimage.apps.kernel.clock import now
from arrimage.apps.qualitative.models import (
    Appointment,
    Case,
    Code,
    Coding,
    Consent,
    Corpus,
    Member,
    Participant,
    Question,
    Recording,
    Round,
    Transcript,
)

SINCE = date(2024, 1, 1)
TEXT = (
    "INT : Qu’est-ce qui a changé ?\n\nMado : On se parle. C’est neuf. J’ai moins peur."
    "\n\nINT : Et quoi encore ?"
)


def corpus_of(organisation, *leads, coders=(), **more) -> Corpus:
    told = {"title": "Une étude", "question": "Qu’est-ce qui change ?", "opened_on": SINCE} | more
    corpus = Corpus.objects.create(organisation=organisation, **told)
    for part, users in (("lead", leads), ("coder", coders)):
        for user in users:
            Member.objects.create(corpus=corpus, user=user, called=user.name, part=part, since=SINCE)
    Round.objects.create(corpus=corpus, number=1, name="Ensemble", kind="open", opened_at=now())
    return corpus


def text_of(corpus: Corpus, pseudonym: str = "Mado", text: str = TEXT, **more) -> Transcript:
    case, _is_new = Case.objects.get_or_create(corpus=corpus, pseudonym=pseudonym)
    told = {"state": "frozen", "frozen_at": now(), "frozen_by": "Quelqu’un"} | more
    return Transcript.objects.create(
        corpus=corpus, case=case, title=f"Entretien {pseudonym}", text=text, length=len(text), **told
    )


def person_of(corpus: Corpus, pseudonym: str = "Mado", *, quotes: bool = True, **more) -> Participant:
    case, _is_new = Case.objects.get_or_create(corpus=corpus, pseudonym=pseudonym)
    told = {"name": "Yvonne Secrète", "why": "Elle y était", "state": "agreed", "state_on": SINCE} | more
    who = Participant.objects.create(corpus=corpus, case=case, **told)
    Consent.objects.create(participant=who, given_on=SINCE, means="spoken", records=True, quotes=quotes)
    return who


def coded(text: Transcript, code: Code, member: Member, words: str, round: Round | None = None) -> Coding:
    start = text.text.index(words)
    return Coding.objects.create(
        transcript=text,
        code=code,
        coder=member,
        round=round or text.corpus.rounds.get(kind="open"),
        start=start,
        end=start + len(words),
        at=now(),
    )


def examples(organisation) -> dict[str, dict]:
    """Arguments that lead each address to something of this organisation's."""
    found = get_user_model().objects.filter(email="own-worker@essai.invalid")
    own = found.filter(memberships__organisation=organisation).first()
    corpus = corpus_of(organisation, *([own] if own else []))
    who = person_of(corpus)
    text = text_of(corpus, state="prepared", frozen_at=None, frozen_by="")
    frozen = text_of(corpus)
    question = Question.objects.create(corpus=corpus, place=1, words="Racontez.")
    met = Appointment.objects.create(participant=who, starts_at=now(), how="telephone")
    heard = Recording.objects.create(
        participant=who, data=b"son", media_type="audio/wav", delete_on=SINCE + timedelta(days=3650)
    )
    code = Code.objects.create(corpus=corpus, name="Se parler")
    member = corpus.members.first() or Member.objects.create(
        corpus=corpus, called="Une autre", part="lead", since=SINCE
    )
    coding = coded(frozen, code, member, "On se parle.")
    blind = Round.objects.create(
        corpus=corpus, number=2, name="À deux", kind="blind", state="closed", opened_at=now(), closed_at=now()
    )
    return {
        "refi_export": {"uid": corpus.uid},
        "refi_codebook_export": {"uid": corpus.uid},
        "refi_codebook_import": {"uid": corpus.uid},
        "corpus_answers": {"uid": corpus.uid},
        "retrieval": {"uid": corpus.uid},
        "code_grid": {"uid": corpus.uid},
        "codes_together": {"uid": corpus.uid},
        "new_codes": {"uid": corpus.uid},
        "negative_cases": {"uid": code.uid},
        "coding_rounds": {"uid": corpus.uid},
        "coding_round": {"uid": blind.uid},
        "round_settle": {"uid": blind.uid},
        "codebook": {"uid": corpus.uid},
        "code_of_corpus": {"uid": code.uid},
        "coding_memo": {"uid": coding.uid},
        "transcript": {"uid": frozen.uid},
        "transcript_news": {"uid": frozen.uid},
        "transcript_memo": {"uid": frozen.uid},
        "corpus": {"uid": corpus.uid},
        "corpus_change": {"uid": corpus.uid},
        "corpus_team": {"uid": corpus.uid},
        "corpus_take_over": {"uid": corpus_of(organisation, title="Sans personne").uid},
        "interview_guide": {"uid": corpus.uid},
        "interview_question": {"uid": question.uid},
        "participants": {"uid": corpus.uid},
        "participant": {"uid": who.uid},
        "interview_held": {"uid": met.uid},
        "interview_recording": {"uid": heard.uid},
        "interview_recording_delete": {"uid": heard.uid},
        "corpus_cases": {"uid": corpus.uid},
        "corpus_case": {"uid": who.case.uid},
        "transcript_prepare": {"uid": text.uid},
        "transcript_mask": {"uid": frozen.uid},
    }


def wav() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(8_000)
        written.writeframes(b"\x01\x02" * 8_000)
    return file.getvalue()
