"""What one organisation reports of its relation with another, and what that other one says of it.

A report waits with its author until it is submitted; then the organisation it is about reads it too, and
nobody else until both let it be published (docs/decisions/0011-ties.md).
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Privacy
from arrimage.apps.network.vocabulary_ties import (
    DIRECTED_LABELS,
    Answer,
    Direction,
    Extent,
    Formalisation,
    Frequency,
    Governance,
    Problem,
    Reading,
    Sanctions,
    ShippedKind,
    Shown,
)


class TieKind(models.Model):
    """A kind of tie: shipped for everyone (`network` empty), or a network's own."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.ForeignKey(
        "network.Network", null=True, blank=True, on_delete=models.CASCADE, related_name="own_tie_kinds"
    )
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80, blank=True)  # empty for a shipped kind: translated
    description = models.CharField(_("what it means"), max_length=300, blank=True)
    is_directed = models.BooleanField(_("goes from one to the other"), default=False)
    retired_at = models.DateTimeField(null=True, editable=False)

    privacy = Privacy(kept="id uid network code name description is_directed retired_at")

    class Meta:
        verbose_name = _("kind of tie")
        ordering = ("network_id", "id")
        constraints = [
            models.UniqueConstraint(fields=["network", "code"], name="one_tie_kind_per_code_in_a_network"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(network=None), name="one_shipped_tie_kind_per_code"
            ),
            models.CheckConstraint(
                condition=Q(network=None) | ~Q(name=""), name="a_network_names_its_own_tie_kinds"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(ShippedKind(self.code).label)

    def said(self, direction: str) -> str:
        """The tie in the words of whoever says it: «we refer persons to them»."""
        if not direction:
            return str(self)
        shipped = None if self.network_id else DIRECTED_LABELS.get((self.code, direction))
        return str(shipped or f"{self} ({Direction(direction).label})")


class TieReport(models.Model):
    """The card an organisation fills about another, in a wave. It exists, empty, as soon as it is ticked."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wave = models.ForeignKey("network.Wave", on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        "network.Organisation", on_delete=models.CASCADE, related_name="ties_reported"
    )
    about = models.ForeignKey(
        "network.Organisation", on_delete=models.CASCADE, related_name="ties_reported_of_it"
    )
    # What is empty was not said.
    frequency = models.PositiveSmallIntegerField(
        _("how often"), choices=Frequency.choices, null=True, blank=True
    )
    governance = models.PositiveSmallIntegerField(
        _("how you decide"), choices=Governance.choices, null=True, blank=True
    )
    formalisation = models.PositiveSmallIntegerField(
        _("what is written"), choices=Formalisation.choices, null=True, blank=True
    )
    sanctions = models.PositiveSmallIntegerField(
        _("when a commitment is not kept"), choices=Sanctions.choices, null=True, blank=True
    )
    extent = models.PositiveSmallIntegerField(
        _("how much is exchanged"), choices=Extent.choices, null=True, blank=True
    )
    problem = models.PositiveSmallIntegerField(
        _("what persons live through"), choices=Problem.choices, null=True, blank=True
    )
    own_words = models.TextField(_("in your own words"), max_length=2000, blank=True)
    saved_at = models.DateTimeField(null=True)  # empty: ticked, the card not filled yet
    saved_by = models.CharField(max_length=200, blank=True)
    submitted_at = models.DateTimeField(null=True)  # empty: its author alone reads it

    privacy = Privacy(
        kept="id uid wave reporter about frequency governance formalisation sanctions extent problem"
        " saved_at submitted_at",
        scrubbed="own_words",
        pseudonymised="saved_by",
    )

    class Meta:
        ordering = ("about__sort_name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "reporter", "about"], name="one_report_per_pair_in_a_wave"
            ),
            models.CheckConstraint(condition=~Q(reporter=F("about")), name="nobody_reports_of_itself"),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(saved_at__isnull=False),
                name="what_is_submitted_was_filled",
            ),
        ]
        indexes = [models.Index(fields=["wave", "about"])]

    def __str__(self) -> str:
        return f"{self.reporter} → {self.about}"


class TieClaim(models.Model):
    """One tie the report says: its kind and, where the kind goes one way, which way."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(TieReport, on_delete=models.CASCADE, related_name="claims")
    # Restricted, not protected: a network leaves with its own kinds and all that was said in its waves.
    kind = models.ForeignKey(TieKind, on_delete=models.RESTRICT, related_name="claims")
    direction = models.CharField(max_length=3, choices=Direction.choices, blank=True)

    privacy = Privacy(kept="id uid report kind direction")

    class Meta:
        ordering = ("kind_id", "-direction")
        constraints = [
            models.UniqueConstraint(fields=["report", "kind", "direction"], name="a_report_says_a_tie_once")
        ]

    def __str__(self) -> str:
        return f"{self.report} · {self.kind}"

    @property
    def label(self) -> str:
        return self.kind.said(self.direction)

    @property
    def source_id(self) -> int:
        return self.report.about_id if self.direction == Direction.IN else self.report.reporter_id

    @property
    def target_id(self) -> int:
        return self.report.reporter_id if self.direction == Direction.IN else self.report.about_id


class TieReply(models.Model):
    """What the organisation a tie is said of answers. No reply is not a no."""

    claim = models.OneToOneField(TieClaim, on_delete=models.CASCADE, related_name="reply")
    answer = models.CharField(max_length=8, choices=Answer.choices)
    words = models.TextField(_("in your own words"), max_length=2000, blank=True)
    replied_at = models.DateTimeField()
    replied_by = models.CharField(max_length=200)

    privacy = Privacy(kept="id claim answer replied_at", scrubbed="words", pseudonymised="replied_by")

    def __str__(self) -> str:
        return f"{self.claim} · {self.get_answer_display()}"


class OfAnother(models.Model):
    """Something an organisation decides, in a wave, on its relation with another."""

    wave = models.ForeignKey("network.Wave", on_delete=models.CASCADE, related_name="%(class)ss")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    about = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=200)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "organisation", "about"], name="one_%(class)s_per_organisation_and_other"
            ),
            models.CheckConstraint(
                condition=~Q(organisation=F("about")), name="a_%(class)s_is_about_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.about}"


class TiePublication(OfAnother):
    """How much it lets be published of this relation, where it decides otherwise than for the wave."""

    shown = models.PositiveSmallIntegerField(choices=Shown.choices)

    privacy = Privacy(kept="id wave organisation about shown decided_at", pseudonymised="decided_by")

    class Meta(OfAnother.Meta):
        pass


class TieReading(OfAnother):
    """What it calls the relation, beside what the software proposes from the criteria."""

    reading = models.PositiveSmallIntegerField(_("you would call it"), choices=Reading.choices)
    words = models.TextField(_("in your own words"), max_length=1000, blank=True)

    privacy = Privacy(
        kept="id wave organisation about reading decided_at", scrubbed="words", pseudonymised="decided_by"
    )

    class Meta(OfAnother.Meta):
        pass
