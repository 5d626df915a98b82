"""What a committee is helped with each day."""

from datetime import datetime, timedelta

from django.utils.translation import ngettext

from arrimage.apps.improvement.actions.accompaniment import plan_contacts
from arrimage.apps.improvement.models import Committee
from arrimage.apps.kernel.due import due


@due(every=timedelta(hours=1), name="improvement.contacts")
def plan_contacts_around_meetings(at: datetime) -> str:
    active = Committee.objects.filter(state=Committee.State.ACTIVE)
    made = sum(plan_contacts(committee, at=at) for committee in active)
    told = ngettext("%(count)d contact planned", "%(count)d contacts planned", made)
    return told % {"count": made} if made else ""
