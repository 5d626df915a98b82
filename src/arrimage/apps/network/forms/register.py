"""The two files of the official register."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

MAX_BYTES = 50_000_000


def _file(label: str) -> forms.FileField:
    return forms.FileField(label=label, widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}))


class RegisterForm(forms.Form):
    installations = _file(lazy("File of installations"))
    establishments = _file(lazy("File of establishments"))

    def clean(self) -> dict:
        data = super().clean()
        for name in ("installations", "establishments"):
            upload = data.get(name)
            if upload and upload.size > MAX_BYTES:
                self.add_error(name, _("This file is larger than 50 MB: is it the right one?"))
            elif upload and not upload.name.lower().endswith(".csv"):
                self.add_error(name, _("Choose the file as published, ending in .csv."))
        return data
