"""What was said: each wording frozen, each contribution followed by whoever gave it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.deliberation.vocabulary import Ballot, Means, Naming, Side, Stance
from arrimage.apps.kernel.fields import EncryptedTextField
from arrimage.apps.kernel.models import Privacy

from .consultation import Consultation, Question, Rules
from .gathering import Table


class Contribution(models.Model):
    """One voice on one question, or a reason given about another one (`responds_to`).

    Not an `Entity`: no moment is written by itself. Without a name, only the day is kept, and nothing leads
    back to the author; the code that opens it again is held by them alone (its digest is here).
    """

    class State(models.TextChoices):
        TO_WRITE_OUT = "to_write_out", pgettext_lazy("contribution", "to be written out")
        GIVEN = "given", pgettext_lazy("contribution", "given")
        WITHDRAWN = "withdrawn", pgettext_lazy("contribution", "withdrawn by its author")

    NEXT = {
        State.TO_WRITE_OUT: {State.GIVEN, State.WITHDRAWN},
        State.GIVEN: {State.WITHDRAWN},
        State.WITHDRAWN: set(),
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="contributions")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="contributions")
    rules = models.ForeignKey(Rules, on_delete=models.PROTECT, related_name="+")  # those it was given under
    number = models.PositiveIntegerField(_("number"))
    means = models.CharField(max_length=6, choices=Means.choices, default=Means.TEXT)
    naming = models.CharField(max_length=12, choices=Naming.choices)
    side = models.CharField(_("I speak as"), max_length=10, choices=Side.choices, default=Side.UNSAID)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("name shown"), max_length=200, blank=True)
    code_digest = models.CharField(max_length=64, blank=True, db_index=True)
    table = models.ForeignKey(Table, null=True, on_delete=models.PROTECT, related_name="contributions")
    is_apart = models.BooleanField(default=False)  # a voice not shared by the rest of its table
    responds_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="reasons")
    stance = models.CharField(max_length=8, choices=Stance.choices, blank=True)
    given_on = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.GIVEN)
    wording = models.PositiveSmallIntegerField(default=0)  # the number of the present wording; 0: none yet
    withdrawn_on = models.DateField(null=True)
    masked_on = models.DateField(null=True)
    masked_why = models.CharField(_("why it is masked"), max_length=300, blank=True)
    typed_by = models.CharField(max_length=200, blank=True)
    agreement = models.CharField(_("how its author agreed"), max_length=300, blank=True)

    privacy = Privacy(
        kept="id uid consultation question rules number means naming side organisation table is_apart"
        " responds_to stance given_on state wording withdrawn_on masked_on",
        scrubbed="code_digest masked_why agreement",
        pseudonymised="author name typed_by",
    )

    class Meta:
        verbose_name = _("contribution")
        ordering = ("number",)
        indexes = [
            models.Index(fields=["consultation", "question", "number"]),
            models.Index(fields=["responds_to", "number"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "number"], name="one_contribution_of_each_number"
            ),
            models.CheckConstraint(
                condition=~Q(naming="anonymous") | Q(author=None, organisation=None, name="", typed_by=""),
                name="without_a_name_nothing_leads_to_the_author",
            ),
            models.CheckConstraint(
                condition=Q(responds_to=None, stance="") | Q(responds_to__isnull=False) & ~Q(stance=""),
                name="a_reaction_says_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_on__isnull=False, name="", author=None)
                | ~Q(state="withdrawn") & Q(withdrawn_on=None),
                name="what_is_withdrawn_keeps_its_day_and_no_name",
            ),
            models.CheckConstraint(
                condition=~Q(state="given") | Q(wording__gt=0), name="what_is_given_has_words"
            ),
            models.CheckConstraint(
                condition=Q(masked_on=None, masked_why="") | Q(masked_on__isnull=False) & ~Q(masked_why=""),
                name="what_is_masked_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(means="paper") | ~Q(agreement="") | Q(state="withdrawn"),
                name="what_is_typed_for_somebody_has_their_agreement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation} · {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("words_given", args=[self.uid])

    @property
    def is_withdrawn(self) -> bool:
        return self.state == self.State.WITHDRAWN


class Wording(models.Model):
    """A text as it was given, for ever the same: passages are offsets into it. Emptied by a withdrawal."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="wordings")
    number = models.PositiveSmallIntegerField()
    text = EncryptedTextField(blank=True)
    given_on = models.DateField()

    privacy = Privacy(kept="id contribution number given_on", scrubbed="text")

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["contribution", "number"], name="one_wording_of_each_number")
        ]

    def __str__(self) -> str:
        return f"{self.contribution} · {self.number}"


class Sound(models.Model):
    """A voice note, encrypted. Heard by whoever writes it out, and by its author, until it is written out."""

    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, related_name="sound", primary_key=True
    )
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    data = EncryptedTextField()  # base64
    written_out_by = models.CharField(max_length=200, blank=True)
    written_out_on = models.DateField(null=True)

    privacy = Privacy(
        kept="contribution media_type size written_out_on", scrubbed="data", pseudonymised="written_out_by"
    )

    def __str__(self) -> str:
        return str(self.contribution)


class Vote(models.Model):
    """Only where the rules say so; one for each person, changed until contributions close."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ballot = models.CharField(max_length=8, choices=Ballot.choices)

    privacy = Privacy(kept="id contribution", scrubbed="ballot", pseudonymised="user")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contribution", "user"], name="one_vote_a_person")]

    def __str__(self) -> str:
        return str(self.contribution)
