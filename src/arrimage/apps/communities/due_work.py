"""The scheduled work of communities."""

from datetime import datetime, timedelta

from django.utils.translation import ngettext

from arrimage.apps.kernel.due import due

from .actions import following, posts, reuse


@due(every=timedelta(hours=1), name="communities.digest")
def send_digests(at: datetime) -> str:
    sent = following.send_digests(at=at)
    return ngettext("%d digest sent", "%d digests sent", sent) % sent if sent else ""


@due(every=timedelta(days=1), name="communities.forget")
def forget(at: datetime) -> str:
    """The texts of what was removed long ago; the requests nobody answered: no answer is a no."""
    erased = posts.erase_old(at=at)
    reuse.end_unanswered(at=at)
    return ngettext("%d removed text erased", "%d removed texts erased", erased) % erased if erased else ""
