"""The house's own scheduled work."""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.utils.translation import gettext, ngettext

from . import actions, mail
from .due import due


@due(every=timedelta(minutes=1), name="kernel.mail")
def retry_mail(at: datetime) -> str:
    """Mails that failed and whose time has come, and those a killed worker left half-way."""
    count = mail.queue_waiting(at=at)
    return ngettext("%d mail queued again", "%d mails queued again", count) % count if count else ""


@due(every=timedelta(minutes=2), name="kernel.jobs")
def sweep_jobs(at: datetime) -> str:
    again, given_up = actions.sweep_jobs(at=at)
    if not again and not given_up:
        return ""
    return gettext("Cut short: %(again)d started again, %(given_up)d given up") % {
        "again": again,
        "given_up": given_up,
    }


@due(every=timedelta(days=1), name="kernel.forget")
def forget(at: datetime) -> str:
    """What is over and no longer of use to anybody."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    jobs, mails = actions.forget_old_work(at=at), mail.forget_old_mail(at=at)
    if not jobs and not mails:
        return ""
    return gettext("Old traces removed: %(jobs)d jobs, %(mails)d mails") % {"jobs": jobs, "mails": mails}
