"""What must come back until it is closed: what was decided to do, what an organisation finds not well."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy

from .agenda import Item
from .meeting import Meeting
from .series import Series


class FollowUp(Entity):
    """Something to do: by whom, for when. It heads every next agenda until it is done or dropped."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("follow-up", "to do")
        DONE = "done", pgettext_lazy("follow-up", "done")
        DROPPED = "dropped", pgettext_lazy("follow-up", "dropped")

    NEXT = {
        State.OPEN: {State.DONE, State.DROPPED},
        State.DONE: {State.OPEN},
        State.DROPPED: {State.OPEN},
    }

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="follow_ups")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.SET_NULL, related_name="follow_ups")
    item = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="follow_ups"
    )
    text = models.CharField(_("what is to be done"), max_length=500)
    organisation = models.ForeignKey(
        "network.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner = models.CharField(_("who does it"), max_length=200, blank=True)
    due_on = models.DateField(_("for when"), null=True, blank=True)
    decided_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True)
    closing_words = models.CharField(_("what came of it, or why it is dropped"), max_length=500, blank=True)
    reminded_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " series meeting item organisation due_on decided_at state closed_at reminded_at",
        scrubbed="text closing_words",
        pseudonymised="user owner closed_by",
    )

    class Meta:
        verbose_name = pgettext_lazy("meetings", "follow-up")
        ordering = ("due_on", "id")
        indexes = [models.Index(fields=["series", "state"]), models.Index(fields=["state", "due_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="a_closed_follow_up_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(closing_words=""), name="a_dropped_follow_up_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("follow_up", args=[self.uid])


class Dissatisfaction(Entity):
    """An organisation writes that something is not well; another owes it a written answer by a date.

    Who reads it is chosen when it is written and never changed after. It closes only when the organisation
    that wrote it says so.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("dissatisfaction", "waiting for an answer")
        ANSWERED = "answered", pgettext_lazy("dissatisfaction", "answered")
        AGAIN = "again", pgettext_lazy("dissatisfaction", "the answer is not enough")
        SETTLED = "settled", pgettext_lazy("dissatisfaction", "settled")
        WITHDRAWN = "withdrawn", pgettext_lazy("dissatisfaction", "withdrawn")

    NEXT = {
        State.WAITING: {State.ANSWERED, State.WITHDRAWN},
        State.ANSWERED: {State.SETTLED, State.AGAIN, State.WITHDRAWN},
        State.AGAIN: {State.ANSWERED, State.SETTLED, State.WITHDRAWN},
        State.SETTLED: {State.AGAIN},
        State.WITHDRAWN: set(),
    }
    OPEN = frozenset({State.WAITING, State.ANSWERED, State.AGAIN})
    OWED = frozenset({State.WAITING, State.AGAIN})  # a written answer is owed

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="dissatisfactions")
    meeting = models.ForeignKey(
        Meeting, null=True, on_delete=models.SET_NULL, related_name="dissatisfactions"
    )
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="dissatisfactions")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    is_shared = models.BooleanField(_("read by all those of these meetings"), default=False)
    words = models.TextField(_("what is not well, in your own words"), max_length=5000)
    wished = models.TextField(_("what would be better"), max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)
    written_at = models.DateTimeField()
    answer_by = models.DateField(_("answer wanted by"))
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    again_at = models.DateTimeField(null=True)  # since when it is back on the agenda
    closed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " series meeting item organisation to is_shared written_at answer_by state again_at closed_at"
        " reminded_at",
        scrubbed="words wished",
        pseudonymised="by by_label",
    )

    class Meta:
        verbose_name = pgettext_lazy("meetings", "dissatisfaction")
        ordering = ("answer_by", "id")
        indexes = [models.Index(fields=["state", "answer_by"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(organisation=models.F("to")), name="one_is_dissatisfied_with_another"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["settled", "withdrawn"], closed_at__isnull=False)
                | ~Q(state__in=["settled", "withdrawn"]) & Q(closed_at=None),
                name="a_closed_dissatisfaction_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.to}"

    def get_absolute_url(self) -> str:
        return reverse("dissatisfaction", args=[self.uid])


class Answer(models.Model):
    """A written answer to a dissatisfaction, and whether it was enough for whoever asked."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dissatisfaction = models.ForeignKey(Dissatisfaction, on_delete=models.CASCADE, related_name="answers")
    words = models.TextField(_("your answer, in your own words"), max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)
    answered_at = models.DateTimeField()
    is_enough = models.BooleanField(null=True)
    verdict = models.TextField(_("what is missing, or a word"), max_length=2000, blank=True)
    judged_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept="id uid dissatisfaction answered_at is_enough judged_at",
        scrubbed="words verdict",
        pseudonymised="by by_label",
    )

    class Meta:
        ordering = ("answered_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_enough=None) | Q(judged_at__isnull=False), name="a_verdict_has_its_moment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dissatisfaction} · {self.by_label}"
