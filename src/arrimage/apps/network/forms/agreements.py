"""Writing an agreement, and what its parties say of it afterwards."""

from datetime import timedelta

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.clock import today
from arrimage.apps.network.actions.agreements import Row
from arrimage.apps.network.models import Agreement, AgreementParty
from arrimage.apps.network.vocabulary import Mechanism, Publication

from .messages import DateInput

BLANK_ROWS = 1  # one more to fill in: each saving offers another
ROWS = 20


def _words(label, *, rows: int = 3, required: bool = True, **more) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class PeriodForm(forms.Form):
    """A period told by its first and last days; `cleaned_data` also has `until`, the day after the last."""

    since = forms.DateField(label=lazy("From which day"), widget=DateInput())
    last_day = forms.DateField(label=lazy("To which day, included"), widget=DateInput())

    def clean(self):
        data = super().clean()
        since, last = data.get("since"), data.get("last_day")
        if since and last and last < since:
            self.add_error("last_day", _("The last day comes after the first."))
        data["until"] = last + timedelta(days=1) if last else None
        return data


class AgreementForm(PeriodForm):
    """What it is called, what it is for, with whom (a draft only), and when it holds."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    title = forms.CharField(
        label=lazy("What to call it"),
        max_length=160,
        help_text=lazy("A few words that both sides recognise."),
    )
    with_1 = forms.ModelChoiceField(label=lazy("With whom"), queryset=None)
    with_2 = forms.ModelChoiceField(label=lazy("And with whom else"), queryset=None, required=False)
    with_3 = forms.ModelChoiceField(label=lazy("And also with"), queryset=None, required=False)
    purpose = _words(
        lazy("What it is for"),
        rows=6,
        max_length=4000,
        help_text=lazy("What it should change for people, said as you would say it to them."),
    )
    remind_days = forms.IntegerField(
        label=lazy("How many days before its end shall we talk about it again"),
        min_value=1,
        max_value=730,
        initial=90,
        required=False,
    )

    PARTIES = ("with_1", "with_2", "with_3")

    def __init__(self, *args, others=None, agreement: Agreement | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["title", *self.PARTIES, "purpose", "since", "last_day", "remind_days", "version"])
        self.fields["since"].required = self.fields["last_day"].required = False
        self.fields["since"].help_text = lazy("Left empty, it holds from the last signature on.")
        self.fields["last_day"].help_text = lazy("Left empty, it has no end.")
        if agreement:
            self.initial |= {name: getattr(agreement, name) for name in ("title", "purpose", "since")}
            self.initial |= {"last_day": agreement.last_day, "remind_days": agreement.remind_days}
            self.initial["version"] = agreement.version
        if others is None:
            for name in self.PARTIES:
                del self.fields[name]
            return
        for name in self.PARTIES:
            self.fields[name].queryset = others
        if agreement:
            theirs = [each for each in agreement.parties.all() if each.organisation_id != agreement.writer_id]
            for name, party in zip(self.PARTIES, theirs, strict=False):
                self.initial[name] = party.organisation_id

    def parties(self) -> list | None:
        """The others, where they may still be chosen."""
        if "with_1" not in self.fields:
            return None
        return [self.cleaned_data[name] for name in self.PARTIES if self.cleaned_data.get(name)]

    def said(self) -> dict[str, object]:
        """What the actions take."""
        data = self.cleaned_data
        said = {name: data[name] for name in ("title", "purpose", "since", "until")}
        return said | {"remind_days": data["remind_days"] or 90}


class WayForm(forms.Form):
    """Who refers what to whom, and how. An empty one is left out; a ticked one is taken away."""

    origin = forms.TypedChoiceField(label=lazy("Who refers"), coerce=int, required=False, empty_value=None)
    destination = forms.TypedChoiceField(label=lazy("To whom"), coerce=int, required=False, empty_value=None)
    what = forms.CharField(
        label=lazy("Who or what is referred"),
        max_length=300,
        required=False,
        help_text=lazy("For instance: the relatives of a person who has just been admitted."),
    )
    mechanism = forms.ChoiceField(label=lazy("By which way"), required=False)
    how = forms.CharField(label=lazy("How it goes, in a few words"), max_length=300, required=False)
    contact_role = forms.CharField(
        label=lazy("Whom to ask for"),
        max_length=120,
        required=False,
        help_text=lazy("A role rather than a name: people change."),
    )
    remove = forms.BooleanField(label=lazy("Take this way away"), required=False)

    def __init__(self, *args, parties: list[AgreementParty], is_blank: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((party.organisation_id, str(party.organisation)) for party in parties)]
        self.fields["origin"].choices = self.fields["destination"].choices = choices
        self.fields["mechanism"].choices = [("", "—"), *Mechanism.choices]
        if is_blank:
            del self.fields["remove"]

    def clean(self):
        data = super().clean()
        if data.get("remove") or not data.get("what"):
            return data
        for name in ("origin", "destination", "mechanism"):
            if not data.get(name):
                self.add_error(name, _("Choose one."))
        if data.get("origin") and data.get("origin") == data.get("destination"):
            self.add_error("destination", _("Choose another party than the one that refers."))
        return data

    def row(self) -> Row | None:
        data = dict(self.cleaned_data)
        if data.pop("remove", False) or not data["what"]:
            return None
        return Row(**data)


def way_forms(agreement: Agreement, data=None) -> list[WayForm]:
    """One per row, and a blank one."""
    parties, rows = list(agreement.parties.all()), list(agreement.ways.all())
    count = len(rows) + BLANK_ROWS
    if data is not None:
        sent = [number for number in range(ROWS) if f"row{number}-what" in data]
        count = len(sent)
    return [
        WayForm(
            data,
            parties=parties,
            is_blank=number >= len(rows),
            prefix=f"row{number}",
            initial=(
                {
                    "origin": rows[number].origin_id,
                    "destination": rows[number].destination_id,
                    **{
                        name: getattr(rows[number], name)
                        for name in "what mechanism how contact_role".split()
                    },
                }
                if number < len(rows)
                else {}
            ),
        )
        for number in range(min(count, ROWS))
    ]


class RefusalForm(forms.Form):
    words = _words(
        lazy("Why you say no, in your own words"),
        max_length=2000,
        help_text=lazy("The other parties read it, and nobody else. You may talk about it again later."),
    )


class EndForm(forms.Form):
    words = _words(
        lazy("Why you end it, in your own words"),
        max_length=2000,
        help_text=lazy("The other parties read it, and nobody else."),
    )


class PublicationForm(forms.Form):
    publication = forms.ChoiceField(
        label=lazy("What we let others know"),
        choices=Publication.choices,
        widget=forms.RadioSelect,
        help_text=lazy("Only what every party lets be known is shown: the most discreet one is followed."),
    )


class ObstacleForm(forms.Form):
    words = _words(
        lazy("What is hard, in your own words"),
        max_length=2000,
        help_text=lazy("The parties read it, and nobody else. Name no person."),
    )


class CountForm(PeriodForm):
    number = forms.IntegerField(label=lazy("How many were referred"), min_value=0, max_value=1_000_000)
    words = forms.CharField(label=lazy("What you counted, and how"), max_length=300, required=False)

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        if day >= today():
            raise forms.ValidationError(_("Count a period that is over: its last day comes before today."))
        return day


class ContestForm(forms.Form):
    words = forms.CharField(
        label=lazy("What you see otherwise"), max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )


class HopeForm(forms.Form):
    number = forms.IntegerField(
        label=lazy("How many referrals we hope for in a year"),
        min_value=1,
        max_value=100_000,
        help_text=lazy(
            "It counts only if every party says yes, any of them may withdraw it, and falling short of it"
            " is a question to talk over, never a fault."
        ),
    )


class ConclusionForm(forms.Form):
    conclusion = _words(lazy("What you said to one another"), max_length=2000)
    on = forms.DateField(label=pgettext_lazy("question", "When you talked about it"), widget=DateInput())

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today


class AgendaForm(forms.Form):
    meeting = forms.ModelChoiceField(
        label=lazy("At which meeting"),
        queryset=None,
        to_field_name="uid",
        help_text=lazy("Those invited to it read the subject and who the parties are, not the numbers."),
    )

    def __init__(self, *args, meetings, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings
        self.fields["meeting"].label_from_instance = lambda meeting: (
            f"{date_format(localtime(meeting.starts_at), 'DATE_FORMAT')} · {meeting}"
        )
