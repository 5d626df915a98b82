"""Where somebody's words went: from the contribution to ideas, conclusions, and what was answered."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from arrimage.apps.deliberation import sealing
from arrimage.apps.deliberation.models import Conclusion, Consultation, Contribution, Reply, Synthesis
from arrimage.apps.deliberation.vocabulary import How

from . import ideas as workbench
from .consultations import latest_synthesis
from .contributions import words_of


@dataclass
class Place:
    """One idea that holds a passage of these words. `idea` is None where they stand on their own."""

    title: str
    uid: str = ""
    how: str = ""
    passage: str = ""
    conclusions: list[Conclusion] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)


@dataclass
class Followed:
    contribution: Contribution
    words: str
    places: list[Place]
    is_draft: bool  # what is shown is the draft its contributors are asked to read
    synthesis: Synthesis | None
    replies: list[Reply]  # those about no idea in particular

    @property
    def may_reply(self) -> bool:
        return not self.contribution.is_withdrawn and (self.is_draft or self.synthesis is not None)


def follow(contribution: Contribution) -> Followed:
    return follow_all([contribution])[0]


def follow_all(contributions: Sequence[Contribution]) -> list[Followed]:
    """Where these words are in what may be read now: the draft while it is shared, else the last version.

    A few queries for each consultation, however many contributions somebody gave there.
    """
    replies: dict[int, list[Reply]] = {}
    told = Reply.objects.filter(contribution__in=contributions).select_related("idea", "synthesis")
    for reply in told.order_by("id"):
        replies.setdefault(reply.contribution_id, []).append(reply)
    by_consultation: dict[int, list[Contribution]] = {}
    for one in contributions:
        by_consultation.setdefault(one.consultation_id, []).append(one)
    found: dict[int, Followed] = {}
    for group in by_consultation.values():
        found |= _follow_in(group[0].consultation, group, replies)
    return [found[one.pk] for one in contributions]


def _follow_in(
    consultation: Consultation, group: list[Contribution], replies: dict[int, list[Reply]]
) -> dict[int, Followed]:
    synthesis = latest_synthesis(consultation)
    is_draft = consultation.shared_at is not None
    places: dict[int, list[Place]] = {}
    if is_draft:
        places = _in_draft(consultation, group)
    elif synthesis:
        places = _in_published(synthesis, group)
    uids = {place.uid for found in places.values() for place in found if place.uid}
    asked = _conclusions(consultation, uids)
    followed = {}
    for one in group:
        by_idea: dict[str, list[Reply]] = {}
        for reply in replies.get(one.pk, []):
            by_idea.setdefault(str(reply.idea.uid) if reply.idea else "", []).append(reply)
        mine = places.get(one.pk, [])
        for place in mine:
            place.replies = by_idea.pop(place.uid, []) if place.uid else []
            place.conclusions = asked.get(place.uid, [])
        rest = [reply for found in by_idea.values() for reply in found]
        followed[one.pk] = Followed(one, words_of(one), mine, is_draft, synthesis, rest)
    return followed


def _in_draft(consultation: Consultation, group: list[Contribution]) -> dict[int, list[Place]]:
    ideas = {idea.pk: idea for idea in workbench.ideas_of(consultation)}
    ends = workbench.roots(ideas.values())
    found: dict[int, list[Place]] = {}
    extracts = workbench.extracts_of(consultation).filter(wording__contribution__in=group)
    for extract in extracts:
        contribution = extract.wording.contribution
        if extract.wording.number != contribution.wording:
            continue
        root = ideas[ends[extract.idea_id]] if extract.idea_id else None
        place = Place(
            title=root.title if root else "",
            uid=str(root.uid) if root else "",
            how=extract.get_how_display(),
            passage=workbench.passage(extract),
        )
        found.setdefault(contribution.pk, []).append(place)
    return found


def _in_published(synthesis: Synthesis, group: list[Contribution]) -> dict[int, list[Place]]:
    document = json.loads(synthesis.document)
    words = dict(synthesis.passages.filter(contribution__in=group).values_list("digest", "text"))
    by_number = {one.number: one.pk for one in group}
    found: dict[int, list[Place]] = {}

    def note(quote: dict, title: str, uid: str, how: str) -> None:
        if quote["contribution"] in by_number:
            text = words.get(quote["passage"], "")
            said = json.loads(text)["words"] if text else ""
            place = Place(title, uid, str(How(how).label), said)
            found.setdefault(by_number[quote["contribution"]], []).append(place)

    for idea in sealing.ideas_in(document):
        for how, quotes in ((How.CITED, idea["quotes"]), (How.MERGED, idea["also"])):
            for quote in quotes:
                note(quote, idea["title"], idea["uid"], how)
    for quote in document["singular"]:
        note(quote, "", "", How.SINGULAR)
    return found


def _conclusions(consultation: Consultation, uids: set[str]) -> dict[str, list[Conclusion]]:
    if not uids:
        return {}
    found: dict[str, list[Conclusion]] = {}
    asked = (
        consultation.conclusions.filter(published_at__isnull=False, ideas__uid__in=uids)
        .prefetch_related("ideas", "answers", "steps")
        .distinct()
    )
    for conclusion in asked:
        for idea in conclusion.ideas.all():
            found.setdefault(str(idea.uid), []).append(conclusion)
    return found
