"""Which open answers to code, and where people said that they may be quoted."""

from django import forms
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy


class SourceForm(forms.Form):
    ref = forms.ChoiceField(label=lazy("Answers of"))

    def __init__(self, *args, sources, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ref"].choices = [(one.ref, f"{one.title} ({one.answered})") for one in sources]


class ItemForm(forms.Form):
    item = forms.ChoiceField(label=lazy("Open question"), widget=forms.RadioSelect)
    consent = forms.ChoiceField(
        label=lazy("Where they said whether they may be quoted"),
        required=False,
        help_text=lazy("Without it, none of these words is quoted outside of the team."),
    )

    def __init__(self, *args, items, others, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [(one.name, one.label) for one in items]
        nowhere = ("", pgettext_lazy("consent to be quoted", "nowhere"))
        self.fields["consent"].choices = [nowhere, *[(one.name, one.label) for one in others]]
