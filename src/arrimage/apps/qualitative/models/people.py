"""Who was thought of, who said yes, to what, when they are met, and what was recorded.

Only those who lead read this. In texts and codings a person is a case with another name.
"""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.fields import EncryptedBytesField, EncryptedTextField
from arrimage.apps.kernel.models import Entity, Privacy

from .corpus import Corpus, Member


class Case(Entity):
    """A person (or whatever is studied) as everybody of the team knows them: by another name."""

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="cases")
    pseudonym = models.CharField(_("name in the texts"), max_length=80)
    description = models.TextField(_("what may be known of them"), max_length=2000, blank=True)
    # For words that came without an interview: who lets them be quoted, and where they said so.
    quotable_because = models.CharField(_("why these words may be quoted"), max_length=300, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " corpus quotable_because",
        scrubbed="description",
        pseudonymised="pseudonym",
    )

    class Meta:
        verbose_name = _("case")
        ordering = ("pseudonym", "id")
        constraints = [
            models.UniqueConstraint(fields=["corpus", "pseudonym"], name="a_pseudonym_serves_once")
        ]

    def __str__(self) -> str:
        return self.pseudonym

    def get_absolute_url(self) -> str:
        return reverse("corpus_case", args=[self.uid])


class Participant(Entity):
    """Somebody of the sampling frame: why them, and what they answered."""

    class State(models.TextChoices):
        THOUGHT_OF = "thought_of", pgettext_lazy("participant", "Not asked yet")
        ASKED = "asked", pgettext_lazy("participant", "Asked, thinking about it")
        AGREED = "agreed", pgettext_lazy("participant", "Said yes")
        DECLINED = "declined", pgettext_lazy("participant", "Declined")
        UNREACHED = "unreached", pgettext_lazy("participant", "Could not be reached")
        WITHDRAWN = "withdrawn", pgettext_lazy("participant", "Withdrew")

    NEXT = {
        State.THOUGHT_OF: {State.ASKED, State.AGREED, State.DECLINED, State.UNREACHED},
        State.ASKED: {State.AGREED, State.DECLINED, State.UNREACHED},
        State.UNREACHED: {State.ASKED, State.AGREED, State.DECLINED},
        State.DECLINED: {State.AGREED},
        State.AGREED: {State.WITHDRAWN},
        State.WITHDRAWN: {State.AGREED},
    }

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="participants")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="participant")
    name = EncryptedTextField(_("their name"))
    reach = EncryptedTextField(_("how to reach them"), blank=True)
    group = models.CharField(_("group they are met for"), max_length=80, blank=True)
    why = models.CharField(_("why them"), max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.THOUGHT_OF)
    state_on = models.DateField()
    words = EncryptedTextField(_("what they said of it, if they wish it kept"), blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " corpus case group why state state_on", scrubbed="name reach words"
    )

    class Meta:
        verbose_name = _("person of the sampling frame")
        ordering = ("id",)

    def __str__(self) -> str:
        # The journal keeps this text: never the name.
        return self.case.pseudonym

    def get_absolute_url(self) -> str:
        return reverse("participant", args=[self.uid])


class Consent(Entity):
    """What somebody allows, from a day on. The last one holds; what they take back is taken back at once."""

    class Means(models.TextChoices):
        SIGNED = "signed", _("on a signed sheet")
        SPOKEN = "spoken", _("aloud, before the interview")
        ONLINE = "online", _("in writing, at a distance")

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="consents")
    given_on = models.DateField(_("given on"))
    means = models.CharField(_("how"), max_length=6, choices=Means.choices)
    records = models.BooleanField(_("to be recorded"), default=False)
    quotes = models.BooleanField(_("to be quoted, without their name"), default=False)
    keeps_text = models.BooleanField(_("that the text serves later studies of this team"), default=False)
    withdrawn_on = models.DateField(null=True)
    noted_by = models.CharField(max_length=200)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " participant given_on means records quotes keeps_text withdrawn_on",
        pseudonymised="noted_by",
    )

    class Meta:
        verbose_name = pgettext_lazy("interview", "consent")
        ordering = ("-given_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(withdrawn_on=None),
                name="one_consent_holds_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant}, {self.given_on:%Y-%m-%d}"


class Appointment(Entity):
    """When and how somebody is met, and by whom."""

    class How(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        TELEPHONE = "telephone", _("by telephone")
        VIDEO = "video", _("by video")

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("interview", "Planned")
        HELD = "held", pgettext_lazy("interview", "Held")
        MISSED = "missed", pgettext_lazy("interview", "Did not take place")

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="appointments")
    starts_at = models.DateTimeField(_("when"))
    how = models.CharField(_("how"), max_length=9, choices=How.choices)
    place = EncryptedTextField(_("where"), blank=True)
    held_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="appointments")
    state = models.CharField(max_length=7, choices=State.choices, default=State.PLANNED)
    note = EncryptedTextField(_("what struck you, on the spot"), blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " participant starts_at how held_by state", scrubbed="place note"
    )

    class Meta:
        verbose_name = _("interview")
        ordering = ("starts_at", "id")

    def __str__(self) -> str:
        return f"{self.participant}, {self.starts_at:%Y-%m-%d}"


class Recording(Entity):
    """What was recorded, unreadable in the database, and gone on a day said beforehand."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="recordings")
    data = EncryptedBytesField(null=True)
    media_type = models.CharField(max_length=40)
    seconds = models.PositiveIntegerField(default=0)
    added_by = models.CharField(max_length=200)
    delete_on = models.DateField(_("deleted on"))
    deleted_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " participant media_type seconds delete_on deleted_at",
        scrubbed="data",
        pseudonymised="added_by",
    )

    class Meta:
        verbose_name = pgettext_lazy("interview", "recording")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(deleted_at=None) | Q(data__isnull=True), name="a_deleted_recording_holds_nothing"
            )
        ]

    def __str__(self) -> str:
        return str(self.participant)
