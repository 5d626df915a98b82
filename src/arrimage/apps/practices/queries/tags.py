"""The living vocabulary: each organisation's own words, those that look alike, those two tied together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from arrimage.apps.kernel.search import words
from arrimage.apps.practices import policies
from arrimage.apps.practices.models import Kinship, OwnVersion, Tag

from .own import PUBLISHED

ALIKE = 0.45  # share of common trigrams from which two words are shown side by side
SHOWN = 8


def shown_tags() -> QuerySet[Tag]:
    """Words under which something is published, in the order of the alphabet: never by how often."""
    in_use = OwnVersion.tags.through.objects.filter(
        tag=OuterRef("pk"), ownversion__in=OwnVersion.objects.filter(PUBLISHED).values("pk")
    )
    return Tag.objects.filter(Exists(in_use)).select_related("organisation").order_by("key", "id")


def trigrams(key: str) -> frozenset[str]:
    padded = f"  {key} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def likeness(one: str, other: str) -> float:
    """From 0 to 1: the share of their trigrams two folded words have in common (Jaccard).

    >>> likeness("entraide", "entraide")
    1.0
    """
    first, second = trigrams(one), trigrams(other)
    return len(first & second) / len(first | second)


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in words(text))


def alike(word: str, key: str, among: Iterable[Tag]) -> list[Tag]:
    """Words that share a stem or most of their letters, the closest first. Shown, never imposed."""
    stems = _stems(word)
    near = []
    for tag in among:
        close = likeness(key, tag.key)
        if close >= ALIKE or stems & _stems(tag.word):
            near.append((-close, tag.key, tag.pk, tag))
    return [tag for *_x, tag in sorted(near, key=lambda one: one[:3])][:SHOWN]


def kin_of(tags: Iterable[int]) -> set[int]:
    """Words tied to these by a yes from both sides; ties do not run on from one to the next."""
    ids = set(tags)
    ties = Kinship.objects.filter(Kinship.HOLDS).filter(Q(one__in=ids) | Q(other__in=ids))
    return {pk for pair in ties.values_list("one", "other") for pk in pair} - ids


def with_kin(uid: str | UUID) -> list[int]:
    """A word and those tied to it; nothing for a word nobody has."""
    try:
        tag = Tag.objects.filter(uid=UUID(str(uid))).first()
    except ValueError:
        return []
    return [tag.pk, *kin_of([tag.pk])] if tag else []


@dataclass
class Word:
    """A word’s page: who uses it, for what, what looks like it, what is tied to it or about to be."""

    tag: Tag
    versions: list[OwnVersion]
    alike: list[Tag]
    kin: list[Tag]
    proposals: list[Kinship] = field(default_factory=list)  # that concern the reader's own words
    mine: list[Tag] = field(default_factory=list)  # the reader's words one could tie to it
    yes_for: list[tuple[int, Tag, Tag]] = field(default_factory=list)  # (proposal, mine, theirs), still open


def word_page(tag: Tag, *, user) -> Word:
    """Seven queries at most."""
    from .own import published_versions

    kin_ids = kin_of([tag.pk])
    versions = list(published_versions().filter(tags__in=[tag.pk, *kin_ids]).distinct())
    others = list(shown_tags().exclude(pk=tag.pk))
    kin = [one for one in others if one.pk in kin_ids]
    mine = policies.kept_by(user)
    proposals = (
        list(
            Kinship.objects.filter(
                Q(one=tag) | Q(other=tag), policies.kinships_kept_by(user), ended_at=None
            ).select_related("one__organisation", "other__organisation")
        )
        if mine
        else []
    )
    sides = [(one, *_sides(one, mine)) for one in proposals]
    yes_for = [(one.pk, own, theirs) for one, own, theirs, said in sides if said is None]
    tied = {pk for one in proposals for pk in (one.one_id, one.other_id)}
    return Word(
        tag=tag,
        versions=versions,
        alike=[one for one in alike(tag.word, tag.key, others) if one.pk not in kin_ids],
        kin=kin,
        proposals=proposals,
        mine=[one for one in others if one.organisation_id == mine and one.pk not in tied]
        if mine and tag.organisation_id != mine
        else [],
        yes_for=yes_for,
    )


def _sides(kinship: Kinship, mine: int) -> tuple:
    """The reader's word, the other one, and when the reader's side said yes."""
    if kinship.one.organisation_id == mine:
        return kinship.one, kinship.other, kinship.one_yes_at
    return kinship.other, kinship.one, kinship.other_yes_at
