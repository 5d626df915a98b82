"""What persons and relatives said, and what became of it: a loop that cannot go silent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy


class Contribution(Entity):
    """Something said, in their words, that the network owes an answer to by a date."""

    class Voice(models.TextChoices):
        PERSON = "person", _("A person with lived experience")
        RELATIVE = "relative", _("A relative or friend")
        TOGETHER = "together", _("Several together")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("contribution", "Waiting for an answer")
        PROMISED = "promised", pgettext_lazy("contribution", "Promised, to come back")
        ANSWERED = "answered", pgettext_lazy("contribution", "Answered")
        AGAIN = "again", pgettext_lazy("contribution", "The answer is not enough")
        HEARD = "heard", pgettext_lazy("contribution", "Heard, they say")

    NEXT = {
        State.WAITING: {State.PROMISED, State.ANSWERED},
        State.PROMISED: {State.PROMISED, State.ANSWERED, State.AGAIN},
        State.ANSWERED: {State.HEARD, State.AGAIN},
        State.AGAIN: {State.PROMISED, State.ANSWERED},
        State.HEARD: {State.AGAIN},
    }
    OWED = (State.WAITING, State.AGAIN, State.PROMISED)  # `answer_by` is when an answer is owed

    network = models.ForeignKey("network.Network", on_delete=models.CASCADE, related_name="contributions")
    committee = models.ForeignKey(
        "network.Committee", null=True, blank=True, on_delete=models.SET_NULL, related_name="contributions"
    )
    item = models.ForeignKey(
        "meetings.Item", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    voice = models.CharField(_("whose voice"), max_length=8, choices=Voice.choices)
    called = models.CharField(_("what to call you"), max_length=120, blank=True)
    words = models.TextField(_("what was said"))
    said_on = models.DateField(_("said on"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # who said it, when they wrote it themselves
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.SET_NULL, related_name="+"
    )  # who wrote it down, or through whom they came
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    answer_by = models.DateField(_("an answer is owed by"), null=True)
    reminded_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " network committee item voice said_on organisation state answer_by reminded_at",
        scrubbed="called words",
        pseudonymised="user",
    )

    class Meta:
        verbose_name = _("contribution")
        ordering = ("-said_on", "-id")
        indexes = [models.Index(fields=["network", "state"]), models.Index(fields=["state", "answer_by"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "again", "promised"]) | Q(answer_by__isnull=False),
                name="an_owed_answer_has_its_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_voice_display()}, {self.said_on:%Y-%m-%d}"  # never the words, never the name

    def get_absolute_url(self) -> str:
        return reverse("contribution", args=[self.network.uid, self.uid])

    @property
    def is_owed(self) -> bool:
        return self.state in self.OWED


class ContributionAnswer(models.Model):
    """What was answered, what changed, what was refused and why. Answers are added, never changed."""

    class Outcome(models.TextChoices):
        CHANGED = "changed", _("It changed something")
        PROMISED = "promised", _("It is under way: we come back on a given day")
        EXPLAINED = "explained", _("Nothing changes, here is what exists")
        REFUSED = "refused", _("It is refused, and here is why")

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="answers")
    outcome = models.CharField(_("what became of it"), max_length=9, choices=Outcome.choices)
    words = models.TextField(_("the answer"))
    changed = models.TextField(_("what changed"), blank=True)
    why = models.TextField(_("why it is refused"), blank=True)
    back_on = models.DateField(_("when you come back to it"), null=True, blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    privacy = Privacy(
        kept="id contribution outcome back_on answered_at organisation",
        scrubbed="words changed why",
        pseudonymised="answered_by",
    )

    class Meta:
        verbose_name = _("answer to a contribution")
        ordering = ("answered_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(why=""), name="a_contribution_s_refusal_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="promised") | Q(back_on__isnull=False), name="a_promise_has_its_day"
            ),
            models.CheckConstraint(condition=~Q(outcome="changed") | ~Q(changed=""), name="a_change_is_told"),
        ]

    def __str__(self) -> str:
        return f"{self.contribution} · {self.get_outcome_display()}"
