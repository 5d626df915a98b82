"""How services are made to hold together: an inventory of strategies, and where a network stands with each.

None is compulsory: nothing here counts how many are in place.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Privacy

from .period import Period


class Strategy(models.Model):
    """One strategy: of the shipped inventory (no network), or a network's own."""

    class Family(models.TextChoices):
        STRUCTURAL = "structural", _("Structure")
        GOVERNANCE = "governance", _("Governance system")
        MANAGEMENT = "management", _("Management system")
        ACCESS_POINT = "access_point", _("Access to services")
        AGREEMENTS = "agreements", _("Agreements and contracts")
        ACCOUNTABILITY = "accountability", _("Accountability")
        RESOURCES = "resources", _("Allocation of resources")
        JOINT_PROGRAMMES = "joint_programmes", _("Joint programmes")
        SERVICE_PLANS = "service_plans", _("Plans with the person")
        CASE_MANAGEMENT = "case_management", _("Case management and follow-up")
        REFERRAL = "referral", _("Referral between organisations")
        TRAINING = "training", _("Training and exchanges")
        SHARED_CARE = "shared_care", _("Care shared between lines")
        DIRECTORY = "directory", _("Knowing each other")
        SHARED_WORKERS = "shared_workers", _("Workers shared between organisations")
        CLINICAL_TOOLS = "clinical_tools", _("Clinical tools in common")
        SYSTEM = "system", _("Model of the whole")
        OWN = "own", _("The network’s own strategies")

    class Kind(models.TextChoices):
        CLINICAL_VERTICAL = "clinical_vertical", _("Clinical, vertical (between lines)")
        CLINICAL_HORIZONTAL = "clinical_horizontal", _("Clinical, horizontal (between equals)")
        ADMINISTRATIVE = "administrative", _("Administrative or functional")
        PROFESSIONAL = "professional", _("Of physicians and teams")
        STRUCTURAL = "structural", _("Structural or financial")
        NORMATIVE = "normative", _("Normative (culture, values)")
        SYSTEMIC = "systemic", _("Systemic (several at once)")

    class Target(models.TextChoices):
        CLIENTS = "clients", _("Persons who use services")
        SERVICES = "services", pgettext_lazy("target of a strategy", "Services")
        ORGANISATIONS = "organisations", pgettext_lazy("target of a strategy", "Organisations")
        SERVICE_LINES = "service_lines", _("Service lines")
        MANAGERS = "managers", pgettext_lazy("target of a strategy", "Managers")
        WORKERS = "workers", _("Workers and physicians")
        SYSTEM = "system", _("The whole system")

    code = models.CharField(max_length=40, blank=True, editable=False)
    network = models.ForeignKey(
        "network.Network", null=True, on_delete=models.CASCADE, related_name="own_strategies"
    )
    family = models.CharField(_("family"), max_length=20, choices=Family.choices)
    kind = models.CharField(_("type of integration"), max_length=20, choices=Kind.choices)
    targets = models.JSONField(_("targets"), default=list)
    name = models.CharField(_("name"), max_length=160)
    name_en = models.CharField(max_length=160, blank=True)
    description = models.TextField(_("description"), blank=True)
    source = models.CharField(_("source"), max_length=400, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    privacy = Privacy(kept="id code network family kind targets name name_en description source position")

    class Meta:
        verbose_name = _("strategy")
        ordering = ("position", "id")
        constraints = [
            models.CheckConstraint(
                condition=(~Q(code="") & Q(network=None)) | Q(code="", network__isnull=False),
                name="a_strategy_is_shipped_or_a_networks_own",
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="one_shipped_strategy_per_code"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language; a network's own has one."""
        is_english = (get_language() or "fr").startswith("en")
        return self.name_en if is_english and self.name_en else self.name

    @property
    def target_labels(self) -> list[str]:
        return [str(self.Target(code).label) for code in self.targets if code in self.Target.values]


class StrategyStep(models.Model):
    """Where a network stands with a strategy, from a day on. Steps are added, never changed: the history."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", _("Not started")
        PLANNED = "planned", pgettext_lazy("strategy", "Planned")
        UNDER_WAY = "under_way", pgettext_lazy("strategy", "Under way")
        IN_PLACE = "in_place", pgettext_lazy("strategy", "In place")
        SET_ASIDE = "set_aside", pgettext_lazy("strategy", "Set aside")

    network = models.ForeignKey("network.Network", on_delete=models.CASCADE, related_name="strategy_steps")
    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(_("where it stands"), max_length=12, choices=State.choices)
    since = models.DateField(_("since"))
    expected_on = models.DateField(_("when it should begin"), null=True, blank=True)
    led_by = models.CharField(_("by whom"), max_length=200, blank=True)
    evidence = models.TextField(_("what shows it"), blank=True)
    difficulty = models.TextField(_("what is difficult"), blank=True)
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    privacy = Privacy(
        kept="id network strategy state since expected_on said_at organisation",
        scrubbed="led_by evidence difficulty",
        pseudonymised="said_by",
    )

    class Meta:
        verbose_name = _("step of a strategy")
        ordering = ("since", "said_at", "id")
        indexes = [models.Index(fields=["network", "strategy"])]

    def __str__(self) -> str:
        return f"{self.strategy} · {self.get_state_display()}"


class Phase(Period):
    """A time of change, or of consolidation: the two are meant to alternate."""

    class Kind(models.TextChoices):
        CHANGE = "change", _("Phase of change")
        CONSOLIDATION = "consolidation", _("Phase of consolidation")

    network = models.ForeignKey("network.Network", on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(_("kind of phase"), max_length=14, choices=Kind.choices)
    aim = models.CharField(_("what it is for"), max_length=200)

    privacy = Privacy(kept="id network kind aim since until")

    class Meta(Period.Meta):
        verbose_name = _("phase")
        ordering = ("since", "id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.aim}"


class Pace(models.Model):
    """How many changes a network means to begin at once; its own choice, never a norm."""

    MOST, MONTHS = 3, 6  # what is proposed until a network says otherwise

    network = models.OneToOneField("network.Network", on_delete=models.CASCADE, related_name="pace")
    most = models.PositiveSmallIntegerField(_("changes begun together, at most"), default=MOST)
    months = models.PositiveSmallIntegerField(_("within how many months"), default=MONTHS)

    privacy = Privacy(kept="id network most months")

    class Meta:
        verbose_name = _("pace")
        constraints = [
            models.CheckConstraint(condition=Q(most__gte=1, months__gte=1), name="a_pace_is_at_least_one")
        ]

    def __str__(self) -> str:
        return f"{self.network} · {self.most} / {self.months}"
