"""Agreements between organisations: each party signs itself, publishes itself, and speaks for itself.

Not to be confused with `joint_seat.JointDecision`, what the two sides of a network's table say yes to.
"""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy
from arrimage.apps.network.vocabulary import Mechanism, Publication

from .period import Period


class Agreement(Period, Entity):
    """What organisations agree to do for one another. Written by one of them, signed by each.

    A draft is its writer's alone; from its proposal on, every party reads it, and nobody else does until
    all of them have chosen to publish it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("agreement", "Being written")
        PROPOSED = "proposed", pgettext_lazy("agreement", "Proposed")
        UNDER_WAY = "under_way", pgettext_lazy("agreement", "Under way")
        SIGNED = "signed", pgettext_lazy("agreement", "Signed")
        REFUSED = "refused", pgettext_lazy("agreement", "Refused")
        ENDED = "ended", pgettext_lazy("agreement", "Ended")
        RENEWED = "renewed", pgettext_lazy("agreement", "Renewed")

    NEXT = {
        State.DRAFT: {State.PROPOSED},
        State.PROPOSED: {State.DRAFT, State.UNDER_WAY, State.SIGNED, State.REFUSED},
        State.UNDER_WAY: {State.SIGNED, State.REFUSED},
        State.SIGNED: {State.ENDED, State.RENEWED},
        State.REFUSED: {State.UNDER_WAY},
        State.ENDED: {State.RENEWED},
        State.RENEWED: set(),
    }

    title = models.CharField(_("what to call it"), max_length=160)
    purpose = models.TextField(_("what it is for"), max_length=4000)
    writer = models.ForeignKey(
        "network.Organisation", on_delete=models.PROTECT, related_name="agreements_written"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    remind_days = models.PositiveSmallIntegerField(_("talk about it again, days before it ends"), default=90)
    reminded_at = models.DateTimeField(null=True, editable=False)
    renewal_of = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="renewed_by", editable=False
    )
    proposed_at = models.DateTimeField(null=True, editable=False)
    signed_at = models.DateTimeField(null=True, editable=False)  # the last signature
    # Why it was refused, or ended: the words of the party that did.
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_for = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    closed_by = models.CharField(max_length=200, blank=True, editable=False)
    closed_words = models.TextField(max_length=2000, blank=True, editable=False)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " since until title purpose writer state remind_days reminded_at"
        " renewal_of proposed_at signed_at closed_at closed_for",
        scrubbed="closed_words",
        pseudonymised="closed_by",
    )

    class Meta(Period.Meta):
        verbose_name = _("agreement")
        ordering = ("-updated_at", "-id")
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_at__isnull=False),
                name="a_signed_agreement_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(closed_words=""),
                name="a_refusal_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("agreement", args=[self.uid])

    @property
    def last_day(self) -> date | None:
        """The last day it holds; `until` is the first it no longer does."""
        return self.until - timedelta(days=1) if self.until else None

    @property
    def is_open(self) -> bool:
        """Whether it may still be worded otherwise."""
        return self.state in {self.State.DRAFT, self.State.PROPOSED, self.State.UNDER_WAY}

    @property
    def is_signed(self) -> bool:
        return self.state == self.State.SIGNED

    def is_up_for_renewal(self, on: date) -> bool:
        """Whether its end is near enough to talk about it."""
        return bool(self.is_signed and self.until and on >= self.until - timedelta(days=self.remind_days))


class AgreementParty(models.Model):
    """An organisation that is party to an agreement: its signature, and what it lets be known."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.PROTECT, related_name="agreement_parties"
    )
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=200, blank=True)
    signed_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    publication = models.CharField(
        _("what others may know"), max_length=10, choices=Publication.choices, default=Publication.NOTHING
    )

    privacy = Privacy(
        kept="id agreement organisation signed_at publication", pseudonymised="signed_by signed_user"
    )

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation"], name="an_organisation_is_party_once"
            ),
            # Two signatures never come from one person, whatever hats they wear.
            models.UniqueConstraint(
                fields=["agreement", "signed_user"],
                condition=Q(signed_user__isnull=False),
                name="signatures_come_from_different_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.agreement}"


class ReferralWay(models.Model):
    """Something one party refers to another: what, by which way, and whom to ask for."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="ways")
    origin = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(_("who or what is referred"), max_length=300)
    mechanism = models.CharField(_("by which way"), max_length=16, choices=Mechanism.choices)
    how = models.CharField(_("how it goes, in a few words"), max_length=300, blank=True)
    contact_role = models.CharField(_("whom to ask for (a role, not a name)"), max_length=120, blank=True)

    privacy = Privacy(kept="id agreement origin destination what mechanism how contact_role")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(origin=F("destination")), name="a_referral_way_leads_to_another_party"
            )
        ]

    def __str__(self) -> str:
        return f"{self.origin} → {self.destination}"


class AgreementObstacle(models.Model):
    """What makes the agreement hard to live by, in one party's own words; lifted by that party alone."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="obstacles")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=2000)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=200)
    lifted_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept="id uid agreement organisation noted_at lifted_at", scrubbed="words", pseudonymised="noted_by"
    )

    class Meta:
        ordering = ("lifted_at", "-noted_at", "-id")

    def __str__(self) -> str:
        return f"{self.organisation} · {self.agreement}"


