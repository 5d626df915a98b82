"""What the directory lets anybody read: open organisations, what they offer, territories of today."""

from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.public import Kind

from .queries import pages, territories

KINDS = (
    Kind("organisations", _("Organisation"), found=pages.open_organisations),
    Kind("services", _("Service"), found=pages.open_offers),
    Kind("territoires", _("Territory"), found=territories.territories_on, changed=""),
)
