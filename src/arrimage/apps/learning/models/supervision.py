"""Clinical supervision fed by a theme: the question brought back, what was tried, what to follow up."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.fields import EncryptedTextField
from arrimage.apps.kernel.models import Entity, Privacy

from .programme import Theme
from .team import Team


class Supervision(Entity):
    """One session, on a meeting. An individual one is read by the two who hold it, and by nobody else."""

    class Form(models.TextChoices):
        INDIVIDUAL = "individual", pgettext_lazy("supervision", "Individual")
        GROUP = "group", pgettext_lazy("supervision", "In group")
        CODEVELOPMENT = "codevelopment", pgettext_lazy("supervision", "Co-development")

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="supervisions")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="supervisions")
    form = models.CharField(_("how it is held"), max_length=13, choices=Form.choices)
    meeting = models.OneToOneField("meetings.Meeting", on_delete=models.CASCADE, related_name="+")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    supervised = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    question = models.TextField(_("the question brought back"), max_length=600)
    tried = EncryptedTextField(_("what was tried"), max_length=5000, blank=True)
    kept = EncryptedTextField(_("what we keep from it"), max_length=5000, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " team theme form meeting question",
        scrubbed="tried kept",
        pseudonymised="supervisor supervised",
    )

    class Meta:
        verbose_name = _("clinical supervision")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(form="individual") | Q(supervised=None),
                name="only_an_individual_supervision_names_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} · {self.theme}"

    def get_absolute_url(self) -> str:
        return reverse("supervision", args=[self.uid])
