"""Making the document of a synthesis, and reading one back with the words that are still there."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from arrimage.apps.deliberation import policies, sealing
from arrimage.apps.deliberation.models import (
    Consultation,
    Contribution,
    Passage,
    Reply,
    Synthesis,
)
from arrimage.apps.deliberation.policies import Key
from arrimage.apps.deliberation.sealing import Words
from arrimage.apps.deliberation.vocabulary import ReplyStance, Side

from . import ideas as workbench
from .consultations import rules_of
from .contributions import with_words, words_of

WITHDRAWN = Contribution.State.WITHDRAWN


def name_of(contribution: Contribution) -> str:
    """Who is named; nothing for a voice without a name."""
    if contribution.table_id:
        return f"{contribution.table} · {contribution.table.gathering}"
    return contribution.name


def build(
    consultation: Consultation, *, number: int, at: datetime | None = None
) -> tuple[dict[str, Any], list[Words]]:
    """The document as it would be sealed now, and the words that go beside it. About ten queries."""
    said = _Said(consultation)
    parts = _parts(consultation, said)
    rules = rules_of(consultation)
    document = {
        "format": sealing.FORMAT,
        "consultation": {
            "uid": str(consultation.uid),
            "title": consultation.title,
            "led_by": str(consultation.leader),
        },
        "number": number,
        "published_at": at.isoformat(timespec="seconds") if at else "",
        "rules": {"number": rules.number, "use": rules.use, "decides": rules.decides} if rules else None,
        "introduction": consultation.introduction,
        "parts": parts,
        "singular": said.singular(),
        "contributions": said.contributions(),
        "conclusions": [
            {
                "uid": str(one.uid),
                "text": one.text,
                "ideas": [str(idea.uid) for idea in one.ideas.all()],
            }
            for one in consultation.conclusions.prefetch_related("ideas")
        ],
        "replies": said.replies(),
    }
    places = sealing.places_in(document)
    for one in document["contributions"]:
        one["places"] = places.get(one["number"], [])
    return document, list(said.sealed.values())


class _Said:
    """Every contribution once, and the passages sealed as they are met."""

    def __init__(self, consultation: Consultation) -> None:
        self.consultation = consultation
        self.sealed: dict[tuple, Words] = {}
        found = with_words(Contribution.objects.filter(consultation=consultation)).order_by("number")
        self.all = {one.pk: one for one in found.select_related("responds_to")}
        self.extracts = list(workbench.extracts_of(consultation))

    def passage(self, contribution: Contribution, text: str, *where) -> str | None:
        """The digest of these words; None when they were withdrawn."""
        if contribution.state == WITHDRAWN or not text:
            return None
        key = (contribution.pk, *where)
        if key not in self.sealed:
            self.sealed[key] = sealing.seal(contribution.pk, name=name_of(contribution), words=text)
        return self.sealed[key].digest

    def quote(self, extract) -> dict[str, Any]:
        contribution = self.all[extract.wording.contribution_id]
        where = (extract.wording.number, extract.start, extract.end)
        return {
            "contribution": contribution.number,
            "passage": self.passage(contribution, workbench.passage(extract), *where),
        }

    def singular(self) -> list[dict[str, Any]]:
        found = []
        for extract in self.extracts:
            contribution = self.all[extract.wording.contribution_id]
            # A former wording that its author has corrected is no longer kept on its own.
            if extract.how == "singular" and extract.wording.number == contribution.wording:
                found.append(self.quote(extract) | {"question": str(contribution.question.uid)})
        return found

    def contributions(self) -> list[dict[str, Any]]:
        return [
            {
                "number": one.number,
                "question": str(one.question.uid),
                "means": one.means,
                "naming": one.naming,
                "side": one.side,
                "on": one.given_on.isoformat(),
                "apart": one.is_apart,
                "state": one.state,
                "responds_to": one.responds_to.number if one.responds_to else None,
                "stance": one.stance,
                "passage": self.passage(one, words_of(one), "whole", one.wording),
            }
            for one in self.all.values()
        ]

    def replies(self) -> list[dict[str, Any]]:
        found = Reply.objects.filter(contribution__consultation=self.consultation).select_related("idea")
        ideas = list(self.consultation.ideas.all())
        ends, uids = workbench.roots(ideas), {idea.pk: str(idea.uid) for idea in ideas}
        return [
            {
                "contribution": self.all[one.contribution_id].number,
                "idea": uids[ends[one.idea_id]] if one.idea_id else None,
                "stance": one.stance,
                "on": one.given_on.isoformat(),
                "answer": one.answer,
                "passage": self.passage(self.all[one.contribution_id], one.words, "reply", one.pk),
            }
            for one in found
        ]


def _parts(consultation: Consultation, said: _Said) -> list[dict[str, Any]]:
    """By question, in order; what concerns no single question comes last."""
    parts = {
        question.pk: {"uid": str(question.uid), "question": question.text}
        for question in consultation.questions.all()
    }
    parts[None] = {"uid": "", "question": ""}
    for part in parts.values():
        part |= {"ideas": [], "divergences": [], "minorities": []}
    facing: dict[int, dict[str, Any]] = {}
    for divergence in workbench.divergences_of(consultation):
        facing[divergence.pk] = {"uid": str(divergence.uid), "title": divergence.title, "ideas": []}
        parts[divergence.question_id]["divergences"].append(facing[divergence.pk])
    for one in workbench.gathered(consultation):
        idea = one.idea
        written = {
            "uid": str(idea.uid),
            "title": idea.title,
            "text": "" if idea.is_minority else idea.text,
            "is_minority": idea.is_minority,
            "joined": [{"uid": str(joined.uid), "title": joined.title} for joined in one.joined],
            "quotes": [said.quote(extract) for extract in one.quotes],
            "also": [said.quote(extract) for extract in one.also],
        }
        if idea.divergence_id:
            facing[idea.divergence_id]["ideas"].append(written)
        else:
            parts[idea.question_id]["minorities" if idea.is_minority else "ideas"].append(written)
    kept = [part for part in parts.values() if part["uid"] or any(part[k] for k in KINDS)]
    return kept


KINDS = ("ideas", "divergences", "minorities")


# --- Reading one back


@dataclass
class Open:
    """A document with its words: what `templates` draw, sealed or not."""

    document: dict[str, Any]
    words: dict[str, dict[str, str]]  # by digest; absent once withdrawn
    rows: dict[int, Contribution]  # by number, as they are now
    later: dict[str, list[Reply]] = field(default_factory=dict)  # by idea, replies since it was sealed

    def said(self, quote: dict[str, Any]) -> dict[str, Any]:
        """What may be shown of a quote now: its words, or why they are not there."""
        number = quote["contribution"] if "contribution" in quote else quote["number"]
        row = self.rows[number]
        shown: dict[str, Any] = {"number": number, "uid": row.uid, "row": row}
        if row.state == WITHDRAWN or not quote["passage"] or quote["passage"] not in self.words:
            return shown | {"is_withdrawn": True}
        if row.masked_on:
            return shown | {"masked_why": row.masked_why}
        return shown | self.words[quote["passage"]]

    @property
    def parts(self) -> list[dict[str, Any]]:
        return [
            part
            | {
                "ideas": [self._idea(one) for one in part["ideas"]],
                "minorities": [self._idea(one) for one in part["minorities"]],
                "divergences": [
                    one | {"ideas": [self._idea(idea) for idea in one["ideas"]]}
                    for one in part["divergences"]
                ],
                "singular": [
                    self.said(one) for one in self.document["singular"] if one["question"] == part["uid"]
                ],
            }
            for part in self.document["parts"]
        ]

    def _idea(self, idea: dict[str, Any]) -> dict[str, Any]:
        then = [self.said(one) | one for one in self.document["replies"] if one["idea"] == idea["uid"]]
        return idea | {
            "quotes": [self.said(one) for one in idea["quotes"]],
            "also": [self.said(one) for one in idea["also"]],
            "replies": [one | {"label": ReplyStance(one["stance"]).label} for one in then],
            "later": self.later.get(idea["uid"], []),
        }

    @property
    def contributions(self) -> list[dict[str, Any]]:
        """The annex: everything that was given, whole, with where it went."""
        titles = {idea["uid"]: idea["title"] for idea in sealing.ideas_in(self.document)}
        return [
            one
            | self.said(one)
            | {
                "places": [(place, titles.get(place, "")) for place in dict.fromkeys(one["places"])],
                "side_label": Side(one["side"]).label,
            }
            for one in self.document["contributions"]
        ]

    @property
    def conclusions(self) -> list[dict[str, Any]]:
        titles = {idea["uid"]: idea["title"] for idea in sealing.ideas_in(self.document)}
        return [
            one | {"titles": [(uid, titles[uid]) for uid in one["ideas"] if uid in titles]}
            for one in self.document["conclusions"]
        ]


def opened(document: dict[str, Any], words: dict[str, dict[str, str]], consultation: Consultation) -> Open:
    rows = Contribution.objects.filter(consultation=consultation).only(
        "number", "uid", "state", "masked_on", "masked_why", "withdrawn_on"
    )
    return Open(document, words, {row.number: row for row in rows})


def read_draft(consultation: Consultation) -> Open:
    document, words = build(consultation, number=consultation.syntheses.count() + 1)
    return opened(document, {one.digest: json.loads(one.text) for one in words}, consultation)


def read(synthesis: Synthesis) -> Open:
    """A published synthesis with the words still there, and the replies that came since."""
    words = {
        digest: json.loads(text) for digest, text in synthesis.passages.values_list("digest", "text") if text
    }
    found = opened(json.loads(synthesis.document), words, synthesis.consultation)
    for reply in synthesis.replies.select_related("contribution", "idea"):
        found.later.setdefault(str(reply.idea.uid) if reply.idea else "", []).append(reply)
    return found


def syntheses_of(consultation: Consultation) -> QuerySet[Synthesis]:
    return consultation.syntheses.order_by("-number")


def syntheses_visible_to(user, keys: Iterable[Key] = ()) -> QuerySet[Synthesis]:
    """Those published, of the consultations this reader may read."""
    seen = Consultation.objects.filter(policies.visible_to(user, keys)).values("pk")
    return Synthesis.objects.filter(consultation__in=seen).select_related("consultation")


def synthesis_in(consultation: Consultation, number: int) -> Synthesis | None:
    return consultation.syntheses.select_related("consultation").filter(number=number).first()


def published() -> QuerySet[Synthesis]:
    """All of them, for the check of seals."""
    return Synthesis.objects.select_related("consultation").prefetch_related(
        Prefetch("passages", Passage.objects.only("synthesis", "digest", "salt", "text"))
    )


def faults_of(synthesis: Synthesis) -> list[str]:
    passages = [(one.digest, one.salt, one.text) for one in synthesis.passages.all()]
    return sealing.faults(synthesis.document, synthesis.digest, passages)
