"""A subject of the agenda, and what is written of it."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.meetings.models import Item


class ItemForm(forms.Form):
    title = forms.CharField(label=lazy("The subject, in a few words"), max_length=200)
    weight = forms.ChoiceField(
        label=lazy("What you ask of the others"),
        choices=[
            ("informed", lazy("To be informed: nothing is expected of them")),
            ("consulted", lazy("To be consulted: their opinion counts, the decision is elsewhere")),
            ("decided", lazy("To decide together: nothing is done without them")),
        ],
        widget=forms.RadioSelect,
        initial="consulted",
    )
    takes = forms.IntegerField(
        label=lazy("Time it takes, in minutes"), min_value=1, max_value=600, initial=10
    )
    details = forms.CharField(
        label=lazy("What is good to know before"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @staticmethod
    def initial_of(item: Item) -> dict:
        return {name: getattr(item, name) for name in ("title", "weight", "takes", "details")}


class NotesForm(forms.Form):
    """What is written during the meeting, saved as one goes."""

    said = forms.CharField(
        label=lazy("What is said"),
        max_length=10000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    decision = forms.CharField(
        label=lazy("What is decided"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    in_words_of = forms.CharField(
        label=lazy("In whose words"),
        max_length=200,
        required=False,
        help_text=lazy("Who would recognise their own words here."),
    )

    def __init__(self, data=None, *, item: Item) -> None:
        initial = {name: getattr(item, name) for name in ("said", "decision", "in_words_of")}
        super().__init__(data, initial=initial, auto_id=f"id_{item.uid.hex[:8]}_%s")
        self.item = item


class CorrectionForm(forms.Form):
    words = forms.CharField(
        label=lazy("What you would have written otherwise"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=lazy("It stays visible beside the minutes, whatever is made of it."),
    )


class RewriteForm(forms.Form):
    said = forms.CharField(
        label=lazy("What is said"),
        max_length=10000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    decision = forms.CharField(
        label=lazy("What is decided"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
