"""A consultation, the rules it promises to follow, its questions, and who takes part."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.deliberation.vocabulary import Audience, Duty
from arrimage.apps.kernel.models import Entity, Privacy


class Consultation(Entity):
    """Something is put to people and organisations, by one organisation or by both sides of a network."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("consultation", "being prepared")
        OPEN = "open", pgettext_lazy("consultation", "open")
        CLOSED = "closed", pgettext_lazy("consultation", "contributions are closed")

    NEXT = {
        State.DRAFT: {State.OPEN},
        State.OPEN: {State.CLOSED},
        State.CLOSED: {State.OPEN},
    }

    organisation = models.ForeignKey(
        "network.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    network = models.ForeignKey(
        "network.Network", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("in a few words"), max_length=600)
    context = models.TextField(_("context"), max_length=60_000, blank=True)  # HTML, always sanitised
    audience = models.CharField(
        _("who may read and take part"), max_length=7, choices=Audience.choices, default=Audience.INVITED
    )
    who_and_why = models.TextField(_("who is invited, and why"), max_length=2_000, blank=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closes_on = models.DateField(_("first day when contributions are closed"), null=True, blank=True)
    synthesis_on = models.DateField(_("synthesis expected on"), null=True, blank=True)
    answers_on = models.DateField(_("answers expected on"), null=True, blank=True)
    # Who owes an answer to the conclusions; the one that leads, unless another is named.
    answered_by = models.ForeignKey(
        "network.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    introduction = models.TextField(_("word of the synthesists"), max_length=8_000, blank=True)
    shared_at = models.DateTimeField(null=True)  # since when those who contributed read the draft synthesis
    key_number = models.PositiveIntegerField(default=1)  # raised, it closes every address passed on before
    reminded_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " organisation network title summary context audience who_and_why state opened_at closed_at"
        " closes_on synthesis_on answers_on answered_by introduction shared_at key_number reminded_at"
    )

    class Meta:
        verbose_name = _("consultation")
        ordering = ("-opened_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None, network__isnull=False)
                | Q(organisation__isnull=False, network=None),
                name="a_consultation_is_led_by_one_organisation_or_one_network",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", opened_at=None) | ~Q(state="draft") & Q(opened_at__isnull=False),
                name="an_opened_consultation_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
                name="a_closed_consultation_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultation", args=[self.uid])

    @property
    def leader(self):
        return self.organisation or self.network

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class Rules(models.Model):
    """What is promised before anybody speaks. Once told, a version never changes: another one follows it,
    and everybody is told."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="rules")
    number = models.PositiveIntegerField()
    use = models.TextField(_("what will be done with what is said"), max_length=3_000)
    decides = models.TextField(_("who decides in the end, and on what"), max_length=2_000)
    allows_named = models.BooleanField(_("one may sign with one’s name"), default=True)
    allows_organisation = models.BooleanField(_("one may speak in the name of an organisation"), default=True)
    allows_anonymous = models.BooleanField(_("one may speak without any name"), default=True)
    allows_votes = models.BooleanField(_("there is a vote"), default=False)
    votes_mean = models.TextField(_("what a vote decides, and who votes"), max_length=1_000, blank=True)
    reading_days = models.PositiveSmallIntegerField(
        _("days left to those who contributed to read the synthesis before it is published"), default=7
    )
    why_changed = models.TextField(_("why the rules change"), max_length=1_000, blank=True)
    told_at = models.DateTimeField(null=True)  # while nobody has been told, they may still be written
    by_label = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept="id consultation number use decides allows_named allows_organisation allows_anonymous"
        " allows_votes votes_mean reading_days why_changed told_at",
        pseudonymised="by_label",
    )

    class Meta:
        verbose_name = pgettext_lazy("consultation", "rules")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="one_version_of_rules_a_number"),
            models.CheckConstraint(
                condition=Q(allows_named=True) | Q(allows_organisation=True) | Q(allows_anonymous=True),
                name="rules_let_somebody_speak",
            ),
            models.CheckConstraint(
                condition=Q(allows_votes=False) | ~Q(votes_mean=""), name="a_vote_says_what_it_decides"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation} · {self.number}"

    def save(self, *args, **kwargs) -> None:
        if self.pk and Rules.objects.filter(pk=self.pk, told_at__isnull=False).exists():
            raise ValueError("rules that were told never change: write a new version")
        super().save(*args, **kwargs)


class Question(Entity):
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("question"), max_length=400)
    details = models.TextField(_("what may help to answer"), max_length=2_000, blank=True)

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " consultation position text details")

    class Meta:
        verbose_name = pgettext_lazy("consultation", "question")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.text


class Invitee(models.Model):
    """An organisation, or a person with an account, invited by name and told why."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="invitees")
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.CASCADE, related_name="+"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(_("why them"), max_length=300, blank=True)
    through = models.CharField(max_length=200, blank=True)  # the federation whose members were invited
    invited_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept="id consultation organisation why through invited_at told_at", pseudonymised="user"
    )

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None, user__isnull=False) | Q(organisation__isnull=False, user=None),
                name="an_invitee_is_an_organisation_or_a_person",
            ),
            models.UniqueConstraint(
                fields=["consultation", "organisation"], name="an_organisation_invited_once"
            ),
            models.UniqueConstraint(fields=["consultation", "user"], name="a_person_invited_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.user)


class TeamMember(models.Model):
    """Somebody named to moderate or to write the synthesis; they may come from anywhere."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    duty = models.CharField(_("what they do"), max_length=10, choices=Duty.choices)
    named_at = models.DateTimeField()

    privacy = Privacy(kept="id consultation duty named_at", pseudonymised="user")

    class Meta:
        ordering = ("duty", "id")
        constraints = [
            models.UniqueConstraint(fields=["consultation", "user", "duty"], name="a_duty_is_given_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_duty_display()}"


class Document(Entity):
    """A file beside the context; its bytes are apart. `says` tells it to whoever cannot open it."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="documents")
    name = models.CharField(max_length=100)
    title = models.CharField(_("what it is"), max_length=160)
    says = models.TextField(_("what it says, for whoever cannot open it"), max_length=3_000)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " consultation name title says media_type size added_at")

    class Meta:
        verbose_name = pgettext_lazy("consultation", "document")
        ordering = ("added_at", "id")

    def __str__(self) -> str:
        return self.title


class DocumentContent(models.Model):
    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, related_name="content", primary_key=True
    )
    data = models.BinaryField()

    privacy = Privacy(kept="document", scrubbed="data")

    def __str__(self) -> str:
        return str(self.document)
