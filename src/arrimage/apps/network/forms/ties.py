"""Saying one's ties: the card about another organisation, what may be published, what one answers."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.network.models import TieKind
from arrimage.apps.network.vocabulary_ties import (
    Answer,
    Direction,
    Extent,
    Formalisation,
    Frequency,
    Governance,
    Problem,
    Reading,
    Sanctions,
    Shown,
)


def _one_of(label, choices, help_text="") -> forms.TypedChoiceField:
    """A question that may stay without an answer."""
    return forms.TypedChoiceField(
        label=label,
        choices=[*choices, ("", lazy("We would rather not say"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        help_text=help_text,
    )


class CardForm(forms.Form):
    """What we do with another organisation. Only the first question is asked of everyone."""

    claims = forms.MultipleChoiceField(
        label=lazy("What do you do together?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    frequency = _one_of(lazy("How often, all in all?"), Frequency.choices)
    own_words = forms.CharField(
        label=lazy("In your own words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy(
            "What works, what is missing. About organisations, never about a person one could recognise."
        ),
    )
    governance = _one_of(lazy("How do you decide together?"), Governance.choices)
    formalisation = _one_of(lazy("What is written between you?"), Formalisation.choices)
    sanctions = _one_of(lazy("When a commitment is not kept, what happens?"), Sanctions.choices)
    extent = _one_of(lazy("How much do you exchange (persons, time, information, money)?"), Extent.choices)
    problem = _one_of(lazy("What do the persons you share live through, most often?"), Problem.choices)

    MORE = ("governance", "formalisation", "sanctions", "extent", "problem")

    def __init__(self, *args, kinds: list[TieKind], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by_value = {value: (kind, direction) for value, _label, kind, direction in _choices(kinds)}
        self.fields["claims"].choices = [(value, label) for value, label, _k, _d in _choices(kinds)]

    @property
    def chosen(self) -> list[tuple[TieKind, str]]:
        return [self.by_value[value] for value in self.cleaned_data["claims"]]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]

    @staticmethod
    def value_of(code: str, direction: str) -> str:
        return f"{code}:{direction}" if direction else code


def _choices(kinds: list[TieKind]):
    for kind in kinds:
        for direction in Direction if kind.is_directed else [""]:
            yield CardForm.value_of(kind.code, direction), kind.said(direction), kind, str(direction)


class SubmitForm(forms.Form):
    """«These are all of them», and what may be published."""

    shown = forms.TypedChoiceField(
        label=lazy("What may be published of the ties you say?"),
        choices=Shown.choices,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=lazy(
            "A tie is published only if the other organisation lets it be too, and never more than the more"
            " restrained of the two choices. You may choose otherwise for one relation, and change your mind."
        ),
    )


class RelationForm(forms.Form):
    """Our answer to each tie they say, what may be published of it, what we call the relation."""

    shown = forms.TypedChoiceField(
        label=lazy("What may be published of this relation?"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    reading = _one_of(lazy("What would you call this relation?"), Reading.choices)
    reading_words = forms.CharField(
        label=lazy("Or in your own words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, relation, general: Shown | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.relation = relation
        as_elsewhere = (
            _("As for our other ties: %(choice)s") % {"choice": str(general.label).lower()}
            if general is not None
            else _("We have not decided: nothing")
        )
        self.fields["shown"].choices = [("", as_elsewhere), *Shown.choices]
        self.answers = []
        for word in relation.words:
            if word.is_answerable:
                self._ask(word)

    def _ask(self, word) -> None:
        name = f"claim_{word.theirs.uid.hex}"
        self.fields[name] = forms.ChoiceField(
            label=word.label,
            choices=[*Answer.choices, ("", lazy("We do not answer for now"))],
            required=False,
            widget=forms.RadioSelect,
        )
        self.fields[f"{name}_words"] = forms.CharField(
            label=lazy("To make it clear, or to correct it"),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.answers.append((word.theirs, name))

    def clean(self):
        data = super().clean()
        if data.get("reading_words") and not data.get("reading"):
            self.add_error("reading", _("Choose the closest name; your own words stand beside it."))
        return data

    @property
    def asked(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[name], self[f"{name}_words"]) for _claim, name in self.answers]

    @property
    def given(self) -> list[tuple]:
        """(claim, answer, words) for each tie."""
        data = self.cleaned_data
        return [(claim, data[name], data[f"{name}_words"]) for claim, name in self.answers]
