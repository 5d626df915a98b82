"""What was said, by whom, and what is being written and nobody else sees yet."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Privacy


class Revision(models.Model):
    """One published state of an organisation, site, offer or contact, and who published it."""

    class Subject(models.TextChoices):
        ORGANISATION = "organisation", _("Organisation")
        SITE = "site", _("Site")
        OFFER = "offer", _("Service offered")
        CONTACT = "contact", _("Contact")

    class Verb(models.TextChoices):
        CREATED = "created", _("created")
        CHANGED = "changed", _("changed")
        CONFIRMED = "confirmed", _("confirmed as still true")
        CLOSED = "closed", _("closed")
        IMPORTED = "imported", _("updated from a register")

    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.CASCADE, related_name="revisions"
    )
    subject = models.CharField(max_length=14, choices=Subject.choices)
    subject_uid = models.UUIDField()
    verb = models.CharField(max_length=10, choices=Verb.choices)
    number = models.PositiveIntegerField()  # the subject's version once saved
    data = models.JSONField()  # the whole subject, so that any version can be read alone
    changed = models.JSONField(default=list)  # names of the fields that moved
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)  # stays true when the user leaves
    for_organisation = models.CharField(max_length=200, blank=True)  # in whose name
    at = models.DateTimeField()

    privacy = Privacy(
        kept="id organisation subject subject_uid verb number data changed for_organisation at",
        pseudonymised="by by_label",
    )

    class Meta:
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=["subject_uid", "-at"]), models.Index(fields=["organisation", "-at"])]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.number}"


class Draft(models.Model):
    """Text being written by an organisation's own members: seen by them alone until published."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="drafts")
    subject = models.CharField(max_length=14, choices=Revision.Subject.choices)
    subject_uid = models.UUIDField()  # of the thing, or of the thing to be
    based_on = models.PositiveIntegerField(default=0)  # the version it started from; 0 for a new thing
    data = models.JSONField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_by_label = models.CharField(max_length=200)
    saved_at = models.DateTimeField()

    privacy = Privacy(
        kept="id organisation subject subject_uid based_on saved_at",
        scrubbed="data",
        pseudonymised="saved_by saved_by_label",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "subject_uid"], name="one_draft_per_subject")
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} · {self.organisation}"

    @property
    def title(self) -> str:
        """The name being written, if any."""
        return (self.data.get("name") or [""])[0]

    @property
    def url(self) -> str:
        """Where to go on writing."""
        if self.subject == Revision.Subject.ORGANISATION:
            return reverse("organisation_edit", args=[self.organisation.uid])
        return reverse(f"{self.subject}_edit", args=[self.organisation.uid, self.subject_uid])
