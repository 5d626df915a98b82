"""What is promised, and what is not well."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.kernel.clock import today
from arrimage.design.widgets import DateInput

USUAL = timedelta(days=21)  # proposed for a written answer; the box can be changed


class FollowUpForm(forms.Form):
    text = forms.CharField(label=lazy("What is to be done"), max_length=500)
    organisation = forms.ModelChoiceField(
        label=lazy("By which organisation"),
        queryset=None,
        required=False,
        empty_label=lazy("By none of them"),
    )
    owner = forms.CharField(label=lazy("Who does it"), max_length=200, required=False)
    due_on = forms.DateField(label=lazy("For when"), required=False, widget=DateInput())

    def __init__(self, *args, organisations, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class CloseForm(forms.Form):
    words = forms.CharField(
        label=lazy("What came of it, or why it is dropped"),
        max_length=500,
        required=False,
        help_text=lazy("Needed only to drop it."),
    )


class DissatisfactionForm(forms.Form):
    to = forms.ModelChoiceField(
        label=lazy("From whom you expect an answer"), queryset=None, empty_label=lazy("Choose")
    )
    words = forms.CharField(
        label=lazy("What is not well, in your own words"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    wished = forms.CharField(
        label=lazy("What would be better"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    answer_by = forms.DateField(label=lazy("Answer wanted by"), widget=DateInput())
    is_shared = forms.TypedChoiceField(
        label=lazy("Who reads your words"),
        choices=[
            ("two", lazy("Your organisation and the one that must answer")),
            ("all", lazy("All those who take part in these meetings")),
        ],
        coerce=lambda value: value == "all",
        initial="two",
        widget=forms.RadioSelect,
        help_text=lazy("Said from the start, and never changed afterwards."),
    )

    def __init__(self, *args, organisations, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = organisations
        self.fields["answer_by"].initial = today() + USUAL
        if organisations.count() == 1:
            self.fields["to"].initial = organisations.first()


class ReplyForm(forms.Form):
    words = forms.CharField(
        label=lazy("Your answer, in your own words"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class VerdictForm(forms.Form):
    is_enough = forms.TypedChoiceField(
        label=lazy("Is this answer enough?"),
        choices=[
            ("yes", lazy("Yes: the subject is settled")),
            ("no", lazy("No: it goes on the next agenda")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    verdict = forms.CharField(
        label=lazy("What is missing, or a word"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    answer_by = forms.DateField(
        label=lazy("If something is missing: a new answer by"), required=False, widget=DateInput()
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer_by"].initial = today() + USUAL
