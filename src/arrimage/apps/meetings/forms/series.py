"""A series: what it is for, and how often."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.meetings.models import Series
from arrimage.design.widgets import TimeInput


class SeriesForm(forms.ModelForm):
    """One question after the other; the rhythm only proposes dates."""

    class Meta:
        model = Series
        fields = (
            "name",
            "purpose",
            "rhythm",
            "every",
            "nth",
            "weekday",
            "starts",
            "lasts",
            "place",
            "join_link",
        )
        labels = {
            "name": lazy("Name of the meetings"),
            "purpose": lazy("What they are for"),
            "rhythm": lazy("How often"),
            "every": lazy("Every how many weeks or months"),
            "nth": lazy("If it is monthly: which of the month"),
            "weekday": lazy("On which day of the week"),
            "starts": lazy("At what time, usually"),
            "lasts": lazy("How long, in minutes"),
            "place": lazy("Where, usually"),
            "join_link": lazy("Link to join from afar"),
        }
        help_texts = {
            "rhythm": lazy("Dates are only proposed: you confirm each one."),
        }
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "rhythm": forms.RadioSelect,
            "starts": TimeInput(),
        }

    def __init__(self, *args, secretaries=None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, least, most in (("every", 1, 52), ("lasts", 5, 24 * 60)):
            # What the database would refuse without a word.
            self.fields[name].validators += [MinValueValidator(least), MaxValueValidator(most)]
            self.fields[name].widget.attrs |= {"min": least, "max": most, "inputmode": "numeric"}
        for name in ("nth", "weekday"):
            self.fields[name].choices = [("", _("Choose")), *self.fields[name].choices[1:]]
        if secretaries is not None:
            self.fields["secretary"] = forms.ModelChoiceField(
                label=lazy("Who writes the minutes"),
                queryset=secretaries,
                required=False,
                initial=self.instance.secretary_id,
                help_text=lazy("They run the meetings too, as long as they are invited to them."),
            )

    def _post_clean(self) -> None:
        """The action says what a rhythm needs; the database's rules would say it less well."""


class GuestForm(forms.Form):
    """A person to invite for themselves, by the address of their account."""

    email = forms.EmailField(
        label=lazy("E-mail address of the person’s account"),
        help_text=lazy("They are invited for themselves, whatever organisation they belong to."),
    )
