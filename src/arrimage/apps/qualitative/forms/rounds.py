"""Forms of rounds of reading: who reads what blind, and what is kept where they differ."""

from django import forms
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.qualitative.models import Code, Member, Round, Transcript


class RoundForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("of a round", "Name"), max_length=120)
    unit = forms.ChoiceField(
        label=lazy("What is compared, said beforehand"),
        choices=Round.Unit.choices,
        initial="sentence",
        widget=forms.RadioSelect,
        help_text=lazy("The larger the unit, the easier it is to agree: say it before reading."),
    )
    texts = forms.ModelMultipleChoiceField(
        label=lazy("Texts, that nobody has coded yet"),
        queryset=Transcript.objects.none(),
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
    )
    coders = forms.ModelMultipleChoiceField(
        label=lazy("Who reads them, each alone"),
        queryset=Member.objects.none(),
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, texts, team, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["texts"].queryset = texts
        self.fields["coders"].queryset = team


class SettleForm(forms.Form):
    transcript = forms.UUIDField()
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)
    codes = forms.ModelMultipleChoiceField(queryset=Code.objects.none(), to_field_name="uid", required=False)
    why = forms.CharField(max_length=2000, required=False)

    def __init__(self, *args, codes, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].queryset = codes
