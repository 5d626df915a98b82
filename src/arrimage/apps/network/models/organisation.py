from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.addresses import WebAddressField
from arrimage.apps.kernel.models import Entity, Privacy
from arrimage.apps.network.vocabulary import LegalRegime, OrganisationKind, Sector

from .period import Period
from .registered import Registered


class Organisation(Registered, Entity):
    """An autonomous member of the network, described first in its own words."""

    kind = models.CharField(_("kind"), max_length=24, choices=OrganisationKind.choices)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name or acronym"), max_length=80, blank=True)
    sort_name = models.CharField(max_length=200, editable=False, db_index=True)  # folded, for ties
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    legal_regime = models.CharField(
        _("legal regime"), max_length=10, choices=LegalRegime.choices, default=LegalRegime.UNKNOWN
    )
    sector = models.CharField(_("sector"), max_length=16, choices=Sector.choices, blank=True)

    description = models.TextField(_("in a few words"), max_length=600, blank=True)
    # In their own words: free, never coded, shown first.
    own_words = models.TextField(_("what we do, in our own words"), max_length=8000, blank=True)
    own_values = models.TextField(_("what we hold to"), max_length=4000, blank=True)
    declines_categories = models.BooleanField(_("we would rather not be put in categories"), default=False)

    website = WebAddressField(_("website"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)

    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, editable=False)
    confirmed_by = models.CharField(max_length=160, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " kind name short_name sort_name parent legal_regime sector description own_words own_values"
        " declines_categories website register register_code register_data opened_on closed_on"
        " confirmed_at reminded_at email phone",
        pseudonymised="confirmed_by",
    )

    class Meta:
        verbose_name = _("organisation")
        ordering = ("sort_name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["register", "register_code"], name="one_organisation_per_official_code"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.uid])


class Coverage(Period):
    """Which territory an organisation answers for, and when."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="coverages")
    territory = models.ForeignKey("network.Territory", on_delete=models.PROTECT, related_name="coverages")
    register = models.CharField(max_length=60, blank=True, editable=False)

    privacy = Privacy(kept="id organisation territory register since until")

    class Meta(Period.Meta):
        indexes = [models.Index(fields=["territory", "organisation"])]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.territory}"
