"""Writing questionnaires: a draft is changed until it is published, and a published version never is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.questionnaires import policies
from arrimage.apps.questionnaires.document import checking
from arrimage.apps.questionnaires.document.known import is_still
from arrimage.apps.questionnaires.document.questionnaire import Questionnaire
from arrimage.apps.questionnaires.models import Instrument, Version
from arrimage.apps.questionnaires.queries import instruments as queries
from arrimage.apps.questionnaires.queries.known import known_behind

from .drafts import lock_draft, lock_version, title_of, write_draft

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def create_instrument(form: Questionnaire, *, by: User, at: datetime) -> Version:
    """Begin a questionnaire of the organisation acted for. Returns its draft. Raises PermissionDenied."""
    mine = policies.author_for(by)
    policies.check_author(by, mine)
    instrument = Instrument.objects.create(organisation_id=mine, title=title_of(form))
    draft = Version(instrument=instrument, number=1)
    draft.form = form
    draft.save()
    record("questionnaire.created", by=by, at=at, subjects=[instrument])
    return draft


@transaction.atomic
def save_draft(draft: Version, form: Questionnaire, *, since: int, by: User, at: datetime) -> Version:
    """Write the draft anew, unless somebody else did since version `since` of it.

    Raises PermissionDenied, ValidationError (it is published), StaleVersion.
    """
    draft = lock_draft(draft, by=by)
    if draft.version != since:
        raise StaleVersion(str(draft))
    return write_draft(draft, form, verb="form.replaced", by=by, at=at)


@transaction.atomic
def publish(version: Version, *, by: User, at: datetime) -> Version:
    """From now on it can be answered, and cannot change. Doing it twice changes nothing.

    Raises PermissionDenied, ValidationError (something is to mend, it is retired, or it bears the name of a
    known instrument whose questions or rules it no longer has).
    """
    version = _lock(version, by)
    if version.status == Version.Status.PUBLISHED:
        return version
    if wrong := checking.problems(version.form):
        raise ValidationError([_named(problem) for problem in wrong])
    known = known_behind(version.instrument)
    if known and not is_still(known, version.form):
        raise ValidationError(
            _(
                "This no longer asks or counts as the known instrument does:"
                " make one of yours from it instead."
            )
        )
    _step(version, Version.Status.PUBLISHED)
    version.digest = version.digest_now()
    version.published_at, version.published_by = at, str(by)
    version.instrument.title = title_of(version.form)
    version.instrument.save()
    version.save()
    version.steps.all().delete()  # there is nothing left to take back
    record("questionnaire.published", by=by, at=at, subjects=[version.instrument])
    return version


@transaction.atomic
def retire(version: Version, *, by: User, at: datetime) -> Version:
    """It is not put to anybody new; what is open stays open. Publishing it again undoes that."""
    version = _lock(version, by)
    if version.status != Version.Status.RETIRED:
        _step(version, Version.Status.RETIRED)
        version.save()
        record("questionnaire.retired", by=by, at=at, subjects=[version.instrument])
    return version


@transaction.atomic
def begin_version(instrument: Instrument, *, by: User, at: datetime) -> Version:
    """The draft of the next version, begun from the latest one. The one already begun, if there is one."""
    policies.check_author(by, instrument.organisation_id)
    instrument = Instrument.objects.select_for_update().get(pk=instrument.pk)
    if draft := queries.draft_of(instrument):
        return draft
    latest = instrument.versions.order_by("-number").first()
    draft = Version(instrument=instrument, number=latest.number + 1, content=latest.content)
    draft.save()
    record("questionnaire.changed", by=by, at=at, subjects=[instrument])
    return draft


@transaction.atomic
def copy_instrument(instrument: Instrument, *, by: User, at: datetime) -> Version:
    """A questionnaire of one's own, begun from one that may be seen; it says what it comes from."""
    source = queries.latest_published(instrument)
    if source is None:
        raise ValidationError(_("This questionnaire has no published version to begin from."))
    draft = create_instrument(source.form, by=by, at=at)
    if instrument.source or instrument.licence:
        draft.instrument.source = _("After: %(source)s") % {"source": instrument.source}
        draft.instrument.licence = instrument.licence
        draft.instrument.save()
    return draft


def _lock(version: Version, by: User) -> Version:
    return lock_version(version, by=by)


def _step(version: Version, to: str) -> None:
    if to not in Version.NEXT[version.status]:
        raise ValidationError(_("This cannot be done to a version in this state."))
    version.status = to


def _named(problem: checking.Problem) -> str:
    return f"{problem.where} · {problem.sentence}" if problem.where else problem.sentence
