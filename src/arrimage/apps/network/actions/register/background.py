"""The import as background work: left, and found again with its steps."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from arrimage.apps.kernel.actions import start_job
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.jobs import JobFailed, Progress, background
from arrimage.apps.kernel.models import Job
from arrimage.apps.kernel.reading import BrokenFile, read_bytes

from .loading import RegisterOutcome, import_m02

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


def start_import(installations: UploadedFile, establishments: UploadedFile, *, by: User, at: datetime) -> Job:
    """Put both files aside and start reading them; the job's owner follows it."""
    folder = Path(settings.MEDIA_ROOT) / "register" / uuid4().hex
    folder.mkdir(parents=True)
    for name, upload in (("installations", installations), ("establishments", establishments)):
        with (folder / f"{name}.csv").open("wb") as file:
            file.writelines(upload.chunks())
    return start_job(
        _("Loading the official register"),
        load_register,
        by=by,
        at=at,
        folder=str(folder),
        names=[installations.name[:100], establishments.name[:100]],
        by_id=by.pk,
    )


@background(repeatable=True)
def load_register(progress: Progress, *, folder: str, names: list[str], by_id: int) -> str:
    by = get_user_model().objects.filter(pk=by_id).first()
    files = [Path(folder) / f"{name}.csv" for name in ("installations", "establishments")]
    try:
        result = import_m02(
            read_bytes(files[0]),
            read_bytes(files[1]),
            by=by,
            at=now(),
            names=(names[0], names[1]),
            progress=progress.step,
        )
    except BrokenFile as error:
        _forget(folder)
        raise JobFailed(_("%(why)s Nothing was changed.") % {"why": error}) from error
    _forget(folder)
    return told(result)


def _forget(folder: str) -> None:
    for file in Path(folder).glob("*.csv"):
        file.unlink()
    Path(folder).rmdir()


def told(result: RegisterOutcome) -> str:
    """The outcome in a few sentences, refusals with their line numbers."""
    if result.changed_nothing and not result.installations.refusals and not result.establishments.refusals:
        return _("Everything was already up to date: nothing changed.")
    lines = []
    for name, outcome in (
        (_("Establishments"), result.establishments),
        (_("Installations"), result.installations),
    ):
        lines.append(
            _(
                "%(name)s: %(created)d created, %(updated)d updated, %(unchanged)d unchanged, "
                "%(closed)d closed, %(refused)d refused."
            )
            % {
                "name": name,
                "created": outcome.created,
                "updated": outcome.updated,
                "unchanged": outcome.unchanged,
                "closed": outcome.closed,
                "refused": len(outcome.refusals),
            }
        )
        lines += [
            _("Line %(line)d: %(why)s") % {"line": refusal.row, "why": refusal.reason}
            for refusal in outcome.refusals[:50]
        ]
    lines.append(_("Integrated centres recognised: %(n)d.") % {"n": result.integrated_centres})
    return "\n".join(lines)
