"""Telling what one does: a draft the organisation alone reads, then a version signed for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel.search import sort_key
from arrimage.apps.network.actions.search_index import reindex_organisation
from arrimage.apps.practices import policies
from arrimage.apps.practices.finding import stored
from arrimage.apps.practices.models import OwnPractice, OwnVersion, Practice, Quotation, Tag
from arrimage.apps.practices.vocabulary import OWN_SECTIONS

from .steps import named, signature, step

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

TEXTS = ("title", *OWN_SECTIONS, "needs", "refuses_models", "refusal", "signed")
TAGS = 12  # words at most on one practice


@transaction.atomic
def begin(organisation, *, title: str, by: User | None, at: datetime) -> OwnVersion:
    """A practice to tell: its first draft, which nobody else sees."""
    policies.check_keeps(by, organisation.pk)
    practice = OwnPractice.objects.create(organisation=organisation)
    draft = OwnVersion.objects.create(
        practice=practice, number=1, title=title.strip()[:160], saved_at=at, by=by, by_label=signature(by)
    )
    record("own_practice.drafted", by=by, at=at, subjects=[named(practice)])
    return draft


def lock(practice: OwnPractice) -> OwnPractice:
    found = OwnPractice.objects.select_for_update(of=("self",)).select_related("organisation")
    return found.get(pk=practice.pk)


@transaction.atomic
def go_on(practice: OwnPractice, *, by: User | None, at: datetime) -> OwnVersion:
    """The draft of a practice: the one being written, or a copy of what is published."""
    policies.check_keeps(by, practice.organisation_id)
    practice = lock(practice)
    if draft := practice.versions.filter(state=OwnVersion.State.DRAFT).first():
        return draft
    last = practice.versions.order_by("-number").first()
    draft = OwnVersion.objects.create(
        practice=practice,
        number=last.number + 1,
        saved_at=at,
        by=by,
        by_label=signature(by),
        **{field: getattr(last, field) for field in TEXTS},
    )
    draft.tags.set(last.tags.all())
    draft.links.set(last.links.all())
    record("own_practice.drafted", by=by, at=at, subjects=[named(practice)])
    return draft


@transaction.atomic
def save_draft(
    draft: OwnVersion,
    *,
    since: int,
    by: User | None,
    at: datetime,
    values: Mapping,
    tags: Iterable[str] = (),
    links: Iterable[Practice] = (),
) -> OwnVersion:
    """Keep what is being written. Raises ValidationError, StaleVersion when a colleague saved meanwhile."""
    policies.check_keeps(by, draft.practice.organisation_id)
    lock(draft.practice)
    draft = OwnVersion.objects.select_related("practice__organisation").get(pk=draft.pk)
    if draft.state != OwnVersion.State.DRAFT:
        raise ValidationError(_("This version is published and no longer changes: begin another."))
    for field, value in values.items():
        if field in TEXTS:
            setattr(draft, field, value)
    # Whoever refuses models is tied to none, whatever was ticked before.
    links = [] if draft.refuses_models else list(links)
    if not draft.refuses_models:
        draft.refusal = ""
    draft.saved_at, draft.by, draft.by_label = at, by, signature(by)
    draft.save_if_unchanged(since=since)
    draft.tags.set(_tags(draft.practice.organisation, tags))
    draft.links.set(links)
    return draft


def _tags(organisation, said: Iterable[str]) -> list[Tag]:
    """The organisation's words, as it writes them; one already known keeps the way it was first written."""
    found: dict[str, Tag] = {}
    for word in said:
        word = " ".join(word.split())[:60]
        key = sort_key(word, 60)
        if key and key not in found and len(found) < TAGS:
            found[key], _new = Tag.objects.get_or_create(
                organisation=organisation, key=key, defaults={"word": word}
            )
    return list(found.values())


