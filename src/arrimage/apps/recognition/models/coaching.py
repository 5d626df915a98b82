"""A team asks for coaching: what it asks, the visits, the advice, what it tried."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.fields import EncryptedTextField
from arrimage.apps.kernel.models import Entity, Privacy

from .body import Body


class Coaching(Entity):
    """Asked by a team, of a body; read by the two, and by nobody else. The team stops it when it wishes."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("coaching", "Asked")
        ACCEPTED = "accepted", pgettext_lazy("coaching", "Under way")
        DECLINED = "declined", pgettext_lazy("coaching", "Not possible")
        ENDED = "ended", pgettext_lazy("coaching", "Ended")
        STOPPED = "stopped", pgettext_lazy("coaching", "Stopped by the team")

    NEXT = {
        State.ASKED: {State.ACCEPTED, State.DECLINED, State.STOPPED},
        State.ACCEPTED: {State.ENDED, State.STOPPED},
        State.DECLINED: set(),
        State.ENDED: set(),
        State.STOPPED: set(),
    }
    OPEN = (State.ASKED, State.ACCEPTED)

    team = models.ForeignKey("learning.Team", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="coachings")
    question = EncryptedTextField(_("what you would like help with"), max_length=3000)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    answer = models.TextField(_("what is answered to the team"), max_length=2000, blank=True)
    coach = models.CharField(_("who comes"), max_length=200, blank=True)
    ended_on = models.DateField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " team organisation body asked_at state ended_on",
        scrubbed="question answer",
        pseudonymised="asked_by coach",
    )

    class Meta:
        verbose_name = pgettext_lazy("recognition", "coaching")
        ordering = ("-asked_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "body"],
                condition=Q(state__in=["asked", "accepted"]),
                name="a_team_asks_a_body_for_coaching_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""), name="a_no_to_a_team_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.body}"

    def get_absolute_url(self) -> str:
        return reverse("coaching", args=[self.uid])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class Visit(Entity):
    """A meeting of a coaching: what was advised, then what the team tried of it, in its own words."""

    coaching = models.ForeignKey(Coaching, on_delete=models.CASCADE, related_name="visits")
    meeting = models.OneToOneField("meetings.Meeting", on_delete=models.CASCADE, related_name="+")
    advice = EncryptedTextField(_("what is advised"), max_length=5000, blank=True)
    tried = EncryptedTextField(_("what the team tried, and what came of it"), max_length=5000, blank=True)

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " coaching meeting", scrubbed="advice tried")

    class Meta:
        verbose_name = pgettext_lazy("recognition", "visit")
        ordering = ("meeting__starts_at", "id")

    def __str__(self) -> str:
        return f"{self.coaching} · {self.meeting.starts_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("coaching_visit", args=[self.uid])
