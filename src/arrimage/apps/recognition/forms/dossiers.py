"""Writing a grid, asking for a recognition, filling it, looking at it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.kernel.unnamed import Unnamed
from arrimage.apps.kernel.uploads import Kind, UploadField
from arrimage.apps.recognition.models import Dossier, Grid, Item
from arrimage.design.widgets import text


class GridForm(forms.ModelForm):
    class Meta:
        model = Grid
        fields = ("name", "practice", "words", "source", "every_months", "answer_days")
        widgets = {"words": text(4)}
        help_texts = {"source": lazy("Who wrote the criteria, when, and by whose leave you use them.")}


class ItemsForm(forms.Form):
    file = UploadField(
        label=lazy("The file of your criteria (CSV or JSON)"),
        allowed={Kind.CSV, Kind.TEXT, Kind.JSON},
        help_text=lazy(
            "Headings: kind, code, title, text, author, reason, levels (separated by |), figure. In UTF-8."
        ),
    )


class AskRecognitionForm(forms.Form):
    team = forms.ModelChoiceField(label=lazy("Which team"), queryset=None, empty_label=None)
    grid = forms.ModelChoiceField(label=lazy("By which grid"), queryset=None, empty_label=lazy("Choose…"))
    why = forms.CharField(
        label=lazy("Why you ask for it"),
        max_length=2000,
        widget=text(4),
        help_text=lazy("What you are proud of, what you would like to see more clearly."),
    )

    def __init__(self, *args, teams, grids, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["grid"].queryset = grids
        self.fields["grid"].label_from_instance = lambda one: f"{one} · {one.body}"


class CommentForm(Unnamed):
    watched = ("comment",)

    comment = forms.CharField(
        label=lazy("What your team says of it"), max_length=5000, required=False, widget=text(5)
    )


class ObservationForm(forms.Form):
    """What was seen of one item; its levels only if it has some."""

    observed = forms.CharField(label=lazy("What was seen"), max_length=5000, required=False, widget=text(5))
    files_read = forms.IntegerField(label=lazy("Files read"), required=False, min_value=0, max_value=1000)
    files_found = forms.IntegerField(
        label=lazy("… in which it was found"), required=False, min_value=0, max_value=1000
    )
    level = forms.TypedChoiceField(
        label=lazy("Level"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    why_level = forms.CharField(label=lazy("Why this level"), max_length=2000, required=False, widget=text(3))

    def __init__(self, *args, item: Item, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if item.scale:
            none = [("", lazy("No level"))]
            self.fields["level"].choices = none + [(str(at), words) for at, words in enumerate(item.scale)]
        else:
            del self.fields["level"], self.fields["why_level"]
        if item.kind != Item.Kind.FILE:
            del self.fields["files_read"], self.fields["files_found"]


class AnswerAskingForm(forms.Form):
    words = forms.CharField(
        label=lazy("What you answer to the team"), max_length=2000, required=False, widget=text(3)
    )


class SeatForm(forms.Form):
    email = forms.EmailField(
        label=lazy("Their address here"), help_text=lazy("Somebody who has an account, and said yes.")
    )
    called = forms.CharField(
        label=lazy("How they agree to be named"), max_length=120, help_text=lazy("A first name is enough.")
    )


class SpeakForm(Unnamed):
    watched = ("words",)

    words = forms.CharField(
        label=lazy("What you say of this practice"),
        max_length=5000,
        widget=text(6),
        help_text=lazy("Kept in your own words; the team reads it. Name nobody else."),
    )
    is_stranger = forms.BooleanField(
        label=lazy("I have no tie with this team"),
        required=False,
        help_text=lazy(
            "I do not work with it, it does not follow me, and it follows nobody close to me. If you have"
            " one, give the seat back: nobody asks you why."
        ),
    )


class ReportForm(forms.Form):
    words = forms.CharField(label=lazy("The report"), max_length=20_000, widget=text(14))


class AnswerForm(Unnamed):
    watched = ("words",)

    words = forms.CharField(label=lazy("Your answer to the report"), max_length=20_000, widget=text(10))


class ConclusionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=lazy("What you conclude"), choices=Dossier.Outcome.choices, widget=forms.RadioSelect
    )
    why = forms.CharField(label=lazy("Why"), max_length=5000, widget=text(6))

    def clean_why(self) -> str:
        said = self.cleaned_data["why"].strip()
        if not said:
            raise ValidationError(_("Say why."))
        return said
