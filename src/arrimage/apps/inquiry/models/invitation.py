"""Those who are asked. Nothing here leads to an answer of an anonymous campaign, nor says when it came."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Privacy

from .campaign import Campaign, Wave


class Invitee(models.Model):
    """Somebody, or an organisation, of the population: the same at each wave."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="invitees")
    subject = models.CharField(max_length=300)  # «organisation:12», «user:5», «address:…»: one line each
    label = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    language = models.CharField(max_length=5, default="fr")
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    stratum = models.CharField(_("group"), max_length=60, blank=True)
    side = models.CharField(max_length=30, blank=True)
    territory = models.CharField(max_length=20, blank=True)
    left_on = models.DateField(null=True)  # asked not to be written to, or is no more

    privacy = Privacy(
        kept="id campaign language organisation stratum side territory left_on",
        scrubbed="label",
        pseudonymised="subject email user",
    )

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["campaign", "subject"], name="nobody_is_asked_twice_in_a_wave")
        ]

    def __str__(self) -> str:
        return self.label or self.email


class Invitation(models.Model):
    """One invitee in one wave: the link, who holds it, and where it stands.

    The link is signed, not stored (`queries.campaign_links`); `generation` tells a former one from today's.
    """

    class Status(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("campaign invitation", "Not sent yet")
        INVITED = "invited", pgettext_lazy("campaign invitation", "Invited")
        ANSWERED = "answered", pgettext_lazy("campaign invitation", "Answered")
        REFUSED = "refused", pgettext_lazy("campaign invitation", "Prefers not to")

    NEXT = {
        Status.PREPARED: {Status.INVITED, Status.ANSWERED, Status.REFUSED},
        Status.INVITED: {Status.ANSWERED, Status.REFUSED},
        Status.REFUSED: {Status.ANSWERED, Status.INVITED},  # one may change one's mind
        Status.ANSWERED: set(),
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="invitations")
    invitee = models.ForeignKey(Invitee, on_delete=models.CASCADE, related_name="invitations")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PREPARED)
    generation = models.PositiveSmallIntegerField(default=1)
    holder_label = models.CharField(max_length=200, blank=True)  # the colleague it was passed to
    holder_email = models.EmailField(max_length=254, blank=True)
    passed_on = models.DateField(null=True)
    bounced_on = models.DateField(null=True)
    invited_on = models.DateField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_on = models.DateField(null=True)
    last_mail = models.UUIDField(null=True)  # withdrawn if it has not left when the answer comes

    # Empty in an anonymous campaign, which the database itself holds.
    is_anonymous = models.BooleanField()
    answered_on = models.DateField(null=True)
    agreed_on = models.DateField(null=True)
    capacity = models.CharField(max_length=120, blank=True)

    privacy = Privacy(
        kept="id uid wave invitee status generation passed_on bounced_on invited_on reminders reminded_on"
        " last_mail is_anonymous answered_on agreed_on capacity",
        scrubbed="holder_label",
        pseudonymised="holder_email",
    )

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["wave", "invitee"], name="one_invitation_each_wave"),
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(answered_on=None, agreed_on=None, capacity=""),
                name="an_anonymous_invitation_says_yes_or_no_and_no_date",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(status="answered"), name="who_has_a_date_has_answered"
            ),
        ]
        indexes = [models.Index(fields=["wave", "status"])]

    def __str__(self) -> str:
        return self.holder_label or str(self.invitee)

    @property
    def address(self) -> str:
        """Where its mails go: to the colleague it was passed to, else to the invitee."""
        return self.holder_email or self.invitee.email

    @property
    def is_answered(self) -> bool:
        return self.status == self.Status.ANSWERED
