"""What lets an organisation use the text of a known instrument: kept beside the questionnaire it made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Entity, Privacy

from .instrument import Instrument


class Permission(Entity):
    """Where the text comes from, and the permission itself when the instrument is not free."""

    instrument = models.OneToOneField(Instrument, on_delete=models.CASCADE, related_name="permission")
    known = models.SlugField(_("known instrument"), max_length=60)
    text_from = models.CharField(_("where the text comes from"), max_length=300)
    proof_name = models.CharField(max_length=100, blank=True)
    proof_kind = models.CharField(max_length=10, blank=True)
    proof = models.BinaryField(null=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=200)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " instrument known text_from proof_kind given_at",
        scrubbed="proof proof_name",
        pseudonymised="given_by",
    )

    class Meta:
        verbose_name = _("permission to use a text")
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(proof_name="") & models.Q(proof__isnull=True))
                | (~models.Q(proof_name="") & models.Q(proof__isnull=False)),
                name="a_permission_has_a_name_and_a_file_or_neither",
            )
        ]

    def __str__(self) -> str:
        return self.known
