"""Committing, choosing a team, filling places, and what persons decide for themselves."""

from django import forms
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.improvement.models import Contact, Conversation, Holder, Place, Training
from arrimage.design.widgets import DateInput


def _long(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class EngagementForm(forms.Form):
    words = forms.CharField(
        label=lazy("What you commit to, in your words"),
        max_length=3000,
        widget=_long(),
        help_text=lazy(
            "Time for those who come, a place for persons and relatives, an answer to what is said."
        ),
    )
    sponsor = forms.CharField(label=lazy("Who answers for it, with their title"), max_length=200)


class TeamForm(forms.Form):
    name = forms.CharField(label=lazy("Name of the committee"), max_length=160)
    team = forms.CharField(label=lazy("Team whose care it improves"), max_length=200)
    why_chosen = forms.CharField(
        label=lazy("Why this team"),
        max_length=2000,
        widget=_long(),
        help_text=lazy("All those who will sit read it."),
    )


class OpenPlaceForm(forms.Form):
    kind = forms.ChoiceField(label=lazy("Which place"), choices=Place.Kind.choices)
    is_psychosocial = forms.BooleanField(label=lazy("A psychosocial worker"), required=False)
    plan = forms.CharField(label=lazy("How it will be filled"), max_length=500, required=False)


class SeatForm(forms.Form):
    called = forms.CharField(
        label=lazy("What to call them"),
        max_length=120,
        help_text=lazy("A resource patient or relative decides afterwards how they are named to the others."),
    )
    user = forms.ModelChoiceField(
        label=lazy("Their account"),
        queryset=None,
        required=False,
        empty_label=lazy("None for now"),
        help_text=lazy("With an account they say where they stand and see the cycle by themselves."),
    )
    welcomed_by = forms.ModelChoiceField(
        label=lazy("Who welcomes them"), queryset=None, required=False, empty_label=lazy("Nobody yet")
    )
    learns = forms.BooleanField(label=lazy("Observes this cycle, and leads the next one"), required=False)

    def __init__(self, *args, place: Place, people, holders, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people
        self.fields["welcomed_by"].queryset = holders
        if place.kind != Place.Kind.LEAD:
            del self.fields["learns"]


class PlanForm(forms.Form):
    plan = forms.CharField(
        label=lazy("How this place will be filled"),
        max_length=500,
        help_text=lazy("By whom, for when, and who will welcome whoever comes."),
    )


class LeaveForm(forms.Form):
    plan = forms.CharField(label=lazy("How the place will be filled"), max_length=500, required=False)


class OwnLeaveForm(forms.Form):
    words = forms.CharField(
        label=lazy("A word to the others, if you wish"),
        max_length=1000,
        required=False,
        widget=_long(3),
        help_text=lazy("You owe nobody a reason. What you brought stays, under the name you chose."),
    )


class NameForm(forms.Form):
    called = forms.CharField(label=lazy("What to call you"), max_length=120)
    named = forms.ChoiceField(
        label=lazy("How you are named to the others"),
        choices=Holder.Named.choices,
        widget=forms.RadioSelect,
    )


class KnownForm(forms.Form):
    known = forms.CharField(
        label=lazy("What the others may know of you"),
        required=False,
        max_length=2000,
        widget=_long(3),
        help_text=lazy("Nothing at all is an answer. You may change it any day."),
    )


class TrainingForm(forms.Form):
    kind = forms.ChoiceField(label=pgettext_lazy("training", "What"), choices=Training.Kind.choices)
    on = forms.DateField(label=lazy("Day"), widget=DateInput())
    words = forms.CharField(label=lazy("Where, with whom"), max_length=300, required=False)


class SignsForm(forms.Form):
    signs = forms.CharField(
        label=lazy("What your coach may notice when it is not going well"),
        required=False,
        max_length=2000,
        widget=_long(3),
    )
    helps = forms.CharField(
        label=lazy("What helps you then"), required=False, max_length=2000, widget=_long(3)
    )
    call = forms.CharField(
        label=lazy("Whom to call, and whom not to"), required=False, max_length=1000, widget=_long(2)
    )
    pace = forms.CharField(
        label=lazy("Your pace, and the best way to reach you"),
        required=False,
        max_length=1000,
        widget=_long(2),
    )


class ConversationForm(forms.Form):
    called = forms.CharField(label=lazy("What to call them"), max_length=120)
    user = forms.ModelChoiceField(
        label=lazy("Their account"),
        queryset=None,
        required=False,
        empty_label=lazy("None for now"),
        help_text=lazy("With an account, they read what you write here, and decide."),
    )
    lived = forms.CharField(
        label=lazy("What they have lived, how they look at it now, what others could use of it"),
        required=False,
        max_length=4000,
        widget=_long(),
        help_text=lazy("Having used services, standing a little apart from one’s story, wishing to build."),
    )
    speaking = forms.CharField(
        label=lazy("Being heard, hearing others, wishing to help"),
        required=False,
        max_length=4000,
        widget=_long(),
    )
    time = forms.CharField(
        label=lazy("Time, rhythm, what would make it possible"),
        required=False,
        max_length=2000,
        widget=_long(3),
        help_text=lazy("Transport, a place where one can rest, the hour of the day, somebody to come along."),
    )

    def __init__(self, *args, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people


class JoinForm(forms.Form):
    """What the person says of it, in the first person: it is theirs."""

    decision = forms.ChoiceField(
        label=lazy("What you decide"),
        choices=[
            (Conversation.Decision.THINKING.value, lazy("I am still thinking about it")),
            (Conversation.Decision.YES.value, lazy("I want to come")),
            (Conversation.Decision.LATER.value, lazy("Later, perhaps")),
            (Conversation.Decision.NO.value, lazy("I would rather not")),
        ],
        widget=forms.RadioSelect,
    )
    may_be_known = forms.CharField(
        label=lazy("What the others may know of you"),
        required=False,
        max_length=2000,
        widget=_long(3),
        help_text=lazy("Nothing at all is an answer. You may change it any day."),
    )


class HoursForm(forms.Form):
    on = forms.DateField(label=lazy("Day"), widget=DateInput())
    minutes = forms.IntegerField(label=pgettext_lazy("time", "Minutes"), min_value=1, max_value=1440)
    what = forms.CharField(label=lazy("For what"), max_length=200)


class CompensationForm(HoursForm):
    """For who animates: time the meetings do not know of, and what it is worth."""

    holder = forms.ModelChoiceField(label=lazy("Whose time"), queryset=None, empty_label=lazy("Choose"))
    amount = forms.DecimalField(
        label=lazy("Compensation, in dollars"), required=False, min_value=0, max_digits=8, decimal_places=2
    )
    paid_on = forms.DateField(label=lazy("Paid on"), required=False, widget=DateInput())
    field_order = ("holder", "on", "minutes", "what", "amount", "paid_on")

    def __init__(self, *args, holders, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = holders

    def clean(self) -> dict:
        told = super().clean()
        if told.get("paid_on") and told.get("amount") is None:
            self.add_error("amount", lazy("Say how much was paid."))
        return told


class AmountForm(forms.Form):
    amount = forms.DecimalField(min_value=0, max_digits=8, decimal_places=2)


class ContactForm(forms.Form):
    channel = forms.ChoiceField(label=lazy("By which way"), choices=Contact.Channel.choices, required=False)
    had_on = forms.DateField(label=lazy("Which day"), required=False, widget=DateInput())
    words = forms.CharField(
        label=lazy("Between you two: what to remember"),
        required=False,
        max_length=3000,
        widget=_long(),
        help_text=lazy("The person reads it too. Nobody else does, whatever their role."),
    )


class AnotherContactForm(forms.Form):
    due_on = forms.DateField(label=lazy("By which day"), widget=DateInput())
