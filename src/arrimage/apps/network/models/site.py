from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Entity, Privacy
from arrimage.apps.network.vocabulary import MISSIONS

from .registered import Registered


class Site(Registered, Entity):
    """A place where something is offered."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=200)
    sort_name = models.CharField(max_length=200, editable=False)
    address = models.CharField(_("address"), max_length=300, blank=True)
    municipality = models.CharField(_("municipality"), max_length=120, blank=True)
    municipality_key = models.CharField(max_length=120, blank=True, editable=False, db_index=True)  # folded
    postal_code = models.CharField(_("postal code"), max_length=7, blank=True)
    territory = models.ForeignKey(
        "network.Territory", null=True, blank=True, on_delete=models.PROTECT, related_name="sites"
    )  # the finest one known: local network, else territory, else region
    latitude = models.FloatField(_("latitude"), null=True, blank=True)  # degrees, WGS 84
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    accessibility = models.TextField(_("accessibility"), max_length=600, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    # A confidential address (women's shelter, for instance) is never shown, exported or mapped.
    is_address_hidden = models.BooleanField(_("the address is confidential"), default=False)

    missions = models.JSONField(_("official missions"), default=list, editable=False)

    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " organisation name sort_name municipality municipality_key territory accessibility"
        " is_address_hidden register register_code register_data missions opened_on closed_on phone",
        scrubbed="address postal_code latitude longitude",
    )

    class Meta:
        verbose_name = _("site")
        ordering = ("sort_name", "id")
        constraints = [
            models.UniqueConstraint(fields=["register", "register_code"], name="one_site_per_official_code")
        ]
        indexes = [models.Index(fields=["latitude", "longitude"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("site", args=[self.uid])

    @property
    def missions_shown(self) -> list[str]:
        return [str(MISSIONS.get(mission, mission)) for mission in self.missions]
