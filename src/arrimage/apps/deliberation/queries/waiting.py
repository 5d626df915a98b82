"""What consultations ask of somebody now, for the first page."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from arrimage.apps.deliberation import policies
from arrimage.apps.deliberation.models import Consultation, Contribution, Invitee
from arrimage.apps.kernel.waiting import Waiting

from . import outcomes


def waiting_for(user, at: datetime) -> Iterator[Waiting]:
    """Invitations not taken up, a draft to read, answers owed. Three queries at most."""
    if not user.is_authenticated:
        return
    invited = Q(user=user.pk)
    if (mine := policies.kept_by(user)) is not None:
        invited |= Q(organisation=mine)
    gave = Contribution.objects.filter(policies.given_by(user), consultation=OuterRef("pk"))
    asked = Consultation.objects.filter(
        ~Exists(gave),
        pk__in=Invitee.objects.filter(invited).values("consultation"),
        state=Consultation.State.OPEN,
    ).select_related("organisation", "network")
    for one in asked.order_by("closes_on", "id")[:5]:
        title = _("Say your word: %(consultation)s") % {"consultation": one}
        yield Waiting(title, one.get_absolute_url(), words=str(one.leader), by=one.closes_on)
    to_read = Consultation.objects.filter(Exists(gave), shared_at__isnull=False)
    for one in to_read.order_by("id")[:5]:
        title = _("See where your words went: %(consultation)s") % {"consultation": one}
        yield Waiting(title, reverse("my_contributions"))
    for one in outcomes.owed_by(user)[:5]:
        title = _("Answer a conclusion: %(consultation)s") % {"consultation": one.consultation}
        yield Waiting(title, one.get_absolute_url(), words=one.text, by=one.answer_by)
