"""How leads and coaches learn: watching a cycle, leading one with somebody, a course."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy

from .committee import Holder


class Training(Entity):
    """One step of the way of a lead or a coach."""

    class Kind(models.TextChoices):
        OBSERVED = "observed", pgettext_lazy("training", "Observed a whole cycle")
        WITH = "with", pgettext_lazy("training", "Did it with somebody beside")
        COURSE = "course", pgettext_lazy("training", "Followed a training")
        PEERS = "peers", pgettext_lazy("training", "Talked it over with others who do it")

    holder = models.ForeignKey(Holder, on_delete=models.CASCADE, related_name="trainings")
    kind = models.CharField(pgettext_lazy("training", "what"), max_length=8, choices=Kind.choices)
    on = models.DateField(_("day"))
    words = models.CharField(_("where, with whom"), max_length=300, blank=True)

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " kind on", scrubbed="words", pseudonymised="holder")

    class Meta:
        verbose_name = pgettext_lazy("improvement", "training")
        ordering = ("on", "id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on:%Y-%m-%d}"
