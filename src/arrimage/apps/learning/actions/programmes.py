"""Writing a programme, publishing it, answering another's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.learning import policies
from arrimage.apps.learning.models import Activity, Concern, Programme, Stance, Theme, ThemeSource

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

CONCERNS = 12


@transaction.atomic
def create_programme(
    organisation,
    *,
    title: str,
    purpose: str,
    by: User | None,
    at: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
    language: str = "fr",
    concerns: Iterable[str] = (),
    network=None,
) -> Programme:
    """Begin a programme of an organisation's own, or in a network's name, as a draft.

    Raises PermissionDenied, ValidationError.
    """
    policies.check_edits_for(by, organisation.pk)
    if network is not None:
        policies.check_speaks_for(by, network.pk)
    check_days(starts_on, ends_on)
    programme = Programme.objects.create(
        organisation=organisation,
        network=network,
        title=title.strip(),
        purpose=purpose.strip(),
        language=language,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    _write_concerns(programme, concerns)
    record("learning.programme_created", by=by, at=at, subjects=[programme])
    return programme


@transaction.atomic
def change_programme(
    programme: Programme, *, since: int, by: User | None, at: datetime, concerns: Iterable[str], **changes
) -> Programme:
    """Change what it says, unless somebody else did since version `since`.

    Raises PermissionDenied, ValidationError, StaleVersion.
    """
    programme = _lock(programme, by)
    check_days(changes.get("starts_on"), changes.get("ends_on"))
    if changes.get("network"):
        policies.check_speaks_for(by, changes["network"].pk)
    for name in ("title", "purpose", "language", "starts_on", "ends_on", "network"):
        if name in changes:
            setattr(programme, name, changes[name])
    programme.save_if_unchanged(since=since)
    _write_concerns(programme, concerns)
    record("learning.programme_changed", by=by, at=at, subjects=[programme])
    return programme


@transaction.atomic
def publish_programme(programme: Programme, *, by: User | None, at: datetime) -> Programme:
    """Everybody may read it from now on, and organisations may borrow it or decline it."""
    programme = _lock(programme, by)
    if programme.status == Programme.Status.PUBLISHED:
        return programme
    if not programme.themes.exists():
        raise ValidationError(_("Write at least one theme first: a programme is made of them."))
    _step(programme, Programme.Status.PUBLISHED)
    programme.published_at = programme.published_at or at
    programme.save()
    record("learning.programme_published", by=by, at=at, subjects=[programme])
    return programme


@transaction.atomic
def withdraw_programme(programme: Programme, *, by: User | None, at: datetime) -> Programme:
    """Nobody new finds it; the teams that took part keep what they did. Publishing it again undoes that."""
    programme = _lock(programme, by)
    if programme.status != Programme.Status.WITHDRAWN:
        _step(programme, Programme.Status.WITHDRAWN)
        programme.save()
        record("learning.programme_withdrawn", by=by, at=at, subjects=[programme])
    return programme


@transaction.atomic
def copy_programme(programme: Programme, organisation, *, by: User | None, at: datetime) -> Programme:
    """A programme of one's own begun from another: its themes and sources, without its days or its teams."""
    policies.check_edits_for(by, organisation.pk)
    if programme.status != Programme.Status.PUBLISHED and programme.organisation_id != organisation.pk:
        raise ValidationError(_("Only a published programme can be begun from."))
    copy = create_programme(
        organisation,
        title=programme.title,
        purpose=programme.purpose,
        language=programme.language,
        concerns=[concern.words for concern in programme.concerns.all()],
        by=by,
        at=at,
    )
    copy.after = programme
    copy.save()
    for theme in programme.themes.prefetch_related("sources", "activities"):
        sources, activities = list(theme.sources.all()), list(theme.activities.all())
        shared = Theme.objects.create(
            programme=copy, **{name: getattr(theme, name) for name in (*SAID, "position")}
        )
        shared.pieces.set(theme.pieces.all())
        ThemeSource.objects.bulk_create(
            ThemeSource(theme=shared, kind=one.kind, title=one.title, link=one.link) for one in sources
        )
        Activity.objects.bulk_create(
            Activity(theme=shared, position=one.position, kind=one.kind, title=one.title, words=one.words)
            for one in activities
        )
    return copy


SAID = ("title", "summary", "why", "question")


# --- Another's programme


@transaction.atomic
def answer_programme(
    programme: Programme, organisation, *, answer: str, by: User | None, at: datetime, words: str = ""
) -> Stance:
    """Borrow it or decline it; answering again replaces the answer. Raises PermissionDenied, ValidationError.

    An organisation that declines, and its teams, leave every rate of the programme.
    """
    policies.check_edits_for(by, organisation.pk)
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if programme.organisation_id == organisation.pk:
        raise ValidationError(_("This programme is your own: there is nothing to answer."))
    if programme.status != Programme.Status.PUBLISHED:
        raise ValidationError(_("This programme takes no more answers: it is not published."))
    if answer not in Stance.Answer.values:
        raise ValidationError(_("Say whether you borrow it or decline it."))
    stance, _new = Stance.objects.update_or_create(
        programme=programme,
        organisation=organisation,
        defaults={
            "answer": answer,
            "words": words.strip()[:1000],
            "answered_at": at,
            "answered_by": str(by)[:200] if by else "",
        },
    )
    record(f"learning.programme_{answer}", by=by, at=at, subjects=[programme])
    return stance


@transaction.atomic
def take_answer_back(programme: Programme, organisation, *, by: User | None, at: datetime) -> None:
    """As if nothing had been answered. Teams already registered stay so."""
    policies.check_edits_for(by, organisation.pk)
    if Stance.objects.filter(programme=programme, organisation=organisation).delete()[0]:
        record("learning.programme_unanswered", by=by, at=at, subjects=[programme])


def _lock(programme: Programme, by: User | None) -> Programme:
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    policies.check_keeps(by, programme)
    return programme


def _step(programme: Programme, to: str) -> None:
    if to not in Programme.NEXT[programme.status]:
        raise ValidationError(_("This cannot be done to a programme in this state."))
    programme.status = to


def check_days(starts_on: date | None, ends_on: date | None) -> None:
    if ends_on and not starts_on:
        raise ValidationError({"starts_on": _("Say when it begins, or leave its end empty.")})
    if starts_on and ends_on and ends_on < starts_on:
        raise ValidationError({"ends_on": _("It must end after it begins.")})


def _write_concerns(programme: Programme, words: Iterable[str]) -> None:
    said = [line.strip()[:300] for line in words if line.strip()][:CONCERNS]
    if said != [concern.words for concern in programme.concerns.all()]:
        programme.concerns.all().delete()
        Concern.objects.bulk_create(
            Concern(programme=programme, position=position, words=line) for position, line in enumerate(said)
        )


def next_position(rows) -> int:
    """After the last of these rows."""
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
