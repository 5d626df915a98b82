"""Moderating, writing the synthesis, answering its conclusions."""

from django import forms
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.deliberation.actions.contributions import LONGEST
from arrimage.apps.deliberation.contestable import KINDS
from arrimage.apps.deliberation.vocabulary import Decision, How, Progress
from arrimage.design.widgets import DateInput


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WriteOutForm(forms.Form):
    text = forms.CharField(
        label=lazy("What is said, word for word"),
        max_length=LONGEST,
        widget=_long(10),
        help_text=lazy("[inaudible] where you do not hear; nothing summed up, nothing corrected."),
    )


class MaskForm(forms.Form):
    why = forms.CharField(
        label=lazy("Why it is masked"),
        max_length=300,
        help_text=lazy("“It names somebody”, “it hurts a person”… Everybody reads it, its author first."),
    )


class PlaceForm(forms.Form):
    """Where a passage goes: an idea that is there, or a new one."""

    idea = forms.ModelChoiceField(
        label=lazy("The idea it belongs to"), queryset=None, required=False, to_field_name="uid"
    )
    title = forms.CharField(label=lazy("Or a new idea, in one sentence"), max_length=300, required=False)
    how = forms.ChoiceField(
        label=lazy("What becomes of it"),
        choices=[(How.CITED, How.CITED.label), (How.MERGED, How.MERGED.label)],
        initial=How.CITED,
        widget=forms.RadioSelect,
    )
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, ideas, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["idea"].queryset = ideas
        self.fields["idea"].empty_label = lazy("Choose…")

    def clean(self) -> dict:
        data = super().clean()
        if not data.get("idea") and not data.get("title", "").strip():
            self.add_error("idea", lazy("Choose an idea, or write a new one below."))
        return data


class IdeaForm(forms.Form):
    title = forms.CharField(label=lazy("The idea, in one sentence"), max_length=300)
    text = forms.CharField(
        label=lazy("What is said of it, and why"), max_length=6_000, required=False, widget=_long(5)
    )
    question = forms.ModelChoiceField(label=lazy("Question"), queryset=None, required=False)
    divergence = forms.ModelChoiceField(
        label=lazy("It faces others on this point of disagreement"), queryset=None, required=False
    )
    is_minority = forms.BooleanField(
        label=lazy("A minority position: only its own words are shown, in a section of their own"),
        required=False,
    )

    def __init__(self, *args, consultation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].queryset = consultation.questions.all()
        self.fields["question"].empty_label = lazy("No single question")
        self.fields["divergence"].queryset = consultation.divergences.all()
        self.fields["divergence"].empty_label = lazy("None")


class DivergenceForm(forms.Form):
    title = forms.CharField(
        label=lazy("What people do not agree on"),
        max_length=300,
        help_text=lazy("A question, rather than an answer: “Should it be the same everywhere?”"),
    )
    question = forms.ModelChoiceField(label=lazy("Question"), queryset=None, required=False)
    ideas = forms.ModelMultipleChoiceField(
        label=lazy("The ideas that face each other"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        to_field_name="uid",
    )

    def __init__(self, *args, consultation, ideas, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].queryset = consultation.questions.all()
        self.fields["question"].empty_label = lazy("No single question")
        self.fields["ideas"].queryset = ideas


class ConclusionForm(forms.Form):
    text = forms.CharField(label=lazy("What is asked for"), max_length=600, widget=_long(3))
    ideas = forms.ModelMultipleChoiceField(
        label=lazy("The ideas it rests on"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        to_field_name="uid",
    )
    asked_of = forms.CharField(
        label=lazy("The organisation that owes an answer"),
        max_length=200,
        required=False,
        help_text=lazy("Its name as in the directory. Left empty: the one that leads the consultation."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    answer_by = forms.DateField(label=lazy("Answer expected by"), required=False, widget=DateInput())

    def __init__(self, *args, ideas, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ideas"].queryset = ideas


class IntroductionForm(forms.Form):
    introduction = forms.CharField(
        label=lazy("Word of the synthesists"),
        max_length=8_000,
        required=False,
        widget=_long(5),
        help_text=lazy("Who you are, how you worked, what you are not sure of."),
    )


class AnswerReplyForm(forms.Form):
    answer = forms.CharField(
        label=lazy("What you did of it, or why you left it as it was"), max_length=2_000, widget=_long(3)
    )


class AnswerForm(forms.Form):
    decision = forms.ChoiceField(
        label=lazy("What is decided"), choices=Decision.choices, widget=forms.RadioSelect
    )
    reasons = forms.CharField(
        label=lazy("Reasons"),
        max_length=4_000,
        widget=_long(5),
        help_text=lazy("Written for those who spoke. If it is changed, say into what."),
    )
    owner = forms.CharField(
        label=lazy("Who looks after it"),
        max_length=200,
        required=False,
        help_text=lazy("A name, or a team one can call. Not needed for a refusal."),
    )
    due_on = forms.DateField(label=lazy("For when"), required=False, widget=DateInput())


class StepForm(forms.Form):
    progress = forms.ChoiceField(
        label=lazy("How far it is"), choices=Progress.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label=lazy("In a few words"), max_length=2_000, widget=_long(3))


class ContestForm(forms.Form):
    kind = forms.ChoiceField(label=pgettext_lazy("contestable", "What it is"), widget=forms.RadioSelect)
    key = forms.CharField(
        label=lazy("Its name or code, where it is shown"),
        max_length=120,
        help_text=lazy("For a norm: “siv/places”, “sim/places”…"),
    )
    label = forms.CharField(label=lazy("The figure, as it is shown"), max_length=200)
    words = forms.CharField(
        label=lazy("Why it is contested, in your own words"), max_length=3_000, widget=_long(6)
    )
    consultation = forms.ModelChoiceField(
        label=lazy("A consultation that says more of it"),
        queryset=None,
        required=False,
        to_field_name="uid",
    )

    def __init__(self, *args, consultations, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.kind, one.name) for one in KINDS.values()]
        self.fields["consultation"].queryset = consultations
        self.fields["consultation"].empty_label = lazy("None")
