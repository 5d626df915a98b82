"""Announcing a webinar, asking, bringing its attendance."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.uploads import Kind, UploadField
from arrimage.apps.learning.models import Webinar
from arrimage.design.widgets import DateInput, TimeInput

from .programmes import Versioned, text
from .supervision import Unnamed


class WebinarForm(Versioned):
    day = forms.DateField(label=lazy("Which day"), widget=DateInput())
    starts = forms.TimeField(label=lazy("From"), widget=TimeInput())
    ends = forms.TimeField(label=lazy("To"), widget=TimeInput())
    join_link = forms.URLField(
        label=lazy("Link to join from afar"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=lazy("Shown to those who register, and to nobody else."),
    )
    place = forms.CharField(label=lazy("Where, if it is also in a room"), max_length=300, required=False)

    field_order = ("title", "words", "speakers", "theme", "day", "starts", "ends", "join_link", "place")

    class Meta:
        model = Webinar
        fields = (
            "title", "words", "speakers", "theme", "language", "hours", "minutes_required", "replay",
            "evaluation",
        )  # fmt: skip
        widgets = {"words": text(4), "speakers": text(3), "language": forms.RadioSelect}
        labels = {
            "theme": lazy("Theme"),
            "replay": pgettext_lazy("webinar", "Replay"),
            "evaluation": pgettext_lazy("webinar", "Questionnaire for afterwards"),
        }
        help_texts = {
            "minutes_required": lazy(
                "Whoever is there for at least so long earns the hours; otherwise, none."
            ),
            "replay": lazy("A capsule of the library, with its captions and transcript."),
            "evaluation": lazy("One of your questionnaires that is open: proposed to those who were there."),
        }

    def __init__(self, *args, themes, replays, evaluations, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = themes
        self.fields["theme"].label_from_instance = lambda one: f"{one.programme} · {one}"
        self.fields["replay"].queryset = replays
        self.fields["evaluation"].queryset = evaluations
        if self.instance.pk:
            meeting = self.instance.meeting
            starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
            self.initial |= {
                "day": starts.date(),
                "starts": starts.time(),
                "ends": ends.time(),
                "join_link": meeting.join_link,
                "place": meeting.place,
            }

    def content(self) -> dict:
        data = self.cleaned_data
        return super().content() | {
            "starts_at": timezone.make_aware(datetime.combine(data["day"], data["starts"])),
            "ends_at": timezone.make_aware(datetime.combine(data["day"], data["ends"])),
            "join_link": data["join_link"],
            "place": data["place"],
        }


class QuestionForm(Unnamed):
    watched = ("words",)

    words = forms.CharField(label=lazy("Your question"), max_length=800, widget=text(3))
    signed = forms.CharField(
        label=pgettext_lazy("presence", "Signed"),
        max_length=120,
        required=False,
        help_text=lazy("As you wish; left empty, nobody reads who asked."),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=lazy("The code on the screen"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class AttendanceForm(forms.Form):
    file = UploadField(
        label=lazy("The file of attendance (CSV)"),
        allowed={Kind.CSV, Kind.TEXT},
        help_text=lazy("As Zoom, Teams or Meet exports it, with arrivals and departures; in UTF-8."),
    )
