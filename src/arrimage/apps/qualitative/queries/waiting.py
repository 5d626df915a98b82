"""What waits for a coder: texts to read blind. Their own alone."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.kernel.waiting import Waiting
from arrimage.apps.qualitative import policies

from .rounds import readings_of


def waiting(user, at: datetime) -> list[Waiting]:
    if not user.is_authenticated or user.acting is None:
        return []
    left = readings_of(user, on=localdate(at)).filter(policies.OPEN_BLIND, finished_at=None)
    return [
        Waiting(
            _("Read and code, on your own"),
            one.transcript.get_absolute_url(),
            words=f"{one.round} · {one.transcript}",
        )
        for one in left.defer("transcript__text")[:10]
    ]
