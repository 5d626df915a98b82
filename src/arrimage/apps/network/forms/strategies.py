"""Saying where a strategy stands, adding one, setting the pace."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.kernel.clock import today
from arrimage.apps.network.models import Pace, Phase, Strategy, StrategyStep


def day_field(**kwargs) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class StepForm(forms.Form):
    state = forms.ChoiceField(
        label=lazy("Where does it stand?"), choices=StrategyStep.State.choices, widget=forms.RadioSelect
    )
    since = day_field(label=lazy("Since which day?"), help_text=lazy("The day it became so, even long ago."))
    expected_on = day_field(
        label=lazy("If it is planned: when should it begin?"),
        required=False,
        help_text=lazy("It lets the network see that too much would begin at once."),
    )
    led_by = forms.CharField(
        label=lazy("Who carries it?"),
        max_length=200,
        required=False,
        help_text=lazy("Organisations, or a role. No need of a person’s name."),
    )
    evidence = forms.CharField(
        label=lazy("What shows it?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("A document, a practice, what people say of it."),
    )
    difficulty = forms.CharField(
        label=lazy("What is difficult?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = self.fields["since"].initial or today()


class StrategyForm(forms.Form):
    name = forms.CharField(label=lazy("How do you call this strategy?"), max_length=160)
    description = forms.CharField(
        label=lazy("What does it consist of?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    kind = forms.ChoiceField(
        label=lazy("What type of integration is it, mostly?"),
        choices=Strategy.Kind.choices,
        widget=forms.RadioSelect,
    )
    targets = forms.MultipleChoiceField(
        label=lazy("Whom or what does it act upon?"),
        choices=Strategy.Target.choices,
        widget=forms.CheckboxSelectMultiple,
    )


class PaceForm(forms.ModelForm):
    class Meta:
        model = Pace
        fields = ("most", "months")
        labels = {
            "most": lazy("How many changes may begin together before you are told?"),
            "months": lazy("Within how many months?"),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, prefix="pace", **kwargs)
        for name, last in (("most", 50), ("months", 36)):
            field = self.fields[name]
            field.min_value, field.max_value = 1, last
            field.widget = forms.NumberInput(attrs={"min": 1, "max": last, "inputmode": "numeric"})

    def clean_most(self) -> int:
        return self._within("most", 50)

    def clean_months(self) -> int:
        return self._within("months", 36)

    def _within(self, name: str, last: int) -> int:
        given = self.cleaned_data[name]
        if not 1 <= given <= last:
            raise forms.ValidationError(lazy("Give a number from 1 to %(last)d."), params={"last": last})
        return given


class PhaseForm(forms.Form):
    kind = forms.ChoiceField(
        label=lazy("What kind of phase is it?"), choices=Phase.Kind.choices, widget=forms.RadioSelect
    )
    aim = forms.CharField(label=lazy("What is it for, in one line?"), max_length=200)
    since = day_field(label=lazy("From which day?"))
    until = day_field(
        label=lazy("Until which day?"), required=False, help_text=lazy("Leave empty if you do not know yet.")
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, prefix="phase", **kwargs)
