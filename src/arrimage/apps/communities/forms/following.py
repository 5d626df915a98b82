"""How often to be written to; asking to quote, and answering."""

from django import forms
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.communities.models import Reuse
from arrimage.apps.communities.vocabulary import Rhythm
from arrimage.design.widgets import text


class RhythmForm(forms.Form):
    rhythm = forms.ChoiceField(
        label=lazy("A mail that says what is new"),
        choices=Rhythm.choices,
        widget=forms.RadioSelect,
        help_text=lazy("Of places that members alone read, it says only that there is something."),
    )


class AskForm(forms.Form):
    where = forms.ChoiceField(
        label=lazy("Where you would quote it"), choices=Reuse.Where.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=lazy("What for, and who will read it"),
        max_length=1000,
        widget=text(4),
        help_text=lazy("Its author reads this and decides. Without an answer, it is a no."),
    )


class GrantForm(forms.Form):
    NAMED, UNNAMED = "named", "unnamed"
    signed = forms.ChoiceField(
        label=pgettext_lazy("reuse", "How it is signed"), widget=forms.RadioSelect, initial=NAMED
    )
    answer = forms.CharField(
        label=lazy("A word with your answer"), max_length=600, required=False, widget=text(2)
    )

    def __init__(self, *args, called: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.called = called
        self.fields["signed"].choices = [
            (self.NAMED, called),
            (self.UNNAMED, lazy("without any name: somebody of a community")),
        ]

    def content(self) -> dict:
        data = self.cleaned_data
        return {"named": self.called if data["signed"] == self.NAMED else "", "answer": data["answer"]}
