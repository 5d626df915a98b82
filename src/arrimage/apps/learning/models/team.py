"""Teams that learn: who they are, what they registered for, and what they did together, as a team."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.models import Entity, Privacy

from .programme import Programme, Theme


class Team(Entity):
    """A team registered by its supervisor. Its members are counted by role, never listed."""

    class Kind(models.TextChoices):
        SIM = "sim", _("Intensive follow-up (SIM)")
        SIV = "siv", _("Variable-intensity support (SIV)")
        SIM_SPECIALIST = "sim_specialist", _("SIM specialists")
        FIRST_LINE_ADULT = "first_line_adult", _("First line, adults")
        FIRST_LINE_YOUTH = "first_line_youth", _("First line, young persons")
        FIRST_EPISODE = "first_episode", _("First psychotic episode")
        ALTERNATE_LEVEL = "alternate_level", _("Alternate level of care")
        SPECIALISED = "specialised", _("Specialised services")
        COMMUNITY = "community", _("Community organisation’s team")
        PEERS = "peers", _("Peer helpers")
        OTHER = "other", _("Another kind of team")

    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name of the team"), max_length=160)
    kind = models.CharField(_("kind of team"), max_length=20, choices=Kind.choices)
    in_own_words = models.CharField(_("what you do, in your own words"), max_length=400, blank=True)
    region = models.ForeignKey(
        "network.Territory", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_pilot = models.BooleanField(_("takes part in the pilot"), default=False)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_on = models.DateField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " organisation name kind region is_pilot ended_on",
        scrubbed="in_own_words",
        pseudonymised="supervisor",
    )

    class Meta:
        verbose_name = _("team")
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(ended_on=None),
                name="an_organisation_names_each_team_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("learning_team", args=[self.uid])


class TeamRole(models.Model):
    """How many of the team hold a role: a number, never names."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=30)  # a code of accounts.roles.Role
    number = models.PositiveSmallIntegerField()

    privacy = Privacy(kept="id team role number")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["team", "role"], name="a_team_counts_each_role_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="a_role_counted_is_held_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.role} × {self.number}"

    @property
    def label(self) -> str:
        return str(Role(self.role).label)


class Enrolment(models.Model):
    """A team in a programme. It may leave, and come back; what it did stays its own."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="enrolments")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="enrolments")
    since = models.DateField()
    left_on = models.DateField(null=True)

    privacy = Privacy(kept="id team programme since left_on")

    class Meta:
        ordering = ("since", "id")
        constraints = [
            models.UniqueConstraint(fields=["team", "programme"], name="a_team_enrols_once_in_a_programme")
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.programme}"


class TeamStep(models.Model):
    """What a team did of a theme, together. What it writes of it is read by its own organisation alone."""

    class Step(models.TextChoices):
        SEEN = "seen", pgettext_lazy("step of a team", "Read or watched")
        DISCUSSED = "discussed", pgettext_lazy("step of a team", "Discussed together")
        TRIED = "tried", pgettext_lazy("step of a team", "Tried something")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="steps")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=9, choices=Step.choices)
    on = models.DateField(_("when"))
    words = models.TextField(_("what you keep from it"), max_length=3000, blank=True)
    noted_by = models.CharField(max_length=200)

    privacy = Privacy(kept="id uid team theme step on", scrubbed="words", pseudonymised="noted_by")

    class Meta:
        ordering = ("on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "theme", "step"], name="a_team_takes_each_step_of_a_theme_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.theme} · {self.get_step_display()}"


class ThemeVote(models.Model):
    """A team says that a theme matters to it now, and why: a reason, before it is a number."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="votes")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="votes")
    words = models.CharField(_("why it matters to you now"), max_length=500, blank=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=200)

    privacy = Privacy(kept="id theme team given_at", scrubbed="words", pseudonymised="given_by")

    class Meta:
        ordering = ("given_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["theme", "team"], name="a_team_votes_once_for_a_theme")
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.theme}"
