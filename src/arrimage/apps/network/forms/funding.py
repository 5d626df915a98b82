"""Writing down what one's organisation receives."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.kernel.clock import today
from arrimage.apps.network.models import FundingLine


class FundingForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    year = forms.TypedChoiceField(label=lazy("For which financial year"), coerce=int)

    class Meta:
        model = FundingLine
        fields = ("kind", "year", "amount", "funder", "agreement", "words")
        labels = {
            "kind": lazy("What kind of funding"),
            "amount": lazy("How much, in dollars"),
            "funder": lazy("Who gives it"),
            "agreement": lazy("Under which agreement"),
            "words": lazy("What you would like to add, in your own words"),
        }
        help_texts = {
            "funder": lazy("A ministry, a centre, a foundation, a municipality…"),
            "amount": lazy("In whole dollars. Zero is an answer too."),
            "words": lazy("For instance, what it does not cover. Published with the line."),
        }
        widgets = {"kind": forms.RadioSelect, "words": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, agreements, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        last = today().year + 1
        years = sorted({*range(2010, last + 1), self.instance.year or last}, reverse=True)
        self.fields["year"].choices = [(year, f"{year}–{year + 1}") for year in years]
        if not self.instance.pk:
            self.fields["year"].initial = today().year if today().month >= 4 else today().year - 1
        self.fields["kind"].choices = [each for each in self.fields["kind"].choices if each[0]]
        self.fields["agreement"].queryset = agreements
        self.fields["agreement"].empty_label = "—"
        self.fields["version"].initial = self.instance.version if self.instance.pk else 0

    def said(self) -> dict[str, object]:
        """What the actions take."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
