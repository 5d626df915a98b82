"""Meetings that follow one another: what they are for, how often, and who always comes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.addresses import WebAddressField
from arrimage.apps.kernel.models import Entity, Privacy

# Somebody who is invited: an organisation, or a person for themselves. Never both, never neither.
ONE_OF_BOTH = Q(organisation=None, user__isnull=False) | Q(organisation__isnull=False, user=None)


class Series(Entity):
    """A committee's, a plan's or an organisation's meetings.

    `kind` names the host (`meetings.hosts`), who says who sees and who runs it; `about_uid` is whatever that
    host holds the meetings for, opaque here. Dates are proposed by the rhythm and always confirmed by hand.
    """

    class Rhythm(models.TextChoices):
        BY_HAND = "by_hand", _("dated by hand, each time")
        WEEKS = "weeks", _("every so many weeks")
        MONTHS = "months", _("the same weekday of the month")

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    class Nth(models.IntegerChoices):
        FIRST = 1, pgettext_lazy("weekday of the month", "the first")
        SECOND = 2, pgettext_lazy("weekday of the month", "the second")
        THIRD = 3, pgettext_lazy("weekday of the month", "the third")
        FOURTH = 4, pgettext_lazy("weekday of the month", "the fourth")
        LAST = -1, pgettext_lazy("weekday of the month", "the last")

    kind = models.CharField(max_length=30, default="organisation")
    about_uid = models.UUIDField(null=True)
    about_label = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("name of the meetings"), max_length=160)
    purpose = models.TextField(_("what they are for"), max_length=2000, blank=True)
    rhythm = models.CharField(_("how often"), max_length=8, choices=Rhythm.choices, default=Rhythm.BY_HAND)
    every = models.PositiveSmallIntegerField(_("every how many"), default=1)  # weeks or months
    nth = models.SmallIntegerField(_("which of the month"), choices=Nth.choices, null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices, null=True, blank=True)
    starts = models.TimeField(_("usual start"), null=True, blank=True)
    lasts = models.PositiveSmallIntegerField(_("usual length, in minutes"), default=90)
    place = models.CharField(_("usual place"), max_length=300, blank=True)
    join_link = WebAddressField(_("usual link to join"), max_length=500, blank=True)
    secretary = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who writes the minutes"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    ended_on = models.DateField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " kind about_uid about_label organisation name rhythm every nth weekday starts lasts ended_on",
        scrubbed="purpose place join_link",
        pseudonymised="secretary",
    )

    class Meta:
        verbose_name = pgettext_lazy("meetings", "series")
        ordering = ("name", "id")
        indexes = [models.Index(fields=["kind", "about_uid"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="organisation") | Q(organisation__isnull=False),
                name="an_organisation_s_meetings_name_it",
            ),
            models.CheckConstraint(
                condition=Q(rhythm="by_hand") | Q(weekday__isnull=False), name="a_rhythm_has_its_weekday"
            ),
            models.CheckConstraint(
                condition=~Q(rhythm="months") | Q(nth__isnull=False), name="a_monthly_rhythm_has_its_week"
            ),
            models.CheckConstraint(condition=Q(every__gte=1), name="a_rhythm_advances"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("series", args=[self.uid])


class Guest(models.Model):
    """An organisation, or a person for themselves, invited to every meeting planned from now on."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="guests")
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.CASCADE, related_name="+"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")

    called = ""  # for whoever reads, where the person chose how they are named (`queries.meetings.named`)

    privacy = Privacy(kept="id series organisation", pseudonymised="user")

    class Meta:
        ordering = ("organisation__sort_name", "id")
        constraints = [
            models.CheckConstraint(condition=ONE_OF_BOTH, name="a_guest_is_an_organisation_or_a_person"),
            models.UniqueConstraint(
                fields=["series", "organisation"], name="an_organisation_is_a_guest_once"
            ),
            models.UniqueConstraint(fields=["series", "user"], name="a_person_is_a_guest_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.called or self.user)
