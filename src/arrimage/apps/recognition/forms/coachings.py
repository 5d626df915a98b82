"""Saying what one proposes, asking for coaching, visiting."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.unnamed import Unnamed
from arrimage.apps.recognition.models import Body
from arrimage.design.widgets import DateInput, TimeInput, text


class BodyForm(forms.ModelForm):
    class Meta:
        model = Body
        fields = ("words", "coaches", "recognises")
        widgets = {"words": text(5)}
        help_texts = {"words": lazy("Who comes, for what, how it goes. Teams choose; you write to none.")}


class AskCoachingForm(Unnamed):
    watched = ("question",)

    team = forms.ModelChoiceField(label=lazy("Which team"), queryset=None, empty_label=None)
    body = forms.ModelChoiceField(
        label=lazy("The organisation you ask"), queryset=None, empty_label=lazy("Choose…")
    )
    question = forms.CharField(
        label=lazy("What you would like help with"),
        max_length=3000,
        widget=text(5),
        help_text=lazy("A situation, a worry, something to begin. Read by you two alone; name nobody."),
    )

    def __init__(self, *args, teams, bodies, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["body"].queryset = bodies


class AnswerTeamForm(forms.Form):
    coach = forms.CharField(
        label=lazy("Who comes"), max_length=200, required=False, help_text=lazy("If you accept.")
    )
    answer = forms.CharField(
        label=lazy("What you answer to the team"), max_length=2000, required=False, widget=text(3)
    )


class VisitForm(forms.Form):
    day = forms.DateField(label=lazy("Which day"), widget=DateInput())
    starts = forms.TimeField(label=lazy("From"), widget=TimeInput())
    ends = forms.TimeField(label=lazy("To"), widget=TimeInput(), required=False)
    place = forms.CharField(label=pgettext_lazy("visit", "Where"), max_length=300, required=False)

    def content(self) -> dict:
        data = self.cleaned_data

        def moment(hour):
            return timezone.make_aware(datetime.combine(data["day"], hour)) if hour else None

        return {
            "starts_at": moment(data["starts"]),
            "ends_at": moment(data["ends"]),
            "place": data["place"],
        }


class FollowUpForm(forms.Form):
    text = forms.CharField(label=lazy("What is to follow up"), max_length=500)
    owner = forms.CharField(label=lazy("Who looks after it"), max_length=200, required=False)
    due_on = forms.DateField(label=lazy("For when"), required=False, widget=DateInput())


class VisitWordsForm(Unnamed):
    watched = ("words",)

    words = forms.CharField(label="", max_length=5000, required=False, widget=text(7))
    since = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, label, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
