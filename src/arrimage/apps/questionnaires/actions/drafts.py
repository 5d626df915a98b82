"""Changing a draft, one thing at a time, several authors at once, and taking any of it back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.questionnaires import policies
from arrimage.apps.questionnaires.document import editing
from arrimage.apps.questionnaires.document.questionnaire import Questionnaire, said, to_data
from arrimage.apps.questionnaires.models import Step, Version
from arrimage.apps.questionnaires.queries import drafts as queries

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

MOST_STEPS = 200
AT_ONE_GO = timedelta(minutes=10)  # what one goes on changing in the same place is one step
OF_THE_WHOLE = ("title", "introduction", "thanks", "languages", "one_section_a_screen")
OF_A_SECTION = ("title", "help", "relevant")


class Changed(Exception):
    """Somebody changed the same thing meanwhile; `who` did, if it is known."""

    def __init__(self, who: str = "") -> None:
        super().__init__(who)
        self.who = who


@dataclass(frozen=True)
class Seen:
    """What an author had before their eyes when they began: `target`, and the digest of what it said."""

    target: str
    digest: str


def digest_of(form: Questionnaire, target: str) -> str:
    """Of one part of a draft alone, so that two authors in two places are in nobody's way. Raises Gone."""
    kind, _colon, name = target.partition(":")
    if kind == "item":
        part = to_data(editing.item_of(form, name))
    elif kind == "section":
        found = next((one for one in form.sections if one.name == name), None)
        if found is None:
            raise editing.Gone(name)
        part = [to_data(getattr(found, word)) for word in OF_A_SECTION]
    elif kind == "score":
        part = to_data(editing.score_of(form, name))
    else:
        part = [to_data(getattr(form, word)) for word in OF_THE_WHOLE]
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:24]


@transaction.atomic
def edit_draft(
    draft: Version,
    edit: Callable[[Questionnaire], Questionnaire],
    *,
    verb: str,
    target: str = "",
    about: str = "",
    seen: Seen | None = None,
    by: User,
    at: datetime,
) -> Version:
    """Apply an edit to the draft as it is now, whoever wrote in it meanwhile.

    Raises PermissionDenied, ValidationError (it is published), Gone, Changed (what was `seen` is not what
    is there any more: nothing is written).
    """
    draft = lock_draft(draft, by=by)
    if seen is not None and digest_of(draft.form, seen.target) != seen.digest:
        last = draft.steps.filter(target=seen.target, is_undone=False).first()
        raise Changed(last.done_by if last else "")
    return write_draft(draft, edit(draft.form), verb=verb, target=target, about=about, by=by, at=at)


def write_draft(
    draft: Version,
    form: Questionnaire,
    *,
    verb: str,
    target: str = "",
    about: str = "",
    by: User,
    at: datetime,
) -> Version:
    """The draft, locked by the caller, says this from now on; a step keeps what it said before."""
    before = draft.content
    draft.form = form
    if draft.content == before:
        return draft
    last = draft.steps.first()
    is_same = last and (last.verb, last.target, last.done_by) == (verb, target, str(by)[:200])
    if is_same and target and not last.is_undone and at - last.done_at < AT_ONE_GO:
        last.done_at, last.about = at, about[:200]
        last.save()
    else:
        draft.steps.filter(is_undone=True).delete()
        Step.objects.create(
            draft=draft,
            content=before,
            verb=verb,
            target=target[:80],
            about=about[:200],
            done_at=at,
            done_by=str(by)[:200],
        )
        old = draft.steps.values_list("pk", flat=True)[MOST_STEPS:]
        Step.objects.filter(pk__in=list(old)).delete()
        record("questionnaire.changed", by=by, at=at, subjects=[draft.instrument])
    return _save(draft)


@transaction.atomic
def undo(draft: Version, *, step: int, by: User, at: datetime) -> Version:
    """Take back the last step, which must still be this one. Raises Changed, PermissionDenied."""
    draft = lock_draft(draft, by=by)
    return _exchange(draft, queries.step_to_undo(draft), step, by=by, at=at)


@transaction.atomic
def redo(draft: Version, *, step: int, by: User, at: datetime) -> Version:
    """Do again what was taken back last."""
    draft = lock_draft(draft, by=by)
    return _exchange(draft, queries.step_to_redo(draft), step, by=by, at=at)


def _exchange(draft: Version, found: Step | None, step: int, *, by: User, at: datetime) -> Version:
    if found is None or found.pk != step:
        last = draft.steps.first()
        raise Changed(last.done_by if last else "")
    draft.content, found.content = found.content, draft.content
    del draft.form
    found.is_undone = not found.is_undone
    found.save()
    record("questionnaire.changed", by=by, at=at, subjects=[draft.instrument])
    return _save(draft)


def _save(draft: Version) -> Version:
    draft.save_if_unchanged(since=draft.version)
    if draft.number == 1:
        draft.instrument.title = title_of(draft.form)
        draft.instrument.save()
    return draft


def lock_draft(draft: Version, *, by: User) -> Version:
    """Raises PermissionDenied, ValidationError (it is published)."""
    draft = lock_version(draft, by=by)
    if not draft.is_draft:
        raise ValidationError(_("This version is published: begin a new one to change it."))
    return draft


def lock_version(version: Version, *, by: User) -> Version:
    version = Version.objects.select_for_update(of=("self",)).select_related("instrument").get(pk=version.pk)
    policies.check_author(by, version.instrument.organisation_id)
    return version


def title_of(form: Questionnaire) -> str:
    return (said(form.title, "fr") or _("Untitled questionnaire"))[:200]
