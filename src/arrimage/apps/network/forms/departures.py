"""Answering what would come apart without one's organisation; choosing who would leave together."""

from django import forms
from django.utils.translation import gettext_lazy as _

from arrimage.apps.network.models import DepartureReading


class AnswerForm(forms.ModelForm):
    wish = forms.ChoiceField(
        label=_("May it be published?"), choices=DepartureReading.Wish.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = DepartureReading
        fields = ("wish", "words")
        labels = {"words": _("Your answer, in your own words")}
        help_texts = {
            "words": _("Published beside it, as you write it: what you do, what would help you carry it.")
        }


class TogetherForm(forms.Form):
    """Several organisations leaving together: only those whose departure the reader may read."""

    without = forms.MultipleChoiceField(
        label=_("Who would leave together"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, data, *, members) -> None:
        super().__init__(data)
        self.fields["without"].choices = [(str(member.uid), member.name) for member in members]
        self.is_valid()

    @property
    def chosen(self) -> list[str]:
        return self.cleaned_data.get("without") or []
