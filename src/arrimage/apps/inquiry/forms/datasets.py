"""Bringing a file of answers."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.inquiry.models import Mode, Nature
from arrimage.apps.kernel.uploads import TABLES, Kind, UploadField


class AskedField(forms.CharField):
    """«centre: 22, coalition: 15»: how many were asked on each side."""

    def clean(self, value):
        text = super().clean(value)
        found: dict[str, int] = {}
        for part in filter(None, map(str.strip, re.split(r"[\n;,]", text or ""))):
            name, colon, count = part.rpartition(":")
            if not colon or not count.strip().isdigit() or len(count.strip()) > 6:
                raise ValidationError(_("Write each side and how many were asked: “centre: 22”."))
            found[name.strip()] = int(count)
        return found


class DatasetForm(forms.Form):
    title = forms.CharField(label=lazy("Name of these answers"), max_length=200)
    answers = UploadField(
        label=lazy("The file of answers"),
        allowed=TABLES,
        help_text=lazy(
            "CSV in UTF-8 or workbook, one line an answer: respondent, side, territory, item, answer. If"
            " wished: stratum, answered_by, organisation."
        ),
    )
    codebook = UploadField(
        label=lazy("Its codebook"),
        allowed={Kind.CSV},
        required=False,
        help_text=lazy(
            "What may be answered: item, label, label_en, section, kind, choices, sides, asked_after, score,"
            " reversed. Without it, answers are yes, no, na, or nothing."
        ),
    )
    source = forms.CharField(
        label=lazy("Source, as printed under each figure"),
        max_length=300,
        required=False,
        help_text=lazy("Who asked, whom, when. Without a source, no figure of it can be published."),
    )
    asked = AskedField(
        label=lazy("How many were asked"),
        required=False,
        widget=forms.TextInput,
        help_text=lazy("By side or by stratum, as the file names them: “centre: 22, coalition: 15”."),
    )
    everyone_asked = forms.BooleanField(
        label=lazy("Everybody concerned was asked: it is no sample"), required=False
    )
    mode = forms.ChoiceField(
        label=lazy("What was promised to those who answered"),
        choices=Mode.choices,
        widget=forms.RadioSelect,
        initial=Mode.CONFIDENTIAL,
        help_text=lazy(
            "Named: your team sees who says what. Confidential, anonymous: small groups are hidden from"
            " everybody, your team included."
        ),
    )
    threshold = forms.IntegerField(
        label=lazy("Smallest group shown"),
        min_value=1,
        max_value=50,
        initial=5,
        help_text=lazy("1 only where organisations agreed that their answers be told."),
    )
    nature = forms.ChoiceField(
        label=lazy("What these answers are"),
        choices=Nature.choices,
        widget=forms.RadioSelect,
        initial=Nature.COLLECTED,
    )
    licence = forms.CharField(label=lazy("Licence of the data"), max_length=200, required=False)
    rows_may_be_published = forms.BooleanField(
        label=lazy("Those who answered agreed that their answers be published one by one"), required=False
    )

    def clean(self):
        given = super().clean()
        if given.get("mode") != Mode.NAMED and given.get("threshold") is not None and given["threshold"] < 3:
            self.add_error("threshold", _("Below 3, a group would be one person or two: choose 3 or more."))
        return given
