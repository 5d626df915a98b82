"""Doing background work, and saying how far it has got.

    @background
    def import_register(progress: Progress, *, path: str) -> str:
        progress.step(gettext("Reading the file"), done=120, total=1592)
        return gettext("1592 installations read.")

The work gets plain JSON arguments, and returns a sentence for its owner, a dict kept as `job.result`, or
nothing. To stop with a sentence that says what to do: `raise JobFailed("…")`. Start it with
`kernel.actions.start_job`.
"""

import logging
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django_tasks import task

from .clock import now
from .models import Job

logger = logging.getLogger(__name__)

APART = 0.5  # seconds between two writings of the progress
BEAT = 20.0  # seconds between two signs of life
LEASE = timedelta(minutes=5)  # silent for longer, a worker is taken for dead


class JobFailed(Exception):
    """Stops a job; its text is shown to the owner and says what to do."""


def background(work: Callable | None = None, *, repeatable: bool = False) -> Callable:
    """Mark a function as work that may be started as a job.

    `repeatable`: running it again after it was cut short does no harm, so that it is, by itself.
    """

    def mark(function: Callable) -> Callable:
        function.is_background, function.is_repeatable = True, repeatable  # type: ignore[attr-defined]
        return function

    return mark(work) if work else mark


def path_of(work: Callable) -> str:
    return f"{work.__module__}.{work.__qualname__}"


def work_at(path: str) -> Callable:
    """The function at a dotted path, if it was marked; a row of the queue runs nothing else."""
    work = import_string(path)
    if not getattr(work, "is_background", False):
        raise ImportError(f"{path} is not background work")
    return work


class Progress:
    """How far the work has got. `step` costs nothing: it may be called at every line."""

    def __init__(self, job: Job, *, writes_at_once: bool) -> None:
        self.job_id, self.attempt = job.pk, job.attempt
        self.writes_at_once = writes_at_once
        self.seen: dict[str, Any] = {}
        self.written_at = 0.0

    def step(self, text: str, done: int = 0, total: int | None = None) -> None:
        """Say what is being done, and how much of it is (`done` of `total`, any unit)."""
        self.seen = {"step": str(text)[:200], "done": done, "total": total}
        if self.writes_at_once and time.monotonic() - self.written_at >= APART:
            self.write()

    def write(self) -> None:
        seen, self.seen = self.seen, {}
        self.written_at = time.monotonic()
        Job.objects.filter(pk=self.job_id, attempt=self.attempt, state=Job.State.RUNNING).update(
            alive_at=now(), **seen
        )

    def keep_writing(self, stop: Event) -> None:
        """In its own thread, on its own connection: seen even while the work is in one long transaction
        (PostgreSQL), and never slowing it down. On SQLite a writing that cannot have the lock is dropped.
        """
        try:
            while not stop.wait(APART):
                if self.seen or time.monotonic() - self.written_at >= BEAT:
                    try:
                        self.write()
                    except DatabaseError:
                        connection.close()
        finally:
            connection.close()


@contextmanager
def followed(job: Job) -> Iterator[Progress]:
    """The job's progress, written at most twice a second while the block runs."""
    inside = connection.in_atomic_block  # run at once, in somebody's request or in a test
    progress = Progress(job, writes_at_once=inside)
    if inside:
        with transaction.atomic():  # a savepoint: a database error must not spoil what is around
            yield progress
        return
    stop = Event()
    writer = Thread(target=progress.keep_writing, args=(stop,), daemon=True)
    writer.start()
    try:
        yield progress
    finally:
        stop.set()
        writer.join()


@task
def run_job(job_id: int) -> None:
    """What the queue runs: the job's work, once, and how it ended."""
    taken = Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, started_at=now(), alive_at=now(), attempt=F("attempt") + 1
    )
    if not taken:  # already done, given up, or in the hands of another worker
        return
    job = Job.objects.select_related("owner").get(pk=job_id)
    with translation.override(language_of(job)):
        end: dict[str, Any] = {"state": Job.State.DONE, "step": ""}
        try:
            with followed(job) as progress:
                answer = work_at(job.task)(progress, **job.arguments)
            last = progress.seen
            end |= {"done": last["done"], "total": last["total"]} if last else {}
            end |= {"result": answer} if isinstance(answer, dict) else {"message": answer or ""}
        except JobFailed as refusal:
            end |= {"state": Job.State.FAILED, "message": str(refusal)}
        except Exception as error:
            end |= {"state": Job.State.FAILED, "message": unexpected(job)}
            # The trace without the error's text, which may quote what somebody wrote.
            trace = "".join(traceback.format_tb(error.__traceback__))
            logger.error("job %s failed: %s\n%s", job.uid, type(error).__name__, trace)
        end["finished_at"] = now()
        # Another attempt may have begun if this worker was taken for dead: that one has the last word.
        Job.objects.filter(pk=job.pk, attempt=job.attempt, state=Job.State.RUNNING).update(**end)


def language_of(job: Job) -> str:
    return job.owner.language if job.owner else settings.LANGUAGE_CODE


def unexpected(job: Job) -> str:
    return gettext(
        "Something unexpected stopped this work. Start it again; if it stops again, give this number to the "
        "person who looks after the installation: %(number)s."
    ) % {"number": job.uid}
