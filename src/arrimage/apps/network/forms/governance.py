"""Proposing how the network is governed; arranging a person's place, and what they choose to be called."""

from django import forms
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.network.models import Committee, CommitteeSeat, Governance, SeatHolder


def _text(label, *, rows: int = 4, required: bool = True, longest: int = 4000, hint="") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class GovernanceForm(forms.Form):
    form = forms.ChoiceField(
        label=lazy("How is the network led?"), choices=Governance.Form.choices, widget=forms.RadioSelect
    )
    organisation = forms.ModelChoiceField(
        label=lazy("If an organisation leads, which one?"), queryset=None, required=False
    )
    words = _text(lazy("How would it work here?"), required=False)

    def __init__(self, *args, organisations, **kwargs) -> None:
        super().__init__(*args, prefix="governance", **kwargs)
        self.fields["organisation"].queryset = organisations


class CommitteeForm(forms.Form):
    name = forms.CharField(label=lazy("What would the committee be called?"), max_length=160)
    level = forms.ChoiceField(
        label=lazy("At which level?"), choices=Committee.Level.choices, widget=forms.RadioSelect
    )
    mandate = _text(lazy("What is it charged with, and to whom does it give account?"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, prefix="committee", **kwargs)


class MandateForm(forms.Form):
    mandate = _text(lazy("The new mandate, whole"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, prefix="mandate", **kwargs)


class CommitteeSeatForm(forms.Form):
    kind = forms.ChoiceField(
        label=lazy("Whose place would it be?"), choices=CommitteeSeat.Kind.choices, widget=forms.RadioSelect
    )
    organisation = forms.ModelChoiceField(
        label=lazy("If it is an organisation’s, which one?"),
        queryset=None,
        required=False,
        help_text=lazy("Leave empty to keep the place open and show that it is vacant."),
    )
    role = forms.CharField(label=lazy("What role at the committee?"), max_length=300, required=False)

    def __init__(self, *args, organisations, **kwargs) -> None:
        super().__init__(*args, prefix="seat", **kwargs)
        self.fields["organisation"].queryset = organisations


class UnseatForm(forms.Form):
    seat = forms.ModelChoiceField(label=lazy("Which seat would go?"), queryset=None)

    def __init__(self, *args, seats, **kwargs) -> None:
        super().__init__(*args, prefix="unseat", **kwargs)
        self.fields["seat"].queryset = seats
        self.fields["seat"].label_from_instance = lambda seat: str(
            seat.organisation or f"{seat.get_kind_display()}{f' · {seat.role}' if seat.role else ''}"
        )


class ArrangeForm(forms.Form):
    role = forms.CharField(
        label=lazy("What is this person’s role, in plain words?"),
        max_length=300,
        help_text=lazy("What is expected, what is not, and what their word can change."),
    )
    support = forms.CharField(
        label=lazy("What support is arranged?"),
        max_length=300,
        required=False,
        help_text=lazy("Somebody to prepare with, to call after; documents in good time."),
    )
    compensation = forms.CharField(
        label=lazy("What compensation is arranged?"),
        max_length=300,
        required=False,
        help_text=lazy("Amount, transport, meals, child care; paid how and when."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, prefix="arrange", **kwargs)


class NameForm(forms.Form):
    called = forms.CharField(
        label=lazy("What does the person choose to be called?"),
        max_length=120,
        required=False,
        help_text=lazy("A first name, another name, initials, or nothing."),
    )
    shown_to = forms.ChoiceField(
        label=lazy("To whom do they agree to be shown?"),
        choices=SeatHolder.Shown.choices,
        widget=forms.RadioSelect,
        initial=SeatHolder.Shown.NOBODY,
        help_text=lazy("This can be changed any day. When it is nobody, the name is erased."),
    )


class WelcomeForm(NameForm):
    user = forms.ModelChoiceField(
        label=lazy("Their account, if they have one through your organisation"),
        queryset=None,
        required=False,
    )
    consents = forms.BooleanField(label=lazy("The person said this themselves, and knows it can change"))

    def __init__(self, *args, users, **kwargs) -> None:
        super().__init__(*args, prefix="welcome", **kwargs)
        self.fields["user"].queryset = users


class PlaceForm(NameForm):
    brought = _text(
        pgettext_lazy("a person's place", "What was brought?"),
        required=False,
        hint=lazy("Ideas, questions, a way of seeing. In your words, or theirs."),
    )
    came_of_it = _text(
        pgettext_lazy("a person's place", "What came of it?"),
        required=False,
        hint=lazy("What changed, what did not."),
    )