@transaction.atomic
def publish(draft: OwnVersion, *, by: User | None, at: datetime) -> OwnVersion:
    """Everybody may read it from now on; the version before stays at its own address, as it was quoted."""
    policies.check_keeps(by, draft.practice.organisation_id)
    practice = lock(draft.practice)
    draft = practice.versions.get(pk=draft.pk)
    if draft.state == OwnVersion.State.PUBLISHED:
        return draft
    if not draft.title.strip():
        raise ValidationError(_("Give it a name: the one you use among yourselves will do."))
    if not any(getattr(draft, code).strip() for code in OWN_SECTIONS):
        raise ValidationError(_("Write at least a few words before publishing: your story is enough."))
    step(draft, OwnVersion.State.PUBLISHED)
    former = practice.versions.filter(state=OwnVersion.State.PUBLISHED)
    former.update(state=OwnVersion.State.REPLACED)
    draft.published_at = at
    draft.signed = draft.signed or str(practice.organisation)
    draft.by, draft.by_label = by, signature(by)
    _index(draft)
    draft.save()
    practice.withdrawn_at = None
    practice.save()
    practice.media.filter(shown_at=None, removed_at=None).update(shown_at=at)
    reindex_organisation(practice.organisation)
    record("own_practice.published", by=by, at=at, subjects=[named(practice, draft.title)])
    return draft


def _index(version: OwnVersion) -> None:
    tags = [tag.word for tag in version.tags.all()]
    name = str(version.practice.organisation)
    version.name_words = stored(version.title, *tags)
    version.words = stored(
        version.title,
        name,
        *tags,
        *(text for _code, _title, text in version.sections),
        codes=[f"need:{need}" for need in version.needs],
    )


@transaction.atomic
def discard_draft(draft: OwnVersion, *, by: User | None, at: datetime) -> None:
    """Throw away what is being written; the practice too, when nothing was ever published of it."""
    policies.check_keeps(by, draft.practice.organisation_id)
    practice = lock(draft.practice)
    if draft.state != OwnVersion.State.DRAFT:
        raise ValidationError(_("This version is published and no longer changes: begin another."))
    gone = named(practice)
    draft.delete()
    if not practice.versions.exists():
        practice.delete()
    record("own_practice.discarded", by=by, at=at, subjects=[gone])


@transaction.atomic
def withdraw(practice: OwnPractice, *, by: User | None, at: datetime) -> OwnPractice:
    """Nobody else reads it any more, in any version: one’s own words remain one’s own."""
    policies.check_keeps(by, practice.organisation_id)
    practice = lock(practice)
    if practice.withdrawn_at is None:
        practice.withdrawn_at = at
        practice.save()
        reindex_organisation(practice.organisation)
        record("own_practice.withdrawn", by=by, at=at, subjects=[named(practice)])
    return practice


@transaction.atomic
def show_again(practice: OwnPractice, *, by: User | None, at: datetime) -> OwnPractice:
    """Withdrawn by mistake, or told again."""
    policies.check_keeps(by, practice.organisation_id)
    practice = lock(practice)
    if practice.withdrawn_at is not None:
        practice.withdrawn_at = None
        practice.save()
        reindex_organisation(practice.organisation)
        record("own_practice.shown_again", by=by, at=at, subjects=[named(practice)])
    return practice


@transaction.atomic
def quote(
    version: OwnVersion,
    *,
    title: str,
    by: User | None,
    at: datetime,
    address: str = "",
    words: str = "",
    organisation=None,
) -> Quotation:
    """Say that a document quotes this version: whoever told it sees where. `by=None` is a room above.

    Saying it again changes nothing. Raises ValidationError.
    """
    if version.published_at is None or version.practice.withdrawn_at:
        raise ValidationError(_("Only what is published can be quoted."))
    if not title.strip():
        raise ValidationError({"title": _("Say in which document.")})
    if by is not None:
        organisation = by.acting.organisation if by.acting else None
    quotation, is_new = Quotation.objects.get_or_create(
        version=version,
        title=title.strip()[:200],
        organisation=organisation,
        defaults={
            "address": address,
            "words": words.strip()[:2000],
            "by_label": signature(by),
            "quoted_at": at,
        },
    )
    if is_new:
        record("own_practice.quoted", by=by, at=at, subjects=[named(version.practice, version.title)])
    return quotation
