import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.models import Privacy


class Invitation(models.Model):
    """A place kept for somebody in an organisation, until it is taken, withdrawn or out of date.

    The link holds a secret of which only the digest is stored: reading the table opens nothing.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"))
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept="id uid organisation role sent_at expires_at accepted_at withdrawn_at",
        scrubbed="digest",
        pseudonymised="email invited_by",
    )

    class Meta:
        ordering = ("-sent_at", "-id")

    def __str__(self) -> str:
        return self.email
