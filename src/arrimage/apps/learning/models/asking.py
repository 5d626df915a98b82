"""What a programme asks those who took part when something of it ends, and what was asked."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy

from .programme import Programme, Theme
from .webinar import Webinar


class EndQuestions(Entity):
    """The questionnaire of one moment of a programme. It opens by itself, until it is stopped."""

    class Moment(models.TextChoices):
        THEME = "theme", pgettext_lazy("questionnaire", "At the end of each theme")
        WEBINAR = "webinar", pgettext_lazy("questionnaire", "The day after each webinar")
        PROGRAMME = "programme", pgettext_lazy("questionnaire", "At the end of the programme")

    class Mode(models.TextChoices):  # two of a campaign's modes
        CONFIDENTIAL = "confidential", pgettext_lazy("questionnaire", "Confidential: read without names")
        ANONYMOUS = (
            "anonymous",
            pgettext_lazy(
                "questionnaire",
                "Anonymous: nothing ties an answer to anybody; asked only of five people or more",
            ),
        )

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="end_questions")
    moment = models.CharField(max_length=9, choices=Moment.choices)
    version = models.ForeignKey("questionnaires.Version", on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(
        _("who will know who answered what"), max_length=12, choices=Mode.choices, default=Mode.CONFIDENTIAL
    )
    words = models.TextField(_("a word to those asked"), max_length=2000, blank=True)
    consent = models.TextField(_("what one agrees to before answering"), max_length=6000)
    days_open = models.PositiveSmallIntegerField(
        _("how many days it stays open"),
        default=21,
        validators=[MinValueValidator(7), MaxValueValidator(90)],
    )
    since = models.DateField()  # what ended before that day is not asked about
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    stopped_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " programme moment version mode words consent days_open since stopped_at",
        pseudonymised="decided_by",
    )

    class Meta:
        verbose_name = _("questionnaire of the end")
        ordering = ("programme", "moment")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "moment"], name="a_programme_asks_one_thing_at_each_moment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme} · {self.get_moment_display()}"


class EndAsked(models.Model):
    """Something that ended, and the campaign it opened; or why none could, as long as there is none."""

    questions = models.ForeignKey(EndQuestions, on_delete=models.CASCADE, related_name="asked")
    # Neither: the programme itself.
    theme = models.ForeignKey(Theme, null=True, on_delete=models.CASCADE, related_name="+")
    webinar = models.ForeignKey(Webinar, null=True, on_delete=models.CASCADE, related_name="+")
    ended_on = models.DateField()
    campaign = models.OneToOneField(
        "inquiry.Campaign", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(null=True)
    # For those learned of once the first was closed: attendance is brought when it can be.
    late = models.OneToOneField("inquiry.Campaign", null=True, on_delete=models.SET_NULL, related_name="+")
    why_not = models.CharField(max_length=300, blank=True)

    privacy = Privacy(kept="id questions theme webinar ended_on campaign asked_at late why_not")

    class Meta:
        ordering = ("-ended_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["questions", "theme"],
                condition=Q(theme__isnull=False),
                name="a_theme_that_ends_is_asked_about_once",
            ),
            models.UniqueConstraint(
                fields=["questions", "webinar"],
                condition=Q(webinar__isnull=False),
                name="a_webinar_is_asked_about_once",
            ),
            models.UniqueConstraint(
                fields=["questions"],
                condition=Q(theme=None, webinar=None),
                name="a_programme_that_ends_is_asked_about_once",
            ),
            models.CheckConstraint(condition=Q(theme=None) | Q(webinar=None), name="what_ended_is_one_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.questions} · {self.about}"

    @property
    def about(self):
        return self.theme or self.webinar or self.questions.programme
