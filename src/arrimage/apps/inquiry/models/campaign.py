"""A questionnaire put to a population: under which terms, and when, once or several times over."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy

SMALLEST = 5  # what an anonymous campaign never goes under


class Campaign(Entity):
    """Who asks what of whom, and what was promised to those asked. Its terms hold once it is launched."""

    class Mode(models.TextChoices):
        NAMED = "named", pgettext_lazy("campaign", "Named")
        CONFIDENTIAL = "confidential", pgettext_lazy("campaign", "Confidential")
        ANONYMOUS = "anonymous", pgettext_lazy("campaign", "Anonymous")

    class Unit(models.TextChoices):
        ORGANISATION = "organisation", _("One answer per organisation")
        PERSON = "person", _("One answer per person")

    # One of the two asks: an organisation, or a network by its mandated coordinator.
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.CASCADE, related_name="+"
    )
    network = models.ForeignKey("network.Network", null=True, on_delete=models.CASCADE, related_name="+")
    questionnaire = models.ForeignKey("questionnaires.Version", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    words = models.TextField(_("word to those asked"), blank=True, max_length=2_000)
    consent = models.TextField(_("what one agrees to before answering"), max_length=6_000)
    mode = models.CharField(_("mode"), max_length=12, choices=Mode.choices, default=Mode.CONFIDENTIAL)
    unit = models.CharField(_("who answers"), max_length=12, choices=Unit.choices, default=Unit.PERSON)
    capacities = models.JSONField(default=list)  # «presidency», «employee»: for whom one answers
    threshold = models.PositiveSmallIntegerField(
        _("smallest group shown"),
        default=SMALLEST,
        validators=[MinValueValidator(3), MaxValueValidator(50)],
    )
    target = models.PositiveSmallIntegerField(
        _("response rate hoped for"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    # Anonymous answers carry the group of who gave them only if those asked are told so.
    tells_stratum = models.BooleanField(_("answers are read by group"), default=False)
    ethics = models.CharField(_("ethics approval"), max_length=200, blank=True)
    told = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")

    population = models.CharField(max_length=40, blank=True)  # a code of `populations`
    parameters = models.JSONField(default=dict)
    sample = models.PositiveIntegerField(_("how many, at random"), null=True, blank=True)
    seed = models.PositiveIntegerField(default=1)
    asked_among = models.PositiveIntegerField(null=True)  # the population the sample was drawn from

    reminder_days = models.JSONField(default=list)  # days after the opening of a wave
    launched_at = models.DateTimeField(null=True)
    launched_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " organisation network questionnaire title words consent mode unit capacities threshold target"
        " tells_stratum ethics population sample seed asked_among reminder_days launched_at",
        scrubbed="parameters",  # may hold a list of addresses
        pseudonymised="told launched_by",
    )

    class Meta:
        verbose_name = _("campaign")
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, network=None)
                | Q(organisation=None, network__isnull=False),
                name="an_organisation_or_a_network_asks",
            ),
            models.CheckConstraint(
                condition=~Q(mode="anonymous") | Q(threshold__gte=SMALLEST),
                name="an_anonymous_campaign_shows_no_group_under_five",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("campaign", args=[self.uid])

    @property
    def asker(self):
        return self.organisation or self.network

    @property
    def is_anonymous(self) -> bool:
        return self.mode == self.Mode.ANONYMOUS

    @property
    def is_named(self) -> bool:
        return self.mode == self.Mode.NAMED

    @property
    def is_launched(self) -> bool:
        return self.launched_at is not None

    @property
    def is_per_organisation(self) -> bool:
        return self.unit == self.Unit.ORGANISATION


class Wave(Entity):
    """One time the same people are asked: from a day to another."""

    class Status(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("wave of a campaign", "To come")
        OPEN = "open", pgettext_lazy("wave of a campaign", "Open")
        CLOSED = "closed", pgettext_lazy("wave of a campaign", "Closed")

    # A closed wave is not opened again: whoever leads would have read the answers before changing them.
    NEXT = {Status.PREPARED: {Status.OPEN}, Status.OPEN: {Status.CLOSED}, Status.CLOSED: set()}

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="waves")
    number = models.PositiveSmallIntegerField(_("number"))
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("first day it is closed"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PREPARED)
    opening = models.OneToOneField(
        "questionnaires.Opening", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reminders_held = models.BooleanField(_("reminders are held back"), default=False)
    closed_at = models.DateTimeField(null=True)
    is_mixed = models.BooleanField(default=False)  # its anonymous answers are written anew: they may be read

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " campaign number opens_on closes_on status opening reminders_held closed_at is_mixed"
    )

    class Meta:
        verbose_name = pgettext_lazy("campaign", "wave")
        ordering = ("campaign", "number")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="one_wave_of_each_number"),
            models.CheckConstraint(
                condition=Q(closes_on__gt=models.F("opens_on")), name="a_campaign_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(status="prepared", opening=None)
                | (~Q(status="prepared") & Q(opening__isnull=False)),
                name="a_campaign_is_answered_once_it_opened",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at=None, is_mixed=False)),
                name="a_closed_campaign_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} · {self.number}"

    def get_absolute_url(self) -> str:
        return f"{self.campaign.get_absolute_url()}?wave={self.number}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED

    @property
    def may_be_read(self) -> bool:
        """Named answers as they come; the others once nobody can answer, anonymous ones once mixed."""
        if self.campaign.is_named:
            return self.status != self.Status.PREPARED
        return self.is_closed and (self.is_mixed or not self.campaign.is_anonymous)

    def takes_answers(self, day: date) -> bool:
        return self.is_open and day < self.closes_on

    def step_to(self, status: str) -> None:
        if status not in self.NEXT[self.Status(self.status)]:
            raise ValueError(f"a wave does not go from {self.status} to {status}")
        self.status = status
