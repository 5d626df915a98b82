"""Leading a wave: its name and dates, whom to ask, the network's own kinds of ties, files."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.kernel.uploads import Kind, UploadField

from .messages import DateInput


class WaveForm(forms.Form):
    name = forms.CharField(
        label=lazy("Name of the wave"), max_length=120, help_text=lazy("For example “Autumn 2026”.")
    )
    opens_on = forms.DateField(label=lazy("First day"), widget=DateInput())
    closes_on = forms.DateField(
        label=lazy("Day it closes"),
        widget=DateInput(),
        help_text=lazy("One no longer answers from that day on. A reminder leaves by itself a week before."),
    )


class TieKindForm(forms.Form):
    name = forms.CharField(
        label=lazy("What do you call this kind of tie?"),
        max_length=80,
        help_text=lazy("For example “Shared waiting room” or “Peer support on loan”."),
    )
    description = forms.CharField(
        label=lazy("What it means, in one sentence"), max_length=300, required=False
    )
    is_directed = forms.BooleanField(
        label=lazy("It goes from one organisation to the other (as a referral does)"), required=False
    )


class TieFileForm(forms.Form):
    file = UploadField(
        label=lazy("File of ties"),
        allowed={Kind.CSV, Kind.GRAPHML},
        help_text=lazy(
            "CSV in UTF-8 with the columns source, target and kind, and if you have them weight (from 1,"
            " once a year, to 5, every day), reported_by and wave; or GraphML."
        ),
    )


class StudyForm(TieFileForm):
    """A past study, loaded as such."""

    name = forms.CharField(label=lazy("Name of the study"), max_length=120)
    source = forms.CharField(
        label=lazy("Source"), max_length=300, help_text=lazy("Who made it, when, and where it can be read.")
    )
    opens_on = forms.DateField(label=lazy("Answers gathered from"), widget=DateInput())
    closes_on = forms.DateField(label=lazy("until"), widget=DateInput())

    field_order = ("name", "source", "opens_on", "closes_on", "file")
