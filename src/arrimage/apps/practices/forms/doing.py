"""Saying that one does a practice, how, and why it stopped."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.kernel.clock import today
from arrimage.apps.practices.models.doing import FIRST_YEAR


def _year(label, **options) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=FIRST_YEAR,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "placeholder": str(today().year)}),
        **options,
    )


def _how() -> forms.CharField:
    return forms.CharField(
        label=lazy("How you do it here"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=lazy("In your own words: who, where, how often, what you do otherwise than elsewhere."),
    )


class DoingForm(forms.Form):
    practice = forms.ChoiceField(label=lazy("Which practice"))
    offer = forms.ChoiceField(label=lazy("In which service"), required=False)
    how = _how()
    since_year = _year(lazy("Since which year"), required=False)

    def __init__(self, *args, practices, own, offers, **kwargs) -> None:
        """`practices` and `own` are (code, name); `offers` are the organisation's."""
        super().__init__(*args, **kwargs)
        groups = [(lazy("Told by you"), own)] if own else []
        self.fields["practice"].choices = [
            (
                "",
                lazy("Choose"),
            ),
            *groups,
            (lazy("Catalogue"), practices),
        ]
        self.fields["offer"].choices = [
            ("", lazy("In general")),
            *((str(offer.uid), offer.name) for offer in offers),
        ]
        self.offers = {str(offer.uid): offer for offer in offers}

    def clean_offer(self):
        return self.offers.get(self.cleaned_data["offer"])


class HowForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    how = _how()
    since_year = _year(lazy("Since which year"), required=False)


class AdaptationForm(forms.Form):
    words = forms.CharField(
        label=lazy("What changed, and why"), max_length=6000, widget=forms.Textarea(attrs={"rows": 5})
    )


class StopForm(forms.Form):
    until_year = _year(lazy("Until which year"))
    why_stopped = forms.CharField(
        label=lazy("Why you stopped"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=lazy("Money, people, place, a doubt, something better: others will learn from it."),
    )
