"""Scheduled work, run by `arrimage run-due` from cron or a timer, every minute.

In a context's `due_work.py`, imported when `run_due` first looks for it:

    @due(every=timedelta(hours=1), name="network.reminders")
    def send_reminders(at: datetime) -> str:
        return "12 rappels envoyés"     # what was done; "" for nothing

Each piece is taken by one conditional UPDATE, so that two runs at once do not do it twice; it must still be
idempotent, since a run may be killed half-way and taken up again.
"""

import logging
import traceback
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.module_loading import autodiscover_modules

from .models import DueRun

logger = logging.getLogger(__name__)

SLACK = timedelta(seconds=10)  # cron's minute is not exactly a minute
RETRY = timedelta(minutes=15)  # after a failure, when it would not be sooner anyway
CLAIM = timedelta(hours=1)  # after which a run that never came back is taken for dead


@dataclass(frozen=True)
class Work:
    name: str
    every: timedelta
    run: Callable[[datetime], str]


@dataclass(frozen=True)
class Outcome:
    name: str
    succeeded: bool
    said: str


REGISTRY: dict[str, Work] = {}


def due(*, every: timedelta, name: str) -> Callable:
    """Register a function of the moment, which says what it did, to be run this often."""

    def register(run: Callable[[datetime], str]) -> Callable[[datetime], str]:
        if name in REGISTRY and REGISTRY[name].run.__module__ != run.__module__:
            raise ValueError(f"scheduled work named twice: {name}")
        REGISTRY[name] = Work(name, every, run)
        return run

    return register


def run_due(*, at: datetime, only: Collection[str] = ()) -> list[Outcome]:
    """Run what is due at this moment (`only` these, when named, due or not), and say what was done."""
    autodiscover_modules("due_work")
    works = [REGISTRY[name] for name in sorted(only or REGISTRY)]
    return [_run(work, at) for work in works if _claim(work, at, even_early=bool(only))]


def _claim(work: Work, at: datetime, *, even_early: bool) -> bool:
    DueRun.objects.get_or_create(name=work.name, defaults={"next_at": at})
    free = Q(claimed_at=None) | Q(claimed_at__lt=at - CLAIM)
    on_time = Q() if even_early else Q(next_at__lte=at)
    return DueRun.objects.filter(free & on_time, name=work.name).update(claimed_at=at) == 1


def _run(work: Work, at: datetime) -> Outcome:
    try:
        outcome = Outcome(work.name, True, work.run(at))
    except Exception as error:
        trace = "".join(traceback.format_tb(error.__traceback__))  # not the text, which may quote somebody
        logger.error("scheduled work %s failed: %s\n%s", work.name, type(error).__name__, trace)
        outcome = Outcome(work.name, False, type(error).__name__)
    pause = work.every if outcome.succeeded else min(work.every, RETRY)
    DueRun.objects.filter(name=work.name, claimed_at=at).update(
        claimed_at=None,
        ran_at=at,
        next_at=at + pause - SLACK,
        succeeded=outcome.succeeded,
        said=outcome.said,
    )
    return outcome
