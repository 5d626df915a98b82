"""A territory's own figure."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.kernel.clock import today
from arrimage.apps.network.vocabulary_comparators import Indicator


class FigureForm(forms.Form):
    territory = forms.ModelChoiceField(label=lazy("Of which territory"), queryset=None, to_field_name="code")
    indicator = forms.ChoiceField(label=lazy("What is counted"), choices=Indicator.choices)
    year = forms.IntegerField(label=lazy("In which year"), min_value=1970)
    count = forms.DecimalField(
        label=lazy("How many in all"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=lazy(
            "A number of persons or beds, not a rate: the rate is worked out from the population."
        ),
    )
    definition = forms.CharField(
        label=lazy("Who or what exactly was counted"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("For instance: psychiatrists who practise, in full-time equivalents."),
    )
    source = forms.CharField(label=lazy("Where the figure comes from"), max_length=300)

    def __init__(self, *args, territories, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].queryset = territories
        self.fields["year"].max_value = today().year
        self.fields["year"].initial = today().year - 1

    def said(self) -> dict[str, object]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in ("count", "source", "definition")}
