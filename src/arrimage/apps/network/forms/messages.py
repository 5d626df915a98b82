"""Writing to other organisations, and answering them."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.kernel.clock import today
from arrimage.apps.network.models import Message, Recipient
from arrimage.design.widgets import DateInput, TimeInput


class LetterForm(forms.Form):
    """A subject and a text."""

    kind = Message.Kind.LETTER

    subject = forms.CharField(label=lazy("Subject"), max_length=160)
    body = forms.CharField(label=lazy("Text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 10}))

    def __init__(self, *args, sender, to=None, by, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.sender, self.to, self.by = sender, to, by
        for name, text in self.courteous().items():
            self.fields[name].initial = text

    def courteous(self) -> dict[str, str]:
        """What the page is already filled with."""
        return {"body": _("Hello,\n\n\n\n%(by)s\n%(sender)s") % self._names()}

    def _names(self) -> dict[str, str]:
        return {"by": str(self.by), "sender": str(self.sender), "to": str(self.to)}

    def content(self) -> dict[str, object]:
        """What `actions.send_message` takes."""
        return {"kind": self.kind, **self.cleaned_data}


class InvitationForm(LetterForm):
    """A letter with a date, a time and a place, each of them optional."""

    kind = Message.Kind.INVITATION

    day = forms.DateField(label=lazy("Which day"), required=False, widget=DateInput())
    starts = forms.TimeField(label=lazy("From"), required=False, widget=TimeInput())
    ends = forms.TimeField(label=lazy("To"), required=False, widget=TimeInput())
    place = forms.CharField(
        label=lazy("Where"),
        max_length=300,
        required=False,
        help_text=lazy("An address, or a link for a call."),
    )
    answer_by = forms.DateField(label=lazy("Answer wished for by"), required=False, widget=DateInput())

    def courteous(self) -> dict[str, str]:
        return {
            "subject": _("Shall we meet?"),
            "body": _(
                "Hello,\n\nWe would like to meet you, to know better what you do and see what we could do"
                " together. Would you be free for a meeting?\n\nIf this moment does not suit you, suggest"
                " another; if you would rather not, we will understand.\n\nLooking forward to meeting you,"
                "\n\n%(by)s\n%(sender)s"
            )
            % self._names(),
        }

    def clean_day(self):
        return _not_past(self.cleaned_data["day"])

    def clean_answer_by(self):
        return _not_past(self.cleaned_data["answer_by"])

    def clean(self):
        data = super().clean()
        day, starts, ends, by = (data.get(name) for name in ("day", "starts", "ends", "answer_by"))
        if day and not starts and "starts" not in self.errors:
            self.add_error("starts", _("Say at what time, or leave the day empty."))
        if (starts or ends) and not day and "day" not in self.errors:
            self.add_error("day", _("Say which day, or leave the time empty."))
        if starts and ends and ends <= starts:
            self.add_error("ends", _("The meeting must end after it starts."))
        if day and by and by > day:
            self.add_error(
                "answer_by", _("Ask for the answer by %(day)s at the latest.") % {"day": date_format(day)}
            )
        return data

    def content(self) -> dict[str, object]:
        content = super().content()
        day, starts, ends = content.pop("day"), content.pop("starts"), content.pop("ends")
        content["starts_at"] = timezone.make_aware(datetime.combine(day, starts)) if day else None
        content["ends_at"] = timezone.make_aware(datetime.combine(day, ends)) if day and ends else None
        return content


class ConsultationForm(LetterForm):
    """A question to the members, and what they will see of one another's answers."""

    kind = Message.Kind.CONSULTATION

    answer_by = forms.DateField(label=lazy("Answer wished for by"), widget=DateInput())
    answers_are_shared = forms.TypedChoiceField(
        label=lazy("Who will read the answers"),
        choices=[("", lazy("We alone")), ("1", lazy("We and all those consulted"))],
        coerce=bool,
        required=False,
        empty_value=False,
        widget=forms.RadioSelect,
        help_text=lazy("Said in the question, and never changed afterwards."),
    )

    def courteous(self) -> dict[str, str]:
        return {
            "body": _(
                "Hello,\n\nWe would like your opinion:\n\n\n\nAnswer in your own words; no answer will not be"
                " taken for a no.\n\n%(by)s\n%(sender)s"
            )
            % self._names()
        }

    def clean_answer_by(self):
        return _not_past(self.cleaned_data["answer_by"])


def _not_past(day):
    if day and day < today():
        raise forms.ValidationError(_("This day is past: choose another."))
    return day


class AnswerForm(forms.Form):
    """To an invitation, whether one comes; to all, in one's own words."""

    answer = forms.ChoiceField(
        label=lazy("Your answer"), choices=Recipient.Answer.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=lazy("In your own words"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args, message: Message, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if message.kind == Message.Kind.INVITATION:
            self.fields["words"].required = False
        else:
            del self.fields["answer"]


FORMS = {form.kind: form for form in (LetterForm, InvitationForm, ConsultationForm)}
