"""Registering a team, noting what it did."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import today
from arrimage.apps.learning.models import Team, TeamStep
from arrimage.apps.learning.queries import teams as queries
from arrimage.design.widgets import DateInput

from .programmes import Versioned, text
from .supervision import Unnamed

# Those a team is made of; whoever watches over an organisation is no member of a team.
ROLES = (
    Role.WORKER,
    Role.SPECIALIST,
    Role.CLINICAL_SUPERVISOR,
    Role.CLINICAL_COORDINATOR,
    Role.PEER_HELPER,
    Role.FAMILY_PEER_HELPER,
    Role.RESPONDING_PROFESSIONAL,
    Role.MANAGER,
)


class TeamForm(Versioned):
    """The team, and how many hold each role: numbers, never names."""

    class Meta:
        model = Team
        fields = ("name", "kind", "in_own_words", "region", "is_pilot")

    def __init__(self, *args, region=None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"] = forms.ModelChoiceField(
            label=lazy("Region"), queryset=queries.regions(), required=False, initial=region
        )
        counted = dict(self.instance.roles.values_list("role", "number")) if self.instance.pk else {}
        for role in ROLES:
            self.fields[f"role_{role}"] = forms.IntegerField(
                label=role.label,
                required=False,
                min_value=0,
                max_value=500,
                initial=counted.get(role),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    @property
    def role_fields(self):
        return [self[f"role_{role}"] for role in ROLES]

    def content(self) -> dict:
        roles = {str(role): self.cleaned_data.get(f"role_{role}") or 0 for role in ROLES}
        return super().content() | {"roles": roles}


class StepForm(Unnamed):
    watched = ("words",)

    step = forms.ChoiceField(
        label=lazy("What the team did"), choices=TeamStep.Step.choices, widget=forms.RadioSelect
    )
    on = forms.DateField(label=lazy("When"), widget=DateInput(), initial=today)
    words = forms.CharField(
        label=lazy("What you keep from it, what you tried, what to follow up"),
        required=False,
        max_length=3000,
        widget=text(4),
        help_text=lazy(
            "Read by your organisation alone. Write what the team learned, never about a person you follow."
        ),
    )


class VoteForm(forms.Form):
    team = forms.ModelChoiceField(label=lazy("Which team"), queryset=None, empty_label=None)
    words = forms.CharField(
        label=lazy("Why this theme matters to you now"),
        required=False,
        max_length=500,
        help_text=lazy("Read by those who prepare the programme."),
    )

    def __init__(self, *args, teams, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams


class EnrolForm(forms.Form):
    programme = forms.ModelChoiceField(
        label=lazy("Take part in"), queryset=None, empty_label=lazy("Choose a programme")
    )

    def __init__(self, *args, programmes, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["programme"]
        field.queryset = programmes
        shipped = _("shipped with the software")
        field.label_from_instance = lambda one: f"{one} · {one.organisation or shipped}"
