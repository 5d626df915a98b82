"""Beginning, saying, answering, correcting: each box is read for what could make somebody known."""

from django import forms
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.communities.actions.posts import LONGEST
from arrimage.apps.communities.vocabulary import Reason
from arrimage.design.widgets import text


class Careful(forms.Form):
    """Shows the box « this names nobody » once something was found (`ask_to_judge`)."""

    names_nobody = forms.BooleanField(
        label=lazy("I looked: nobody one follows or lives with can be recognised"),
        required=False,
        widget=forms.HiddenInput,
    )

    def ask_to_judge(self) -> None:
        self.fields["names_nobody"].widget = forms.CheckboxInput()

    def content(self) -> dict:
        """What was typed, and whether its author judged."""
        data = dict(self.cleaned_data)
        return data | {"judged": data.pop("names_nobody")}


def words(label, rows: int = 6, **options) -> forms.CharField:
    options.setdefault("max_length", LONGEST)
    return forms.CharField(label=label, widget=text(rows), strip=False, **options)


REMINDER = lazy(
    "What was lived, tried, learned; never what would let somebody recognise a person one follows or"
    " lives with."
)


class SayForm(Careful):
    text = words(lazy("What you would like to say"), help_text=REMINDER)
    field_order = ("text", "names_nobody")


class AnswerForm(Careful):
    passage = words(
        lazy("The words you answer"),
        rows=3,
        required=False,
        help_text=lazy("Keep only the sentence you answer, as it is written; or nothing."),
    )
    text = words(lazy("What you would like to say"), help_text=REMINDER)
    field_order = ("passage", "text", "names_nobody")


class CorrectForm(SayForm):
    text = words(lazy("Your words"), help_text=REMINDER)


class DiscussionForm(Careful):
    title = forms.CharField(
        label=lazy("What you would like to talk about"),
        max_length=160,
        help_text=lazy("A question makes people want to answer."),
    )
    text = words(lazy("Your first words"), help_text=REMINDER)
    theme = forms.ChoiceField(
        label=lazy("The theme it goes with"),
        required=False,
        help_text=lazy("The page of the theme then leads here, for those who may read it."),
    )
    field_order = ("title", "text", "theme", "names_nobody")

    def __init__(self, *args, themes, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", lazy("None")), *themes]

    def content(self) -> dict:
        data = super().content()
        return data | {"theme_uid": data.pop("theme") or None}


class CloseForm(forms.Form):
    why = forms.CharField(
        label=lazy("Why it is closed"),
        max_length=400,
        widget=text(2),
        help_text=lazy("Whoever reads the discussion reads this too."),
    )


class SearchForm(forms.Form):
    all_optional = True
    q = forms.CharField(label=lazy("Words to look for"), max_length=100, required=False)


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=pgettext_lazy("report", "What is wrong with it"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=lazy("In your words"),
        max_length=1000,
        required=False,
        widget=text(3),
        help_text=lazy("The facilitators read it, without your name. Its author never does."),
    )


class RemoveForm(forms.Form):
    reason = forms.ChoiceField(
        label=lazy("Why it is removed"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        help_text=lazy("This alone is read by everybody, in its place."),
    )
    explanation = forms.CharField(
        label=lazy("What you tell its author"),
        max_length=1000,
        widget=text(3),
        help_text=lazy("They alone read it. Say what could be said otherwise."),
    )


class KeepForm(forms.Form):
    answer = forms.CharField(
        label=lazy("Why it stays"),
        max_length=600,
        widget=text(2),
        help_text=lazy("Read by whoever reported it."),
    )


class AppealForm(forms.Form):
    words = forms.CharField(label=lazy("Why it should come back"), max_length=1000, widget=text(3))


class DecideForm(forms.Form):
    answer = forms.CharField(label=lazy("What you answer its author"), max_length=1000, widget=text(3))
