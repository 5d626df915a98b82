"""One meeting: when, where, who is invited, who came and for how long."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.addresses import WebAddressField
from arrimage.apps.kernel.models import Entity, Privacy

from .series import ONE_OF_BOTH, Series


class Meeting(Entity):
    """A meeting of a series, from its date to its adopted minutes."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("meeting", "planned")
        HELD = "held", pgettext_lazy("meeting", "held")
        WRITTEN = "written", pgettext_lazy("meeting", "minutes to adopt")
        ADOPTED = "adopted", pgettext_lazy("meeting", "minutes adopted")
        CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")

    NEXT = {
        State.PLANNED: {State.HELD, State.CANCELLED},
        State.HELD: {State.WRITTEN, State.PLANNED},  # planned again: «end» was pressed too early
        State.WRITTEN: {State.ADOPTED},
        State.ADOPTED: set(),
        State.CANCELLED: {State.PLANNED},
    }

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="meetings")
    title = models.CharField(_("a title of its own"), max_length=160, blank=True)
    starts_at = models.DateTimeField(_("when"))
    ends_at = models.DateTimeField(_("until when"))
    place = models.CharField(_("where"), max_length=300, blank=True)
    join_link = WebAddressField(_("link to join"), max_length=500, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    sequence = models.PositiveIntegerField(default=0)  # of its calendar file: each change is one more
    opened_at = models.DateTimeField(null=True)  # when the meeting began in fact
    closed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    why_cancelled = models.CharField(_("why it is cancelled"), max_length=500, blank=True)
    written_at = models.DateTimeField(null=True)
    written_by = models.CharField(max_length=200, blank=True)
    adopted_at = models.DateTimeField(null=True)
    adopted_by = models.CharField(max_length=200, blank=True)
    adopted_in = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="adopts")

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " series starts_at ends_at state sequence opened_at closed_at cancelled_at written_at adopted_at"
        " adopted_in",
        scrubbed="title place join_link why_cancelled",
        pseudonymised="written_by adopted_by",
    )

    class Meta:
        verbose_name = pgettext_lazy("a gathering", "meeting")
        ordering = ("-starts_at", "-id")
        indexes = [models.Index(fields=["series", "-starts_at"]), models.Index(fields=["state", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_planned_meeting_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(state="adopted") | Q(adopted_at__isnull=False, written_at__isnull=False),
                name="adopted_minutes_were_written",
            ),
            models.CheckConstraint(
                condition=~Q(state="written") | Q(written_at__isnull=False),
                name="written_minutes_have_their_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | Q(cancelled_at__isnull=False),
                name="a_cancelled_meeting_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {date_format(localtime(self.starts_at), 'DATE_FORMAT')}"

    @property
    def name(self) -> str:
        return self.title or self.series.name

    @property
    def is_under_way(self) -> bool:
        return self.state == self.State.PLANNED and self.opened_at is not None

    @property
    def has_minutes(self) -> bool:
        """Whether the minutes left the secretary's desk."""
        return self.state in {self.State.WRITTEN, self.State.ADOPTED}

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.uid])


class Invitation(models.Model):
    """An organisation, or a person for themselves, invited to a meeting, and the answer. Silence is no no."""

    class Answer(models.TextChoices):
        YES = "yes", pgettext_lazy("invitation", "Yes")
        NO = "no", pgettext_lazy("invitation", "No")
        MAYBE = "maybe", pgettext_lazy("invitation", "Maybe")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.CASCADE, related_name="+"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)  # empty: neither an address nor a member to write to
    answer = models.CharField(_("your answer"), max_length=5, choices=Answer.choices, blank=True)
    words = models.CharField(_("who comes, or a word"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)

    called = ""  # for whoever reads, where the person chose how they are named (`queries.meetings.named`)

    privacy = Privacy(
        kept="id uid meeting organisation sent_at mailed_at answer answered_at",
        scrubbed="words",
        pseudonymised="user answered_by",
    )

    class Meta:
        ordering = ("organisation__sort_name", "id")
        constraints = [
            models.CheckConstraint(condition=ONE_OF_BOTH, name="an_organisation_or_a_person_is_invited"),
            models.UniqueConstraint(
                fields=["meeting", "organisation"], name="an_organisation_is_invited_once"
            ),
            models.UniqueConstraint(fields=["meeting", "user"], name="a_person_is_invited_once"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False),
                name="an_answered_invitation_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.called or self.user)


class Presence(models.Model):
    """Somebody who came, by name; with or without an account, for an organisation or for themselves."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="presences")
    name = models.CharField(_("who"), max_length=160)
    organisation = models.ForeignKey(
        "network.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    called = ""  # as for an invitation

    privacy = Privacy(kept="id uid meeting organisation", pseudonymised="name user")

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="somebody_is_present_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Stay(models.Model):
    """From an arrival to a departure: one may leave and come back."""

    presence = models.ForeignKey(Presence, on_delete=models.CASCADE, related_name="stays")
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    privacy = Privacy(kept="id presence arrived_at left_at")

    class Meta:
        ordering = ("arrived_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("arrived_at")), name="one_leaves_after_arriving"
            ),
            models.UniqueConstraint(
                fields=["presence"], condition=Q(left_at=None), name="one_is_there_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.presence} {self.arrived_at:%H:%M}"
