from datetime import date

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from .sentences import ACTIONS


class Day(forms.DateField):
    """A day the calendar of both databases knows."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


class JournalFilter(forms.Form):
    """What to look for in the journal; empty fields leave it out."""

    who = forms.CharField(label=_("Who"), required=False, validators=[MaxLengthValidator(200)])
    action = forms.ChoiceField(label=_("What was done"), required=False)
    subject = forms.CharField(label=_("About"), required=False, validators=[MaxLengthValidator(200)])
    since = Day(label=_("From which day"), required=False)
    until = Day(label=_("To (included)"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        deeds = sorted((str(label), code) for code, label in ACTIONS.items())
        self.fields["action"].choices = [("", _("Everything")), *((code, label) for label, code in deeds)]

    def clean(self) -> dict:
        data = super().clean()
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day comes before the first: put them in order."))
        return data
