"""A cycle: an objective all agreed on, what was shared out, and what came of it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy

from .committee import Committee, Holder
from .measure import Measure


class Cycle(Entity):
    """Three to four months, four meetings; plan, do, check, act. It never closes without its evaluation."""

    class State(models.TextChoices):
        PLANNING = "planning", pgettext_lazy("cycle", "Choosing an objective")
        DOING = "doing", pgettext_lazy("cycle", "Trying")
        CHECKING = "checking", pgettext_lazy("cycle", "Looking at what came of it")
        CLOSED = "closed", pgettext_lazy("cycle", "Closed")

    NEXT = {
        State.PLANNING: {State.DOING},
        State.DOING: {State.CHECKING, State.PLANNING},  # planning again: the objective was not the right one
        State.CHECKING: {State.CLOSED, State.DOING},
        State.CLOSED: set(),
    }

    class Reached(models.TextChoices):
        YES = "yes", pgettext_lazy("objective", "Reached")
        PARTLY = "partly", pgettext_lazy("objective", "Partly reached")
        NO = "no", pgettext_lazy("objective", "Not reached")
        OTHER = "other", pgettext_lazy("objective", "Something else came of it")
        UNKNOWN = "unknown", pgettext_lazy("objective", "Too early or too little to say")

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="cycles")
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("hoped to end on"))
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNING)
    reached = models.CharField(_("the objective"), max_length=7, choices=Reached.choices, blank=True)
    how_known = models.TextField(_("how we know"), max_length=3000, blank=True)
    learned = models.TextField(_("what we learned"), max_length=3000, blank=True)
    kept = models.TextField(_("what stays, changes or stops from now on"), max_length=3000, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " committee number starts_on ends_on state reached closed_at",
        scrubbed="how_known learned kept",
        pseudonymised="closed_by",
    )

    class Meta:
        verbose_name = _("improvement cycle")
        ordering = ("committee", "number")
        constraints = [
            models.UniqueConstraint(fields=["committee", "number"], name="one_cycle_of_each_number"),
            models.UniqueConstraint(
                fields=["committee"], condition=~Q(state="closed"), name="a_committee_has_one_cycle_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(closed_at__isnull=False) & ~Q(reached="") & ~Q(how_known="") & ~Q(learned=""),
                name="a_closed_cycle_says_what_came_of_it",
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="a_cycle_takes_time"),
        ]

    def __str__(self) -> str:
        told = {"committee": self.committee, "number": self.number}
        return str(_("%(committee)s, cycle %(number)d") % told)

    def get_absolute_url(self) -> str:
        return reverse("cycle", args=[self.uid])


class Objective(Entity):
    """Something one of them would change, in their words; made precise together. One is chosen by all."""

    LETTERS = ("specific", "measurable", "attainable", "attractive", "realistic", "time_bound")

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="objectives")
    words = models.CharField(_("what we want to change"), max_length=400)
    lived = models.TextField(_("where it comes from: what was lived"), max_length=2000, blank=True)
    proposed_by = models.ForeignKey(Holder, null=True, on_delete=models.SET_NULL, related_name="+")
    specific = models.TextField(_("Specific: what exactly, for whom?"), max_length=1000, blank=True)
    measurable = models.TextField(
        _("Measurable, or visible: how will we know? A thing made together is enough."),
        max_length=1000,
        blank=True,
    )
    attainable = models.TextField(_("Attainable: does it depend on us?"), max_length=1000, blank=True)
    attractive = models.TextField(
        _("Attractive: why does it matter to the persons concerned?"), max_length=1000, blank=True
    )
    realistic = models.TextField(_("Realistic: with what time, what means?"), max_length=1000, blank=True)
    time_bound = models.TextField(_("In time: by when?"), max_length=1000, blank=True)
    measure = models.OneToOneField(
        Measure, null=True, blank=True, on_delete=models.SET_NULL, related_name="objective"
    )
    chosen_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " cycle measure chosen_at",
        scrubbed="words lived specific measurable attainable attractive realistic time_bound",
        pseudonymised="proposed_by",
    )

    class Meta:
        verbose_name = _("objective")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(chosen_at__isnull=False), name="a_cycle_has_one_objective"
            )
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def unanswered(self) -> list[str]:
        """The letters nobody has answered yet."""
        return [letter for letter in self.LETTERS if not getattr(self, letter).strip()]


class Voice(models.Model):
    """Where one of them stands about an objective, in their own words. It is kept as it was said."""

    class Stance(models.TextChoices):
        WITH = "with", pgettext_lazy("consensus", "I am for it")
        RATHER = "rather", pgettext_lazy("consensus", "I would rather have another, and I go along")
        AGAINST = "against", pgettext_lazy("consensus", "I cannot go along")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="voices")
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="voices")
    stance = models.CharField(_("where you stand"), max_length=7, choices=Stance.choices)
    words = models.CharField(_("in your words"), max_length=600, blank=True)
    said_at = models.DateTimeField()

    privacy = Privacy(kept="id uid objective stance said_at", scrubbed="words", pseudonymised="holder")

    class Meta:
        ordering = ("said_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["objective", "holder"], name="one_voice_each_on_an_objective"),
            models.CheckConstraint(
                condition=Q(stance="with") | ~Q(words=""), name="who_would_rather_another_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_id} · {self.stance}"


class WorkingGroup(Entity):
    """A few of them, on one piece of the work."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(_("name of the small group"), max_length=160)
    holders = models.ManyToManyField(Holder, verbose_name=_("who is in it"), related_name="groups")

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " cycle name", pseudonymised="holders")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class Task(Entity):
    """A piece of the plan: what, by whom (persons and relatives too), for when, and what comes out of it."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("task", "To do")
        DONE = "done", pgettext_lazy("task", "Done")
        DROPPED = "dropped", pgettext_lazy("task", "Left aside")

    NEXT = {
        State.OPEN: {State.DONE, State.DROPPED},
        State.DONE: {State.OPEN},
        State.DROPPED: {State.OPEN},
    }

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="tasks")
    words = models.CharField(_("what is to be done"), max_length=400)
    deliverable = models.CharField(_("what comes out of it"), max_length=300, blank=True)
    group = models.ForeignKey(
        WorkingGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks"
    )
    holders = models.ManyToManyField(Holder, verbose_name=_("who does it"), blank=True, related_name="tasks")
    due_on = models.DateField(_("for when"), null=True, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    came_of = models.CharField(_("what came of it"), max_length=600, blank=True)
    closed_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " cycle group due_on state closed_at",
        scrubbed="words deliverable came_of",
        pseudonymised="holders",
    )

    class Meta:
        verbose_name = _("task of a cycle")
        ordering = (F("due_on").asc(nulls_last=True), "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="a_closed_task_has_its_moment",
            )
        ]

    def __str__(self) -> str:
        return self.words
