"""Proposing something at a network's table."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.network.vocabulary import Side


class CoordinatorForm(forms.Form):
    user = forms.ModelChoiceField(label=lazy("Who"), queryset=None)

    def __init__(self, *args, candidates, **kwargs) -> None:
        super().__init__(*args, prefix="mandate", **kwargs)
        self.fields["user"].queryset = candidates


class SeatForm(forms.Form):
    organisation = forms.ModelChoiceField(label=lazy("Organisation"), queryset=None)
    side = forms.ChoiceField(label=lazy("On which side"), choices=Side.choices, widget=forms.RadioSelect)

    def __init__(self, *args, seatable, **kwargs) -> None:
        super().__init__(*args, prefix="seat", **kwargs)
        self.fields["organisation"].queryset = seatable


class RemovalForm(forms.Form):
    seat = forms.ModelChoiceField(label=lazy("Who"), queryset=None)

    def __init__(self, *args, seats, **kwargs) -> None:
        super().__init__(*args, prefix="removal", **kwargs)
        self.fields["seat"].queryset = seats
