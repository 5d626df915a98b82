"""Planning a supervision, noting it, inviting an organisation to the team's meeting."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.kernel.unnamed import Unnamed
from arrimage.apps.learning.models import Supervision
from arrimage.apps.network.forms.messages import InvitationForm
from arrimage.design.widgets import DateInput, TimeInput, text


class SupervisionForm(forms.Form):
    theme = forms.ModelChoiceField(label=lazy("Which theme feeds it"), queryset=None, empty_label=None)
    form = forms.ChoiceField(
        label=lazy("How it is held"), choices=Supervision.Form.choices, widget=forms.RadioSelect
    )
    email = forms.EmailField(
        label=lazy("With whom, for an individual one: their address here"),
        required=False,
        help_text=lazy("An individual supervision is read by the two of you alone."),
    )
    question = forms.CharField(
        label=lazy("The question you bring back"), max_length=600, required=False, widget=text(3)
    )
    day = forms.DateField(label=lazy("Which day"), widget=DateInput())
    starts = forms.TimeField(label=lazy("From"), widget=TimeInput())
    ends = forms.TimeField(label=lazy("To"), widget=TimeInput())
    place = forms.CharField(label=lazy("Where"), max_length=300, required=False)

    def __init__(self, *args, themes, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = themes

    def content(self) -> dict:
        data = self.cleaned_data
        return {
            "starts_at": timezone.make_aware(datetime.combine(data["day"], data["starts"])),
            "ends_at": timezone.make_aware(datetime.combine(data["day"], data["ends"])),
            **{name: data[name] for name in ("form", "email", "question", "place")},
        }


class NotesForm(Unnamed):
    watched = ("tried", "kept")

    since = forms.IntegerField(widget=forms.HiddenInput)
    tried = forms.CharField(
        label=lazy("What was tried"),
        required=False,
        max_length=5000,
        widget=text(5),
        help_text=lazy("Your ways of doing, and what came of them; never what would make somebody known."),
    )
    kept = forms.CharField(
        label=lazy("What we keep from it"), required=False, max_length=5000, widget=text(4)
    )


class FollowUpForm(forms.Form):
    text = forms.CharField(label=lazy("What is to follow up"), max_length=500)
    owner = forms.CharField(label=lazy("Who looks after it"), max_length=200, required=False)
    due_on = forms.DateField(label=lazy("For when"), required=False, widget=DateInput())


class TeamInvitation(InvitationForm):
    """An invitation to a team's meeting about a text of the library: filled in already, ready to be sent."""

    def __init__(self, *args, about: str, **kwargs) -> None:
        self.about = about
        super().__init__(*args, **kwargs)

    def courteous(self) -> dict[str, str]:
        return {
            "subject": _("Would you come to our team’s meeting?"),
            "body": _(
                "Hello,\n\nOur team is working on “%(about)s”. We would like to hear from you: what you do,"
                " what people tell you, and what you would like teams like ours to do otherwise. An hour, at"
                " our place or at yours, as suits you.\n\nIf you would rather not, or not now, we will"
                " understand.\n\n"
                "%(by)s\n%(sender)s"
            )
            % (self._names() | {"about": self.about}),
        }
