"""Putting a questionnaire to people."""

from django import forms
from django.utils.translation import gettext_lazy as lazy


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class OpeningForm(forms.Form):
    title = forms.CharField(
        label=lazy("Title shown to those who answer"),
        max_length=200,
        help_text=lazy("“Autumn meeting”, “After the first three months”…"),
    )
    words = forms.CharField(
        label=lazy("A word to those who answer"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("Why you ask, and what you will do with the answers."),
    )
    closes_on = forms.DateField(
        label=lazy("First day on which it is closed"),
        required=False,
        widget=DateInput(),
        help_text=lazy("Left empty, it stays open until you close it."),
    )
    may_be_changed = forms.BooleanField(
        label=lazy("An answer that was sent may still be changed until the closing"),
        required=False,
        initial=True,
    )
    told = forms.ModelMultipleChoiceField(
        label=lazy("Who is told at once of an answer that is an alert"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, people, has_alerts: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if has_alerts:
            self.fields["told"].queryset = people
            self.fields["told"].required = True
        else:
            del self.fields["told"]
