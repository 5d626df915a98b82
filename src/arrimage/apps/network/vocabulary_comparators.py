"""What is compared, and with where: codes of data/comparators, labels that are shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Indicator(TextChoices):
    RESIDENTS = "residents", pgettext_lazy("indicator", "Inhabitants")
    BEDS = "beds", pgettext_lazy("indicator", "Psychiatric beds")
    PSYCHIATRISTS = "psychiatrists", pgettext_lazy("indicator", "Psychiatrists")
    FAMILY_DOCTORS = "family_doctors", pgettext_lazy("indicator", "Family doctors")
    PSYCHOLOGISTS = "psychologists", pgettext_lazy("indicator", "Psychologists")


class Jurisdiction(TextChoices):
    BELGIUM = "belgium", _("Belgium")
    CANADA = "canada", _("Canada")
    QUEBEC = "quebec", _("Québec")
