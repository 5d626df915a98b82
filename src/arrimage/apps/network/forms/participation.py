"""Saying something to the network, and answering."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.kernel.clock import today
from arrimage.apps.network.models import Contribution, ContributionAnswer

from .strategies import day_field


class ContributionForm(forms.Form):
    words = forms.CharField(
        label=lazy("What do you want to say?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=lazy("In your words. The network’s organisations read it. Do not name anybody else."),
    )
    is_own = forms.ChoiceField(
        label=lazy("Who says it?"),
        choices=[
            ("own", lazy("I say it for myself")),
            ("for", lazy("I write it for somebody who asked me to")),
        ],
        widget=forms.RadioSelect,
        initial="own",
    )
    voice = forms.ChoiceField(
        label=lazy("Whose voice is it?"), choices=Contribution.Voice.choices, widget=forms.RadioSelect
    )
    called = forms.CharField(
        label=lazy("A name to show with it"),
        max_length=120,
        required=False,
        help_text=lazy("Only if wanted: a first name, another name. Empty: no name is kept."),
    )
    said_on = day_field(label=lazy("When was it said?"))
    item = forms.ModelChoiceField(
        label=lazy("Was it at a meeting, about something on the agenda?"), queryset=None, required=False
    )

    def __init__(self, *args, items, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items
        self.fields["item"].label_from_instance = lambda item: f"{item.title} ({item.meeting})"
        self.fields["said_on"].initial = today()


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=lazy("What became of it?"), choices=ContributionAnswer.Outcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=lazy("Your answer to them"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    changed = forms.CharField(
        label=lazy("What changed, and where can one see it?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    why = forms.CharField(
        label=lazy("If it is refused: why?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    back_on = day_field(
        label=lazy("If it is under way: which day do you come back with news?"), required=False
    )
