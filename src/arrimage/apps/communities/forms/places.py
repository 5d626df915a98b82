"""Opening a community, its rules, joining, inviting, answering."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.communities.actions.places import ALLOWED
from arrimage.apps.communities.models import Community
from arrimage.apps.communities.vocabulary import Joining, Reading
from arrimage.design.widgets import text


class CalledForm(forms.Form):
    """How one is named in a community: never more than one chose to say."""

    called = forms.CharField(
        label=lazy("How you are called here"),
        max_length=60,
        help_text=lazy("A first name is enough, yours or another. Your address is never shown."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CommunityForm(forms.Form):
    since = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=lazy("Its name"), max_length=120)
    purpose = forms.CharField(
        label=lazy("What it is for"),
        max_length=1500,
        widget=text(4),
        help_text=lazy("What brings you together, in a few sentences."),
    )
    for_whom = forms.CharField(label=lazy("For whom it is"), max_length=600, required=False, widget=text(2))
    charter = forms.CharField(
        label=lazy("What you agree on"),
        max_length=3000,
        required=False,
        widget=text(5),
        help_text=lazy("How you talk to each other, what stays among you. Facilitators refer to it."),
    )
    reading = forms.ChoiceField(
        label=lazy("Who reads it"),
        choices=Reading.choices,
        widget=forms.RadioSelect,
        help_text=lazy("This will not change afterwards: people speak knowing who reads."),
    )
    joining = forms.ChoiceField(label=lazy("Who may join"), choices=Joining.choices, widget=forms.RadioSelect)
    called = CalledForm.base_fields["called"]

    def __init__(self, *args, community: Community | None = None, **kwargs) -> None:
        if community is not None:
            names = ("name", "purpose", "for_whom", "charter", "joining")
            kwargs.setdefault("initial", {name: getattr(community, name) for name in names})
            kwargs["initial"]["since"] = community.version
        super().__init__(*args, **kwargs)
        if community is not None:
            del self.fields["reading"], self.fields["called"]
            allowed = ALLOWED[community.reading]
            self.fields["joining"].choices = [one for one in Joining.choices if one[0] in allowed]


class JoinForm(CalledForm):
    words = forms.CharField(
        label=lazy("Why you would like to join"),
        max_length=600,
        required=False,
        widget=text(3),
        help_text=lazy("Read by the facilitators, and by nobody else."),
    )

    def __init__(self, *args, asks: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["words"]


class InviteForm(forms.Form):
    email = forms.EmailField(label=lazy("The address of their account here"))
    words = forms.CharField(label=lazy("A word for them"), max_length=600, required=False, widget=text(2))


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=lazy("A word for this person"),
        max_length=600,
        required=False,
        widget=text(2),
        help_text=lazy("They alone read it."),
    )


class LeaveForm(forms.Form):
    with_my_words = forms.BooleanField(
        label=lazy("Take away what I said there too"),
        required=False,
        help_text=lazy("Each contribution leaves its place; its text is yours for ninety days."),
    )
