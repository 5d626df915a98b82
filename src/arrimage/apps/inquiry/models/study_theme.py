"""What people wrote, grouped by hand: a theme has a name, and the words somebody put in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Entity, Privacy


class Theme(Entity):
    """A list under a question of one sheet, whichever its origin."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=20)
    sheet = models.UUIDField()
    item = models.CharField(max_length=60)
    name = models.CharField(_("name of the theme"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " organisation origin sheet item name name_en")

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "origin", "sheet", "item", "name"], name="a_theme_is_named_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Grouped(models.Model):
    """Words put in a theme, by a reference that says nothing of who wrote them."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="grouped")
    words = models.CharField(max_length=32)

    privacy = Privacy(kept="id theme", scrubbed="words")

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["theme", "words"], name="words_are_in_a_theme_once")]

    def __str__(self) -> str:
        return self.words
