"""An institution that commits, a team that is chosen, and the places of its committee, held by people."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.fields import EncryptedTextField
from arrimage.apps.kernel.models import Entity, Privacy


class Engagement(Entity):
    """The management says that it commits, in its words, and who answers for it."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("what you commit to, in your words"), max_length=3000)
    sponsor = models.CharField(_("who answers for it, with their title"), max_length=200)
    engaged_on = models.DateField()
    engaged_by = models.CharField(max_length=200)
    ended_on = models.DateField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " organisation words engaged_on ended_on",
        pseudonymised="sponsor engaged_by",
    )

    class Meta:
        verbose_name = _("commitment of an institution")
        ordering = ("-engaged_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(ended_on=None),
                name="an_institution_commits_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.engaged_on:%Y-%m-%d}"


class Committee(Entity):
    """Persons, relatives and a team who improve its care together, cycle after cycle."""

    class State(models.TextChoices):
        FORMING = "forming", pgettext_lazy("improvement committee", "Forming")
        ACTIVE = "active", pgettext_lazy("improvement committee", "At work")
        ENDED = "ended", pgettext_lazy("improvement committee", "Ended")

    NEXT = {
        State.FORMING: {State.ACTIVE, State.ENDED},
        State.ACTIVE: {State.ENDED},
        State.ENDED: {State.ACTIVE},
    }

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="committees")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the committee"), max_length=160)
    team = models.CharField(_("team whose care it improves"), max_length=200)
    why_chosen = models.TextField(_("why this team"), max_length=2000)
    chosen_on = models.DateField()
    chosen_by = models.CharField(max_length=200)
    state = models.CharField(max_length=7, choices=State.choices, default=State.FORMING)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " engagement organisation name team why_chosen chosen_on state",
        pseudonymised="chosen_by",
    )

    class Meta:
        verbose_name = _("improvement committee")
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committee_of_improvement", args=[self.uid])


class Place(Entity):
    """A chair at the table. Nobody on it: a vacancy, with the plan to fill it."""

    class Kind(models.TextChoices):
        ADMINISTRATIVE = "administrative", _("Tandem: administrative side")
        MEDICAL = "medical", _("Tandem: medical side")
        WORKER = "worker", _("Key worker")
        PATIENT = "patient", _("Resource patient")
        RELATIVE = "relative", _("Resource relative")
        LEAD = "lead", _("Collaboration lead")
        COACH = "coach", _("Patient coach")
        OTHER = "other", _("Another place")

    EXPERIENCE = frozenset({Kind.PATIENT, Kind.RELATIVE})  # who comes with lived experience
    AROUND = frozenset({Kind.LEAD, Kind.COACH})  # who animates and accompanies: no voice in the consensus

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="places")
    kind = models.CharField(pgettext_lazy("committee", "place"), max_length=14, choices=Kind.choices)
    is_psychosocial = models.BooleanField(_("a psychosocial worker"), default=False)
    opened_on = models.DateField()
    plan = models.CharField(_("how it will be filled"), max_length=500, blank=True)
    closed_on = models.DateField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " committee kind is_psychosocial opened_on closed_on", scrubbed="plan"
    )

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.get_kind_display()


class Holder(Entity):
    """Who holds a place, from a day to another. A person with lived experience decides how they are named."""

    class Named(models.TextChoices):
        NAME = "name", _("by the name I give")
        PLACE = "place", _("by my place alone")

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="holders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    called = models.CharField(_("what to call them"), max_length=120)
    named = models.CharField(_("how I am named"), max_length=5, choices=Named.choices, default=Named.NAME)
    known = EncryptedTextField(_("what the others may know of me"), blank=True)  # theirs alone to write
    since = models.DateField()
    until = models.DateField(null=True)
    left_words = EncryptedTextField(_("why, if they wish it known"), blank=True)
    welcomed_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="welcomes"
    )
    learns = models.BooleanField(_("observes a cycle before leading one"), default=False)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " place named since until welcomed_by learns",
        scrubbed="left_words known",
        pseudonymised="user called",
    )

    class Meta:
        ordering = ("since", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(until=None), name="a_place_is_held_by_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="one_leaves_after_coming"
            ),
        ]

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> str:
        """How they are named to the others."""
        by_place = self.named == self.Named.PLACE and self.place.kind in Place.EXPERIENCE
        return str(self.place) if by_place else self.called


class Conversation(Entity):
    """A talk with somebody who may come as a resource patient or relative. A guide, never a score.

    What is written stays between the one who held it and the person, who decides what may be known of them.
    """

    class Decision(models.TextChoices):
        THINKING = "thinking", pgettext_lazy("joining a committee", "Thinks about it")
        YES = "yes", pgettext_lazy("joining a committee", "Wants to come")
        LATER = "later", pgettext_lazy("joining a committee", "Later perhaps")
        NO = "no", pgettext_lazy("joining a committee", "Would rather not")

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="conversations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    called = models.CharField(_("what to call them"), max_length=120)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField(_("held on"))
    lived = EncryptedTextField(_("what they have lived, and how they look at it now"), blank=True)
    speaking = EncryptedTextField(_("being heard, hearing others, wishing to help"), blank=True)
    time = EncryptedTextField(_("time, rhythm, what would make it possible"), blank=True)
    may_be_known = EncryptedTextField(_("what the others may know of them"), blank=True)
    decision = models.CharField(
        _("what they decide"), max_length=8, choices=Decision.choices, default=Decision.THINKING
    )

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " committee held_on decision",
        scrubbed="lived speaking time may_be_known",
        pseudonymised="user called held_by",
    )

    class Meta:
        ordering = ("-held_on", "-id")

    def __str__(self) -> str:
        return f"{self.committee}, {self.held_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("conversation", args=[self.uid])
