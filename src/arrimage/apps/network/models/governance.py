"""How a network is governed: its form, its committees and who sits on them. Both sides say yes to each."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Entity, Privacy

from .joint_seat import JointDecision, Network
from .period import Period


class Governance(JointDecision, Period):
    """The form of a network's governance, in force once both sides have said yes, until another is."""

    class Form(models.TextChoices):
        SELF_GOVERNED = "self_governed", _("Self-governed: the organisations share the conduct")
        LEAD = "lead", _("Led by one of its organisations")
        ADMINISTRATIVE = "administrative", _("Led by an organisation made for it")

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="governances")
    form = models.CharField(_("form of governance"), max_length=14, choices=Form.choices)
    organisation = models.ForeignKey(
        "network.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(_("how it works here"), blank=True)

    privacy = Privacy(
        kept=f"id network form organisation words since until {JointDecision.DECISION_KEPT}",
        pseudonymised=JointDecision.DECISION_PERSONS,
    )

    class Meta:
        verbose_name = _("form of governance")
        ordering = ("-proposed_at", "-id")
        constraints = [
            *JointDecision.Meta.constraints,
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=Q(form="self_governed", organisation=None)
                | (~Q(form="self_governed") & Q(organisation__isnull=False)),
                name="a_led_network_names_who_leads",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_form_display())

    @property
    def headline(self) -> str:
        return gettext("The network would be: %(form)s") % {"form": self.get_form_display()}


class Committee(Entity, Period):
    """A committee, its level and what it is charged with."""

    class Level(models.TextChoices):
        STRATEGIC = "strategic", pgettext_lazy("committee", "Strategic (where we go)")
        TACTICAL = "tactical", pgettext_lazy("committee", "Tactical (how we get there)")
        OPERATIONAL = "operational", pgettext_lazy("committee", "Operational (day to day)")

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="committees")
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    name = models.CharField(_("name"), max_length=160)
    mandate = models.TextField(_("mandate"))

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " network level name mandate since until")

    class Meta(Period.Meta):
        verbose_name = _("committee")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committee", args=[self.network.uid, self.uid])


class CommitteeSeat(Period):
    """A place on a committee: an organisation's, or a person's. Nobody in it: a vacancy, shown as such."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("An organisation")
        LIVED = "lived", _("A person with lived experience")
        RELATIVE = "relative", _("A relative or friend")

    PERSONS = (Kind.LIVED, Kind.RELATIVE)

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="seats")
    kind = models.CharField(_("whose place it is"), max_length=12, choices=Kind.choices)
    organisation = models.ForeignKey(
        "network.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(_("role at the committee"), max_length=300, blank=True)
    support = models.CharField(_("support arranged"), max_length=300, blank=True)
    compensation = models.CharField(_("compensation arranged"), max_length=300, blank=True)

    privacy = Privacy(kept="id committee kind organisation role support compensation since until")

    class Meta(Period.Meta):
        verbose_name = _("seat of a committee")
        ordering = ("id",)
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="organisation") | Q(organisation=None),
                name="a_persons_seat_is_no_organisations",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee} · {self.organisation or self.get_kind_display()}"

    @property
    def is_persons(self) -> bool:
        return self.kind in self.PERSONS


class SeatHolder(Period):
    """A person in a seat, by what they chose to be called, shown to whom they chose.

    The name is kept only as long as the person sits and wants it shown: it is emptied otherwise.
    """

    class Shown(models.TextChoices):
        NOBODY = "nobody", _("To nobody: the seat is shown, not my name")
        NETWORK = "network", _("To the organisations of the network")
        EVERYONE = "everyone", _("To everyone")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seat = models.ForeignKey(CommitteeSeat, on_delete=models.CASCADE, related_name="holders")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    called = models.CharField(_("what to call you"), max_length=120, blank=True)
    shown_to = models.CharField(
        _("who may see it"), max_length=8, choices=Shown.choices, default=Shown.NOBODY
    )
    consented_at = models.DateTimeField()
    brought = models.TextField(_("what was brought"), blank=True)
    came_of_it = models.TextField(_("what came of it"), blank=True)

    privacy = Privacy(
        kept="id uid seat shown_to consented_at since until",
        scrubbed="called brought came_of_it",
        pseudonymised="user",
    )

    class Meta(Period.Meta):
        verbose_name = _("holder of a seat")
        ordering = ("id",)
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["seat"], condition=Q(until=None), name="one_holder_per_seat_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(shown_to="nobody") | Q(called=""), name="who_is_shown_to_nobody_is_not_named"
            ),
        ]

    def __str__(self) -> str:
        return str(self.seat)  # never the name: labels travel, to the journal for one


class CommitteeProposal(JointDecision):
    """A change to committees, done at the second yes."""

    class What(models.TextChoices):
        OPEN = "open", _("open a committee")
        MANDATE = "mandate", _("change a mandate")
        CLOSE = "close", _("close a committee")
        SEAT = "seat", _("add a seat")
        UNSEAT = "unseat", _("remove a seat")

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="committee_proposals")
    what = models.CharField(max_length=8, choices=What.choices)
    committee = models.ForeignKey(Committee, null=True, on_delete=models.CASCADE, related_name="proposals")
    seat = models.ForeignKey(CommitteeSeat, null=True, on_delete=models.SET_NULL, related_name="+")
    level = models.CharField(max_length=12, choices=Committee.Level.choices, blank=True)
    name = models.CharField(max_length=160, blank=True)
    mandate = models.TextField(blank=True)
    seat_kind = models.CharField(max_length=12, choices=CommitteeSeat.Kind.choices, blank=True)
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(max_length=300, blank=True)

    privacy = Privacy(
        kept="id network what committee seat level name mandate seat_kind organisation role "
        + JointDecision.DECISION_KEPT,
        pseudonymised=JointDecision.DECISION_PERSONS,
    )

    class Meta:
        verbose_name = _("proposed change to committees")
        ordering = ("-proposed_at", "-id")
        constraints = [*JointDecision.Meta.constraints]

    def __str__(self) -> str:
        return self.headline

    @property
    def headline(self) -> str:
        who = self.organisation or self.get_seat_kind_display()
        said = {
            self.What.OPEN: gettext("A committee would open: %(name)s"),
            self.What.MANDATE: gettext("The mandate of %(committee)s would change"),
            self.What.CLOSE: gettext("%(committee)s would close"),
            self.What.SEAT: gettext("%(committee)s would have a seat more: %(who)s"),
            self.What.UNSEAT: gettext("%(committee)s would have a seat less: %(who)s"),
        }
        return said[self.What(self.what)] % {"name": self.name, "committee": self.committee, "who": who}
