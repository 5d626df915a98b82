"""Models, boxes, what was found; lines of a joint display; an answer to one's own words."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.mixed.actions.logic import TYPED
from arrimage.apps.mixed.models import Ask, Box, Evidence, Quote, Row
from arrimage.design.widgets import DateInput


def _long(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ModelForm(forms.Form):
    title = forms.CharField(label=lazy("Title"), max_length=200)
    purpose = forms.CharField(
        label=lazy("What you want to understand"),
        max_length=2000,
        widget=_long(),
        help_text=lazy("What should change, for whom, and how you would know that it did not."),
    )
    source = forms.CharField(
        label=lazy("Where it comes from"),
        max_length=300,
        required=False,
        help_text=lazy("A meeting, a document, a programme: who thought of it so."),
    )


class BoxForm(forms.Form):
    kind = forms.ChoiceField(label=pgettext_lazy("logic model", "What it is"), choices=Box.Kind.choices)
    words = forms.CharField(label=lazy("In a few words"), max_length=200)
    details = forms.CharField(label=lazy("More about it"), max_length=2000, required=False, widget=_long())


class ArrowForm(forms.Form):
    target = forms.ModelChoiceField(label=lazy("It leads to"), queryset=None)

    def __init__(self, *args, targets, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = targets


class FindingForm(forms.Form):
    finding = forms.ChoiceField(
        label=lazy("What was found"), choices=Box.Finding.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=lazy("In words: by what, or what is missing"), max_length=2000, widget=_long()
    )


class EvidenceForm(forms.Form):
    """`choices`: what can be found by itself, by kind; or something typed, with where it comes from."""

    piece = forms.ChoiceField(label=lazy("Choose it"), required=False)
    label = forms.CharField(label=lazy("Or write what it is"), max_length=400, required=False)
    source = forms.CharField(label=lazy("Where it comes from"), max_length=300, required=False)
    says = forms.ChoiceField(
        label=lazy("What it says of it"), choices=Evidence.Says.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label=lazy("In your words"), max_length=600, required=False, widget=_long(2))

    def __init__(self, *args, choices, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["piece"].choices = [("", lazy("None of these: I write it")), *choices]

    def clean(self) -> dict:
        told = super().clean()
        if not told.get("piece") and not (told.get("label") and told.get("source")):
            self.add_error("label", lazy("Choose one, or write what it is and where it comes from."))
        return told

    @property
    def told(self) -> dict:
        kind, _colon, ref = self.cleaned_data["piece"].partition("|")
        named = {"kind": kind or TYPED, "ref": ref}
        return named | {name: self.cleaned_data[name] for name in ("label", "source", "says", "words")}


class DisplayForm(forms.Form):
    title = forms.CharField(label=lazy("Title"), max_length=200)
    question = forms.CharField(label=lazy("The question it answers"), max_length=1000, widget=_long(2))


class RowForm(forms.Form):
    figure = forms.ChoiceField(
        label=lazy("The number"),
        required=False,
        help_text=lazy("It follows the answers until this is published."),
    )
    theme_ref = forms.ChoiceField(label=lazy("A code of your interviews"), required=False)
    theme = forms.CharField(label=lazy("The theme, in words"), max_length=300, required=False)
    box = forms.ModelChoiceField(
        label=lazy("Which box of the model it is about"),
        queryset=None,
        required=False,
        empty_label=lazy("None"),
    )
    meta = forms.ChoiceField(
        label=lazy("What they say together"),
        choices=Row.Together.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    inference = forms.CharField(
        label=lazy("What one understands by holding them together"),
        max_length=2000,
        required=False,
        widget=_long(4),
    )

    def __init__(self, *args, numbers, codes, boxes, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = [("", lazy("No number")), *numbers]
        self.fields["box"].queryset = boxes
        if codes:
            self.fields["theme_ref"].choices = [("", lazy("None: I write the theme")), *codes]
        else:
            del self.fields["theme_ref"]


class QuoteForm(forms.Form):
    ref = forms.ChoiceField(label=lazy("Words of your interviews"), required=False)
    text = forms.CharField(label=lazy("Their words"), max_length=3000, required=False, widget=_long())
    by_line = forms.CharField(
        label=lazy("How their author is said"),
        max_length=120,
        required=False,
        help_text=lazy("A role, a chosen name: nothing by which somebody could be recognised."),
    )
    agreed = forms.CharField(label=lazy("Where they agreed to be quoted"), max_length=200)
    email = forms.EmailField(
        label=lazy("E-mail address of their account, if they have one"),
        required=False,
        help_text=lazy("They then find their words on their first page. Otherwise, give them the link."),
    )

    def __init__(self, *args, quotes, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if quotes:
            self.fields["ref"].choices = [("", lazy("None: I write them")), *quotes]
        else:
            del self.fields["ref"]


class MoveForm(forms.Form):
    words = forms.CharField(
        label=pgettext_lazy("a number", "What it changes"),
        max_length=600,
        widget=_long(2),
        help_text=lazy("“Nothing” is an answer."),
    )


class AskForm(forms.Form):
    of = forms.ChoiceField(label=lazy("Where to look"), choices=Ask.Of.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=lazy("The question"), max_length=400, widget=_long(2))


class OfferForm(forms.Form):
    until = forms.DateField(
        label=lazy("Last day of the reading"),
        widget=DateInput(),
        help_text=lazy("A week at least. Those it quotes read their words, answer, take them back."),
    )

    def __init__(self, *args, today, **kwargs) -> None:
        kwargs.setdefault("initial", {"until": today + timedelta(days=14)})
        super().__init__(*args, **kwargs)


class AnswerForm(forms.Form):
    """One's own words: agree, answer, or take them back."""

    state = forms.ChoiceField(
        label=lazy("Your words here"),
        choices=[
            (Quote.State.KEPT.value, lazy("I agree that they are read here")),
            (Quote.State.WITHDRAWN.value, lazy("I take them back: they are erased from here")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=lazy("What you want to add, if you like"),
        max_length=2000,
        required=False,
        widget=_long(),
        help_text=lazy("It is printed under your words."),
    )
