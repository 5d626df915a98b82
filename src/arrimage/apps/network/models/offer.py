from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.addresses import WebAddressField
from arrimage.apps.kernel.models import Entity, Privacy
from arrimage.apps.network.hours import write_hours
from arrimage.apps.network.vocabulary import (
    LANGUAGES,
    WEEKDAYS,
    Asker,
    Category,
    Cost,
    Level,
    Line,
    Mode,
    Need,
    Severity,
    Unit,
)

from .registered import Registered


def _labels(choices, codes: list[str]) -> list[str]:
    """What these codes read as; a code nobody knows (an older import) reads as itself."""
    known = dict(choices)
    return [str(known.get(code, code)) for code in codes]


class Offer(Registered, Entity):
    """A service as it is offered: to whom, where, how to ask. Every category is optional."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="offers")
    sites = models.ManyToManyField("network.Site", blank=True, related_name="offers")
    name = models.CharField(_("name"), max_length=200)
    sort_name = models.CharField(max_length=200, editable=False)
    description = models.TextField(_("what it is"), max_length=3000, blank=True)
    own_words = models.TextField(_("in our own words"), max_length=8000, blank=True)
    category = models.CharField(
        _("category"), max_length=30, choices=Category.choices, blank=True, db_index=True
    )
    level = models.CharField(_("level"), max_length=14, choices=Level.choices, blank=True)
    line = models.PositiveSmallIntegerField(_("line"), choices=Line.choices, null=True, blank=True)

    age_from = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("to age"), null=True, blank=True)
    severities = models.JSONField(_("severity accepted"), default=list, blank=True)  # codes of Severity
    accepts_concurrent = models.BooleanField(_("with an addiction as well"), null=True, blank=True)
    for_whom = models.TextField(_("who it is for"), max_length=600, blank=True)

    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    capacity_unit = models.CharField(_("capacity in"), max_length=8, choices=Unit.choices, blank=True)
    # Codes of norms it declares itself counted in; empty means it is in none, by choice.
    counts_towards = models.JSONField(_("counts toward"), default=list, blank=True)

    askers = models.JSONField(_("who may ask"), default=list, blank=True)  # codes of Asker
    how_to_ask = models.TextField(_("how to ask"), max_length=1000, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)  # ISO 639-1
    hours_note = models.CharField(_("about the hours"), max_length=300, blank=True)
    cost = models.CharField(_("cost"), max_length=14, choices=Cost.choices, default=Cost.UNKNOWN)
    mode = models.CharField(_("on site or remote"), max_length=10, choices=Mode.choices, blank=True)
    wait_days = models.PositiveSmallIntegerField(_("current wait, in days"), null=True, blank=True)
    wait_noted_on = models.DateField(_("wait noted on"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    website = WebAddressField(_("website"), max_length=300, blank=True)

    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, editable=False)
    confirmed_by = models.CharField(max_length=160, blank=True, editable=False)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " organisation sites name sort_name description own_words category level line age_from age_to"
        " severities accepts_concurrent for_whom capacity capacity_unit counts_towards askers how_to_ask"
        " languages hours_note cost mode wait_days wait_noted_on opened_on closed_on confirmed_at phone email"
        " website register register_code register_data",
        pseudonymised="confirmed_by",
    )

    class Meta:
        verbose_name = _("service offered")
        ordering = ("sort_name", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=F("age_from")),
                name="offer_ages_are_in_order",
            ),
            models.CheckConstraint(
                condition=Q(wait_days=None) | Q(wait_noted_on__isnull=False), name="a_wait_has_its_date"
            ),
            models.UniqueConstraint(fields=["register", "register_code"], name="one_offer_per_official_code"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("offer", args=[self.uid])

    @property
    def ages(self) -> str:
        """«18 to 35 years», «from 14 years», or nothing when open to all."""
        if self.age_from is not None and self.age_to is not None:
            return _("%(first)d to %(last)d years") % {"first": self.age_from, "last": self.age_to}
        if self.age_from:
            return _("from %(first)d years") % {"first": self.age_from}
        return _("up to %(last)d years") % {"last": self.age_to} if self.age_to is not None else ""

    @property
    def severities_shown(self) -> list[str]:
        return _labels(Severity.choices, self.severities)

    @property
    def askers_shown(self) -> list[str]:
        return _labels(Asker.choices, self.askers)

    @property
    def languages_shown(self) -> list[str]:
        return _labels(LANGUAGES, self.languages)

    @property
    def hours_shown(self) -> list[tuple[str, str]]:
        """(weekday, hours) for each day it opens; today's answer is the search's business."""
        days: dict[int, list] = {}
        for hours in self.opening_hours.all():
            days.setdefault(hours.weekday, []).append((hours.opens_at, hours.closes_at))
        return [(str(WEEKDAYS[day]), write_hours(stretches)) for day, stretches in sorted(days.items())]


class OfferNeed(models.Model):
    """A need an offer says it answers."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="needs")
    need = models.CharField(max_length=24, choices=Need.choices)

    privacy = Privacy(kept="id offer need")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "need"], name="a_need_once_per_offer")]
        indexes = [models.Index(fields=["need", "offer"])]

    def __str__(self) -> str:
        return self.get_need_display()


class OpeningHours(models.Model):
    """One stretch of one weekday; past midnight is two rows."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"))  # 0 is Monday
    opens_at = models.TimeField(_("opens at"))
    closes_at = models.TimeField(_("closes at"))  # 00:00 is the end of the day

    privacy = Privacy(kept="id offer weekday opens_at closes_at")

    class Meta:
        ordering = ("weekday", "opens_at")
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="a_week_has_seven_days"),
            models.UniqueConstraint(fields=["offer", "weekday", "opens_at"], name="one_stretch_per_opening"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"
