"""A project of interviews: what it asks, who carries it, and the guide of its questions."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy


class Corpus(Entity):
    """Interviews held to understand one thing, and the texts that come of them."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=160)
    question = models.TextField(_("what you want to understand"), max_length=2000)
    first_figures = models.TextField(
        _("what the first figures say, and leave open"), max_length=2000, blank=True
    )
    study = models.ForeignKey(
        "inquiry.Study", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " organisation title question first_figures study opened_on closed_on"
    )

    class Meta:
        verbose_name = _("project of interviews")
        ordering = ("-opened_on", "-id")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("corpus", args=[self.uid])


class Member(Entity):
    """Somebody of the team. Leads meet people and know who they are; coders read texts without names."""

    class Part(models.TextChoices):
        LEAD = "lead", _("Leads: meets people, knows who they are")
        CODER = "coder", _("Codes: reads texts without names")

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    called = models.CharField(_("what to call them"), max_length=120)
    part = models.CharField(_("part in the team"), max_length=5, choices=Part.choices, default=Part.CODER)
    since = models.DateField()
    until = models.DateField(null=True)
    took_over_on = models.DateField(null=True)
    took_over_because = models.CharField(_("why you take it over"), max_length=300, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " corpus part since until took_over_on took_over_because",
        pseudonymised="user called",
    )

    class Meta:
        verbose_name = _("member of the team")
        ordering = ("since", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["corpus", "user"], condition=Q(until=None), name="one_part_in_a_team_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="one_leaves_a_team_after_coming"
            ),
            models.CheckConstraint(
                condition=Q(took_over_on=None) | ~Q(took_over_because=""), name="a_taking_over_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.called.split()[:2]).upper()


class Question(Entity):
    """One question of the guide, with what opened it and what it lights."""

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="guide")
    place = models.PositiveIntegerField()
    words = models.TextField(_("the question, as one would say it"), max_length=600)
    prompts = models.TextField(_("to go further, one a line"), max_length=1000, blank=True)
    lights = models.CharField(_("what it lights in your logic model"), max_length=200, blank=True)
    figure = models.CharField(
        _("the figure that opened it"),
        max_length=300,
        blank=True,
        help_text=_("“16 of 21 say they changed something: what?”"),
    )
    # Where these are in rooms above (`ties`), and which question of theirs this one came from.
    lights_ref = models.CharField(max_length=200, blank=True)
    figure_ref = models.CharField(max_length=200, blank=True)
    figure_seen = models.CharField(max_length=40, blank=True)  # the figure in short, that day
    asked_ref = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " corpus place words prompts lights figure lights_ref figure_ref figure_seen asked_ref"
    )

    class Meta:
        verbose_name = pgettext_lazy("interview guide", "question")
        ordering = ("place", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["corpus", "asked_ref"],
                condition=~Q(asked_ref=""),
                name="a_question_comes_once_into_a_guide",
            )
        ]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        return f"{reverse('interview_guide', args=[self.corpus.uid])}#q-{self.uid}"
