from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Privacy
from arrimage.apps.network.vocabulary import PlaceKind, TerritoryKind

from .period import Period


class Territory(Period):
    """A region, a territory (RTS) or a local network (RLS), by its official code."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    kind = models.CharField(max_length=10, choices=TerritoryKind.choices)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=40)
    place_kind = models.CharField(_("kind of place"), max_length=12, choices=PlaceKind.choices, blank=True)
    # Codes the population files need but that are no real local network (1001, 1701, 1801).
    is_pseudo = models.BooleanField(default=False)
    # A region known to have none (the North), which is not the same as none in the directory yet.
    has_no_coalition = models.BooleanField(default=False)
    source = models.CharField(_("source"), max_length=400)

    privacy = Privacy(
        kept="id code kind name short_name place_kind is_pseudo has_no_coalition source since until"
    )

    class Meta(Period.Meta):
        verbose_name = _("territory")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("territory", args=[self.code])


class TerritoryParent(Period):
    """Which territory this one is part of, and when: the 2015 reform moved some."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="parent_links")
    parent = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="child_links")
    source = models.CharField(_("source"), max_length=200, blank=True)

    privacy = Privacy(kept="id territory parent source since until")

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["territory"], condition=models.Q(until=None), name="one_open_parent_per_territory"
            ),
        ]
        indexes = [models.Index(fields=["parent", "until"])]

    def __str__(self) -> str:
        return f"{self.territory} → {self.parent}"


class Succession(models.Model):
    """What came after what on a day.

    Partial: the successor was already there and only took in a part of the predecessor.
    """

    predecessor = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="origins")
    on = models.DateField(_("on"))
    is_partial = models.BooleanField(default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)

    privacy = Privacy(kept="id predecessor successor on is_partial source")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="one_succession_per_pair")
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


AGE_BANDS = ("0-11", "12-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-84", "85+")


class Population(models.Model):
    """Persons of one sex in one local network in one year, by the ten age bands; levels above are sums."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="population")
    year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=1, choices=[("F", _("Women")), ("M", _("Men"))])
    age_0_11 = models.PositiveIntegerField()
    age_12_17 = models.PositiveIntegerField()
    age_18_24 = models.PositiveIntegerField()
    age_25_34 = models.PositiveIntegerField()
    age_35_44 = models.PositiveIntegerField()
    age_45_54 = models.PositiveIntegerField()
    age_55_64 = models.PositiveIntegerField()
    age_65_74 = models.PositiveIntegerField()
    age_75_84 = models.PositiveIntegerField()
    age_85_up = models.PositiveIntegerField()
    source = models.CharField(max_length=200)

    BANDS = tuple("age_" + band.replace("-", "_").replace("+", "_up") for band in AGE_BANDS)

    privacy = Privacy(kept="id territory year sex source " + " ".join(BANDS))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "year", "sex"], name="one_population_per_year_and_sex"
            )
        ]

    def __str__(self) -> str:
        return f"{self.territory} {self.year} {self.sex}"


class Boundary(models.Model):
    """The real limits of a territory, once somebody imported them; the tile map serves until then."""

    territory = models.OneToOneField(Territory, on_delete=models.CASCADE, related_name="boundary")
    geometry = models.JSONField(_("GeoJSON geometry"))
    outline = models.JSONField(_("simplified geometry"))  # what pages draw: light, and for the eye only
    source = models.CharField(_("source"), max_length=200)
    imported_at = models.DateTimeField()

    privacy = Privacy(kept="id territory geometry outline source imported_at")

    def __str__(self) -> str:
        return str(self.territory)
