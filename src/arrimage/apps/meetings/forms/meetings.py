"""A meeting's date and place, and the answer to its invitation."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.kernel.uploads import UploadField
from arrimage.apps.meetings.actions.documents import ALLOWED
from arrimage.apps.meetings.models import Document, Invitation, Meeting
from arrimage.design.widgets import DateInput, TimeInput


class MeetingForm(forms.Form):
    day = forms.DateField(label=lazy("Which day"), widget=DateInput())
    starts = forms.TimeField(label=lazy("From"), widget=TimeInput())
    ends = forms.TimeField(label=lazy("To"), widget=TimeInput())
    title = forms.CharField(
        label=lazy("A title of its own"),
        max_length=160,
        required=False,
        help_text=lazy("Only if this meeting is unlike the others."),
    )
    place = forms.CharField(label=lazy("Where"), max_length=300, required=False)
    join_link = forms.URLField(
        label=lazy("Link to join from afar"), max_length=500, required=False, assume_scheme="https"
    )

    @staticmethod
    def initial_of(meeting: Meeting) -> dict:
        starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
        return {
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "title": meeting.title,
            "place": meeting.place,
            "join_link": meeting.join_link,
        }

    def content(self) -> dict:
        """What `plan_meeting` and `change_meeting` take."""
        data = self.cleaned_data
        return {
            "starts_at": timezone.make_aware(datetime.combine(data["day"], data["starts"])),
            "ends_at": timezone.make_aware(datetime.combine(data["day"], data["ends"])),
            **{name: data[name] for name in ("title", "place", "join_link")},
        }


class CancelForm(forms.Form):
    why = forms.CharField(
        label=lazy("Why it is cancelled"), max_length=500, help_text=lazy("Those invited will read it.")
    )


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=lazy("Will you be there?"), choices=Invitation.Answer.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label=lazy("Who comes, or a word"), max_length=500, required=False)


class ArrivalForm(forms.Form):
    name = forms.CharField(label=lazy("Name of who arrives"), max_length=160)
    organisation = forms.ModelChoiceField(
        label=lazy("For which organisation"),
        queryset=None,
        required=False,
        empty_label=lazy("For themselves"),
    )

    def __init__(self, *args, organisations, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class DocumentForm(forms.Form):
    file = UploadField(
        label=lazy("The file"), allowed=ALLOWED, help_text=lazy("PDF, image, table or text; 10 MB at most.")
    )
    title = forms.CharField(label=lazy("What it is"), max_length=160, required=False)
    readers = forms.ChoiceField(
        label=lazy("Who may open it"),
        choices=Document.Readers.choices,
        initial=Document.Readers.INVITED,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, runs: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not runs:
            del self.fields["readers"]
