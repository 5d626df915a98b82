"""What an organisation proposes to learn together: themes, why they were chosen, what is done and when."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.addresses import WebAddressField
from arrimage.apps.kernel.models import Entity, Privacy


class Programme(Entity):
    """A programme of any network, coalition or organisation. There is no compulsory one."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("programme", "Draft")
        PUBLISHED = "published", pgettext_lazy("programme", "Published")
        WITHDRAWN = "withdrawn", pgettext_lazy("programme", "Withdrawn")

    NEXT = {
        Status.DRAFT: {Status.PUBLISHED},
        Status.PUBLISHED: {Status.WITHDRAWN},
        Status.WITHDRAWN: {Status.PUBLISHED},
    }

    # None: shipped with the software, for whoever wants to begin from it.
    organisation = models.ForeignKey(
        "network.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # In whose name it is proposed, where both sides of a network said so; its organisation keeps it.
    network = models.ForeignKey(
        "network.Network", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    slug = models.SlugField(max_length=60, blank=True)  # of a shipped one, for ever
    after = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="copies")
    title = models.CharField(_("title"), max_length=160)
    purpose = models.TextField(_("what it is for"), max_length=3000)
    language = models.CharField(max_length=5, default="fr")
    starts_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DRAFT)
    published_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " organisation network slug after title purpose language starts_on ends_on status published_at"
    )

    class Meta:
        verbose_name = _("programme")
        ordering = ("title", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=~Q(slug=""), name="a_shipped_programme_is_there_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="a_programme_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(published_at__isnull=False),
                name="what_was_published_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(network=None) | Q(organisation__isnull=False),
                name="a_networks_programme_is_kept_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme", args=[self.uid])


class Concern(models.Model):
    """What crosses every theme of a programme and is no theme of its own."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="concerns")
    position = models.PositiveSmallIntegerField(default=0)
    words = models.CharField(_("concern"), max_length=300)

    privacy = Privacy(kept="id programme position words")

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.words


class Theme(Entity):
    """A subject of a programme, and why it was chosen."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="themes")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("in a few words"), max_length=1200)
    why = models.TextField(_("why this theme was chosen"), max_length=2000, blank=True)
    question = models.TextField(
        _("a question for the team"), max_length=600, blank=True, help_text=_("To bring back in supervision.")
    )
    starts_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " programme position title summary why question starts_on ends_on"
    )

    class Meta:
        verbose_name = _("theme")
        ordering = ("position", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="a_theme_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("learning_theme", args=[self.uid])


class ThemeSource(models.Model):
    """Where the choice of a theme comes from, named."""

    class Kind(models.TextChoices):
        CONSULTATION = "consultation", _("Research or consultation")
        DIFFICULTY = "difficulty", _("Difficulties met by teams")
        VOICE = "voice", _("What persons or relatives say")
        COMMUNITY = "community", _("What community organisations say")
        PLAN = "plan", _("Action plan or orientation")
        GUIDE = "guide", _("Practice guide or position")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="sources")
    kind = models.CharField(_("kind of source"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("which one, from whom, when"), max_length=300)
    link = WebAddressField(_("link"), max_length=500, blank=True)

    privacy = Privacy(kept="id uid theme kind title link")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title


class Activity(Entity):
    """Something done for a theme, on a day or when a team wishes."""

    class Kind(models.TextChoices):
        READ = "read", pgettext_lazy("activity", "Read a dossier")
        WATCH = "watch", pgettext_lazy("activity", "Watch a capsule")
        DISCUSS = "discuss", pgettext_lazy("activity", "Discuss it in the team")
        WEBINAR = "webinar", pgettext_lazy("activity", "Webinar")
        DEBATE = "debate", pgettext_lazy("activity", "Debate")
        SUPERVISION = "supervision", pgettext_lazy("activity", "Clinical supervision")
        INVITE = "invite", pgettext_lazy("activity", "Invite an organisation to the team’s meeting")
        TRY = "try", pgettext_lazy("activity", "Try something")

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="activities")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("what is done"), max_length=11, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    words = models.TextField(_("in a few words"), max_length=1500, blank=True)
    on = models.DateField(_("which day"), null=True, blank=True)

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " theme position kind title words on")

    class Meta:
        verbose_name = _("activity")
        ordering = (F("on").asc(nulls_last=True), "position", "id")

    def __str__(self) -> str:
        return self.title


class Stance(models.Model):
    """What an organisation answers to a programme that is not its own. To decline is as good an answer."""

    class Answer(models.TextChoices):
        BORROWED = "borrowed", pgettext_lazy("programme", "borrows it")
        DECLINED = "declined", pgettext_lazy("programme", "declines it")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="stances")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=8, choices=Answer.choices)
    words = models.TextField(_("why, if you wish"), max_length=1000, blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=200)

    privacy = Privacy(
        kept="id programme organisation answer answered_at", scrubbed="words", pseudonymised="answered_by"
    )

    class Meta:
        ordering = ("organisation__sort_name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "organisation"], name="an_organisation_answers_a_programme_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_answer_display()}"


class PublishedCount(models.Model):
    """A figure somebody published of a programme: so many of something, somewhere. One row, one count.

    `measure` says what is counted and among whom: counts of two measures are never put over one another.
    """

    class Measure(models.TextChoices):
        TEAMS = "teams", _("teams in the pilot")
        WORKERS = "workers", _("workers of those teams")
        REGISTERED = "registered", _("persons registered on the platform")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="counts")
    measure = models.CharField(max_length=12, choices=Measure.choices)
    place = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, blank=True)  # of team, where teams are counted
    value = models.PositiveIntegerField()
    source = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    privacy = Privacy(kept="id programme measure place kind value source position")

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "measure", "place", "kind"], name="a_published_count_is_there_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.value} {self.get_measure_display()}"
