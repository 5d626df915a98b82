"""Organisations that coach or recognise, as they say it, and the grids they own."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy


class Body(Entity):
    """An organisation that proposes to coach teams, to recognise practices, or both. It goes to nobody."""

    organisation = models.OneToOneField("network.Organisation", on_delete=models.CASCADE, related_name="+")
    words = models.TextField(_("what you propose, in your own words"), max_length=2000)
    coaches = models.BooleanField(_("we coach teams that ask for it"), default=False)
    recognises = models.BooleanField(_("we recognise practices that ask for it"), default=False)

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " organisation words coaches recognises")

    class Meta:
        verbose_name = pgettext_lazy("recognition", "body")
        ordering = ("organisation__sort_name", "id")

    def __str__(self) -> str:
        return str(self.organisation)


class Grid(Entity):
    """What a practice is looked at by, owned by one body. Published, it does not change."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("grid", "Draft")
        PUBLISHED = "published", pgettext_lazy("grid", "In use")
        RETIRED = "retired", pgettext_lazy("grid", "No longer in use")

    NEXT = {
        State.DRAFT: {State.PUBLISHED},
        State.PUBLISHED: {State.RETIRED},
        State.RETIRED: {State.PUBLISHED},
    }

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="grids")
    name = models.CharField(_("name of the grid"), max_length=160)
    practice = models.CharField(_("which practice it is about"), max_length=160)
    words = models.TextField(_("what it is for, and what it is not"), max_length=2000, blank=True)
    source = models.CharField(_("where its text comes from"), max_length=300)
    every_months = models.PositiveSmallIntegerField(_("months between two visits"), default=24)
    answer_days = models.PositiveSmallIntegerField(_("days a team has to answer the report"), default=60)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    published_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " body name practice words source every_months answer_days state published_at"
    )

    class Meta:
        verbose_name = pgettext_lazy("recognition", "grid")
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_days__gte=1, every_months__gte=1), name="a_grid_leaves_time_to_answer"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False),
                name="a_grid_in_use_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("recognition_grid", args=[self.uid])


class Item(models.Model):
    """A criterion, a question before a visit, or something looked for in files. Its text is its owner's."""

    class Kind(models.TextChoices):
        CRITERION = "criterion", pgettext_lazy("grid", "Criterion")
        QUESTION = "question", pgettext_lazy("grid", "Question before the visit")
        FILE = "file", pgettext_lazy("grid", "File review")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    grid = models.ForeignKey(Grid, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    text = models.TextField(max_length=3000, blank=True)
    author = models.CharField(max_length=200, blank=True)  # who wrote it …
    reason = models.TextField(max_length=1000, blank=True)  # … and why it matters
    levels = models.TextField(max_length=1000, blank=True)  # one a line; none: it is never given a score
    figure = models.CharField(max_length=30, blank=True)  # a code of `figures.FIGURES`

    privacy = Privacy(kept="id uid grid kind position code title text author reason levels figure")

    class Meta:
        ordering = ("kind", "position", "id")
        constraints = [
            models.UniqueConstraint(fields=["grid", "code"], name="a_grid_has_each_code_once"),
            models.CheckConstraint(
                condition=Q(levels="") | (Q(kind="criterion") & ~Q(author="") & ~Q(reason="")),
                name="no_score_without_an_author_and_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def kinds(self) -> str:
        """What those of its kind are called together."""
        return {
            self.Kind.CRITERION: pgettext("grid", "Criteria"),
            self.Kind.QUESTION: pgettext("grid", "Questions before the visit"),
            self.Kind.FILE: pgettext("grid", "In the files"),
        }[self.Kind(self.kind)]

    @property
    def scale(self) -> list[str]:
        """Its levels in words, in order."""
        return self.levels.splitlines()