class ReferralCount(Period):
    """How many were referred under the agreement in a period, as one party counted. Another may contest."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="counts")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    words = models.CharField(max_length=300, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=200)
    contested_for = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    contested_at = models.DateTimeField(null=True)
    contested_by = models.CharField(max_length=200, blank=True)
    contested_words = models.CharField(max_length=600, blank=True)

    privacy = Privacy(
        kept="id uid agreement organisation since until number noted_at contested_for contested_at",
        scrubbed="words contested_words",
        pseudonymised="noted_by contested_by",
    )

    class Meta(Period.Meta):
        ordering = ("-until", "id")
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=Q(since__isnull=False, until__isnull=False), name="a_count_has_its_period"
            ),
            models.UniqueConstraint(
                fields=["agreement", "organisation", "since", "until"],
                name="a_party_counts_a_period_once",
            ),
            models.CheckConstraint(
                condition=Q(contested_for=None) | ~Q(contested_for=F("organisation")),
                name="nobody_contests_their_own_count",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} · {self.number}"

    @property
    def last_day(self) -> date:
        return self.until - timedelta(days=1)


class HopedNumber(models.Model):
    """A number of referrals hoped for in a year: it exists only while every party has said yes to it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="hopes")
    number = models.PositiveIntegerField()
    proposed_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)  # the last yes
    ended_at = models.DateTimeField(null=True)  # any party withdraws it, at any time

    privacy = Privacy(kept="id uid agreement number proposed_at agreed_at ended_at")

    class Meta:
        ordering = ("-proposed_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(ended_at=None, agreed_at__isnull=False),
                name="one_hoped_number_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(ended_at=None, agreed_at=None),
                name="one_hoped_number_proposed_at_a_time",
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="a_hoped_number_is_some"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} · {self.number}"


class HopeYes(models.Model):
    """One party's yes to a hoped number."""

    hope = models.ForeignKey(HopedNumber, on_delete=models.CASCADE, related_name="yeses")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    privacy = Privacy(kept="id hope organisation at", pseudonymised="by")

    class Meta:
        ordering = ("at", "id")
        constraints = [models.UniqueConstraint(fields=["hope", "organisation"], name="a_party_says_yes_once")]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.hope}"


class AgreementQuestion(models.Model):
    """Fewer than hoped for: a question to talk over at the next meeting, never a fault of anybody's."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="questions")
    count = models.OneToOneField(ReferralCount, on_delete=models.CASCADE, related_name="question")
    hoped = models.PositiveIntegerField()  # for that period, in proportion
    raised_at = models.DateTimeField()
    meeting_uid = models.UUIDField(null=True)  # of the meeting whose agenda a party proposed it for
    talked_over_on = models.DateField(null=True)
    conclusion = models.TextField(max_length=2000, blank=True)
    concluded_for = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )

    privacy = Privacy(
        kept="id uid agreement count hoped raised_at meeting_uid talked_over_on concluded_for",
        scrubbed="conclusion",
    )

    class Meta:
        ordering = (F("talked_over_on").asc(nulls_first=True), "-raised_at", "-id")

    def __str__(self) -> str:
        return str(self.agreement)
