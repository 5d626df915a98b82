"""A place where people talk, who is in it, and how they are named there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.communities.vocabulary import Joining, Reading
from arrimage.apps.kernel.fields import EncryptedTextField
from arrimage.apps.kernel.models import Entity, Privacy


class Community(Entity):
    """A space with its facilitators and its rules. Being its host gives nobody the right to read it."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("what it is for"), max_length=1500)
    charter = models.TextField(_("what we agree on"), max_length=3000, blank=True)
    for_whom = models.TextField(_("for whom it is"), max_length=600, blank=True)
    reading = models.CharField(_("who reads it"), max_length=7, choices=Reading.choices)
    joining = models.CharField(_("who may join"), max_length=10, choices=Joining.choices)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " organisation reading joining opened_at closed_at",
        scrubbed="name purpose charter for_whom",
    )

    class Meta:
        verbose_name = _("community")
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(reading="public", joining__in=["open", "request"])
                | Q(reading="members", joining__in=["request", "invitation"])
                | Q(reading="hidden", joining="invitation"),
                name="a_private_community_is_not_joined_at_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("community", args=[self.uid])

    @property
    def is_private(self) -> bool:
        return self.reading != Reading.PUBLIC

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Member(Entity):
    """Somebody in a community, or at its door. `called` is how they chose to be named there."""

    class Role(models.TextChoices):
        MEMBER = "member", pgettext_lazy("community", "member")
        FACILITATOR = "facilitator", pgettext_lazy("community", "facilitator")

    class State(models.TextChoices):
        INVITED = "invited", pgettext_lazy("community", "invited")
        ASKED = "asked", pgettext_lazy("community", "asks to join")
        ACTIVE = "active", pgettext_lazy("community", "member")
        LEFT = "left", pgettext_lazy("community", "left")
        DECLINED = "declined", pgettext_lazy("community", "declined")
        REMOVED = "removed", pgettext_lazy("community", "removed")

    NEXT = {
        State.INVITED: {State.ACTIVE, State.DECLINED},
        State.ASKED: {State.ACTIVE, State.DECLINED, State.LEFT},
        State.ACTIVE: {State.LEFT, State.REMOVED},
        State.LEFT: {State.ACTIVE, State.ASKED, State.INVITED},
        State.DECLINED: {State.ASKED, State.INVITED},
        State.REMOVED: {State.INVITED},
    }

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    called = models.CharField(_("how I am named here"), max_length=60)
    role = models.CharField(max_length=11, choices=Role.choices, default=Role.MEMBER)
    state = models.CharField(max_length=8, choices=State.choices)
    words = EncryptedTextField(_("why you would like to join"), blank=True)
    answer = EncryptedTextField(_("what is answered"), blank=True)
    since = models.DateTimeField()  # of the present state

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " community role state since",
        scrubbed="words answer",
        pseudonymised="user called",
    )

    class Meta:
        ordering = ("called", "id")
        constraints = [
            models.UniqueConstraint(fields=["community", "user"], name="a_person_is_in_a_community_once"),
            models.CheckConstraint(
                condition=Q(state="active") | Q(role="member"), name="who_facilitates_is_a_member"
            ),
        ]
        indexes = [models.Index(fields=["user", "state"])]

    def __str__(self) -> str:
        return self.called

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def is_facilitator(self) -> bool:
        return self.is_active and self.role == self.Role.FACILITATOR
