"""Starting background work, and picking up what a killed worker left."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from .jobs import LEASE, language_of, path_of, run_job, work_at
from .models import Job

ATTEMPTS = 3
KEPT = timedelta(days=90)


@transaction.atomic
def start_job(name: str, work: Callable, *, by, at: datetime, **arguments) -> Job:
    """Put work in the queue; `name` says what is being done, to `by`, its owner (None: the installation).

    Nothing is queued if the surrounding transaction is undone. Raises ImportError when `work` is not
    marked `@background`, TypeError when an argument is not plain JSON.
    """
    work_at(path_of(work))
    job = Job.objects.create(
        name=str(name)[:200], owner=by, task=path_of(work), arguments=arguments, created_at=at
    )
    return _queue(job)


def _queue(job: Job) -> Job:
    result = run_job.enqueue(job.pk)
    Job.objects.filter(pk=job.pk).update(queued_as=result.id)
    job.refresh_from_db()  # where no worker runs, it is done already
    return job


def sweep_jobs(*, at: datetime) -> tuple[int, int]:
    """Find the jobs whose worker died: (started again, given up)."""
    again = given_up = 0
    for job in Job.objects.filter(state=Job.State.RUNNING, alive_at__lt=at - LEASE).select_related("owner"):
        # The condition is repeated in the UPDATE: it may have shown a sign of life since.
        lost = Job.objects.filter(
            pk=job.pk, state=Job.State.RUNNING, attempt=job.attempt, alive_at__lt=at - LEASE
        )
        if job.attempt < ATTEMPTS and _is_repeatable(job):
            if lost.update(state=Job.State.WAITING, alive_at=None, step=""):
                _queue(job)
                again += 1
        else:
            with translation.override(language_of(job)):
                message = gettext("The work was cut short before its end. Start it again.")
            given_up += lost.update(state=Job.State.FAILED, finished_at=at, message=message)
    for job in Job.objects.filter(state=Job.State.WAITING, created_at__lt=at - LEASE):
        if not _is_queued(job, at):
            _queue(job)
            again += 1
    return again, given_up


def _is_repeatable(job: Job) -> bool:
    try:
        return work_at(job.task).is_repeatable  # type: ignore[attr-defined]
    except ImportError:
        return False


def _is_queued(job: Job, at: datetime) -> bool:
    """Whether the queue still holds it: waiting, or claimed by a worker a moment ago."""
    row = DBTaskResult.objects.filter(pk=job.queued_as or None).first()
    if row is None:
        return False
    if row.status == TaskResultStatus.RUNNING:
        return row.started_at is not None and row.started_at > at - LEASE
    return row.status == TaskResultStatus.READY


def forget_old_work(*, at: datetime) -> int:
    """Remove finished jobs after 90 days, and the queue's own rows after 14. How many jobs went."""
    # Rows that never finished are those of killed workers; what they did is told by the job or the mail.
    DBTaskResult.objects.filter(enqueued_at__lt=at - timedelta(days=14)).exclude(
        status=TaskResultStatus.READY
    ).delete()
    removed, _ = Job.objects.filter(finished_at__lt=at - KEPT).delete()
    return removed
