from django.db import models
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Entity, Privacy

from .registered import Registered


class Contact(Registered, Entity):
    """Somebody to reach in an organisation; shown to all, or to signed-in partners only."""

    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.CASCADE, related_name="contacts"
    )
    offer = models.ForeignKey(
        "network.Offer", null=True, blank=True, on_delete=models.CASCADE, related_name="contacts"
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    title = models.CharField(_("what they do"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    is_public = models.BooleanField(_("shown to everyone"), default=False)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " organisation offer title is_public register register_code",
        scrubbed="phone email register_data",
        pseudonymised="name",
    )

    class Meta:
        verbose_name = _("contact")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["register", "register_code"], name="one_contact_per_official_code"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.title

    def get_absolute_url(self) -> str:
        return self.organisation.get_absolute_url()
