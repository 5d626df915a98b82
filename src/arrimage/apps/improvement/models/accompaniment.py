"""A coach and a person: between the two of them alone. Hours that count, for those they count for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.fields import EncryptedTextField
from arrimage.apps.kernel.models import Entity, Privacy

from .committee import Holder


class Contact(Entity):
    """Before and after each meeting the coach and the person talk, by the way and at the pace they choose."""

    class When(models.TextChoices):
        BEFORE = "before", pgettext_lazy("contact", "Before the meeting")
        AFTER = "after", pgettext_lazy("contact", "After the meeting")
        OTHER = "other", pgettext_lazy("contact", "Another time")

    class Channel(models.TextChoices):
        PHONE = "phone", _("By telephone")
        MESSAGE = "message", _("By text message")
        MAIL = "mail", _("By e-mail")
        THERE = "there", _("Face to face")
        VIDEO = "video", _("By video")

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("contact", "To be had")
        HAD = "had", pgettext_lazy("contact", "Had")
        DECLINED = "declined", pgettext_lazy("contact", "Not wanted this time")

    NEXT = {
        State.PLANNED: {State.HAD, State.DECLINED},
        State.HAD: set(),
        State.DECLINED: {State.HAD},
    }

    holder = models.ForeignKey(Holder, on_delete=models.CASCADE, related_name="contacts")
    coach = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="+")
    meeting_uid = models.UUIDField(null=True)
    meeting_at = models.DateTimeField(null=True)
    when = models.CharField(_("when"), max_length=6, choices=When.choices)
    due_on = models.DateField(_("by which day"))
    channel = models.CharField(_("by which way"), max_length=7, choices=Channel.choices, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    had_on = models.DateField(_("had on"), null=True)
    words = EncryptedTextField(_("between you two: what to remember"), blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " meeting_uid meeting_at when due_on channel state had_on",
        scrubbed="words",
        pseudonymised="holder coach",
    )

    class Meta:
        ordering = ("due_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "meeting_uid", "when"], name="one_contact_before_and_one_after"
            ),
            models.CheckConstraint(
                condition=Q(state="had", had_on__isnull=False) | ~Q(state="had") & Q(had_on=None),
                name="a_contact_that_was_had_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.when}, {self.due_on:%Y-%m-%d}"


class Vigilance(Entity):
    """What the person asks their coach to watch for, what helps then, and whom to call. Theirs to change."""

    holder = models.OneToOneField(Holder, on_delete=models.CASCADE, related_name="vigilance")
    signs = EncryptedTextField(_("what you may notice when it is not going well"), blank=True)
    helps = EncryptedTextField(_("what helps me then"), blank=True)
    call = EncryptedTextField(_("whom to call, and whom not to"), blank=True)
    pace = EncryptedTextField(_("my pace, and the best way to reach me"), blank=True)
    agreed_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " agreed_at", scrubbed="signs helps call pace", pseudonymised="holder"
    )

    def __str__(self) -> str:
        return f"{self.holder_id}"


class Hours(Entity):
    """Time given: credit for professionals, compensation for those who come for themselves."""

    holder = models.ForeignKey(Holder, on_delete=models.CASCADE, related_name="hours")
    # The meeting it compensates, whose minutes are those of the presence noted there; none: noted by hand.
    meeting_uid = models.UUIDField(null=True)
    on = models.DateField(_("day"))
    minutes = models.PositiveIntegerField(_("minutes"))
    what = models.CharField(_("for what"), max_length=200)
    amount = models.DecimalField(
        _("compensation, in dollars"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " meeting_uid on minutes amount paid_on",
        scrubbed="what",
        pseudonymised="holder",
    )

    class Meta:
        ordering = ("-on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "meeting_uid"], name="a_meeting_is_compensated_once_each"
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="some_time_was_given"),
            models.CheckConstraint(
                condition=Q(paid_on=None) | Q(amount__isnull=False), name="what_is_paid_has_its_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"
