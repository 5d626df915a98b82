"""What accounts leave behind and nobody needs any more."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext

from arrimage.apps.kernel.due import due

from .models import Invitation

KEPT = timedelta(days=90)


@due(every=timedelta(days=1), name="accounts.forget")
def forget(at: datetime) -> str:
    """Invitations that ended unused three months ago, and the trace of sessions that have run out.

    Forms held for somebody live in their session and go with it; the journal keeps who invited whom.
    """
    unused = Invitation.objects.filter(accepted_at=None, expires_at__lt=at - KEPT)
    live = Session.objects.filter(expire_date__gt=at).values("session_key")
    invitations, _of = unused.delete()
    sessions, _of = UserSession.objects.exclude(session_key__in=live).delete()
    if not invitations and not sessions:
        return ""
    said = gettext("Removed: unused invitations %(invitations)d, ended sessions %(sessions)d")
    return said % {"invitations": invitations, "sessions": sessions}
