"""Writing a programme and its themes, answering another's."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.learning.models import Activity, Programme, Stance, Theme, ThemeSource
from arrimage.design.widgets import DateInput, text


class Versioned(forms.ModelForm):
    """A form that knows which version it was read from."""

    since = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = self.instance.version if self.instance.pk else None

    def since_version(self) -> int:
        """The version what was typed began from; that of now for a form sent without it."""
        return self.cleaned_data["since"] or self.instance.version

    def content(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ProgrammeForm(Versioned):
    concerns = forms.CharField(
        label=lazy("What crosses every theme"),
        required=False,
        max_length=3000,
        widget=text(5),
        help_text=lazy("One concern to a line: clinical supervision, thinking about risk…"),
    )

    class Meta:
        model = Programme
        fields = ("title", "purpose", "starts_on", "ends_on", "language")
        widgets = {"purpose": text(6), "starts_on": DateInput(), "ends_on": DateInput()}
        labels = {"language": lazy("Language it is written in")}

    def __init__(self, *args, networks=None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if networks is not None and networks.exists():
            self.fields["network"] = forms.ModelChoiceField(
                label=lazy("In the name of a network"),
                queryset=networks,
                required=False,
                initial=self.instance.network_id,
                empty_label=lazy("Our organisation alone"),
                help_text=lazy("Both its sides mandated you: they will be read as proposing it together."),
            )
        self.fields["language"] = forms.ChoiceField(
            label=lazy("Language it is written in"),
            choices=[("fr", "Français"), ("en", "English")],
            widget=forms.RadioSelect,
            initial="fr",
        )
        if self.instance.pk:
            self.fields["concerns"].initial = "\n".join(
                concern.words for concern in self.instance.concerns.all()
            )

    def content(self) -> dict:
        said = super().content() | {"concerns": self.cleaned_data["concerns"].splitlines()}
        return said | ({"network": self.cleaned_data["network"]} if "network" in self.fields else {})


class ThemeForm(Versioned):
    class Meta:
        model = Theme
        fields = ("title", "summary", "why", "question", "starts_on", "ends_on")
        widgets = {
            "summary": text(4),
            "why": text(4),
            "question": text(2),
            "starts_on": DateInput(),
            "ends_on": DateInput(),
        }


class SourceForm(forms.ModelForm):
    class Meta:
        model = ThemeSource
        fields = ("kind", "title", "link")


class PieceChoiceForm(forms.Form):
    piece = forms.ModelChoiceField(
        label=lazy("Something of the library"), queryset=None, empty_label=lazy("Choose…")
    )

    def __init__(self, *args, pieces, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["piece"]
        field.queryset = pieces
        field.label_from_instance = lambda one: f"{one} · {one.get_kind_display()}"


class ActivityForm(Versioned):
    class Meta:
        model = Activity
        fields = ("kind", "title", "words", "on")
        widgets = {"words": text(3), "on": DateInput()}
        help_texts = {"on": lazy("Left empty, it is done when a team wishes.")}


class StanceForm(forms.Form):
    answer = forms.ChoiceField(
        label=lazy("What your organisation answers"),
        choices=[
            (Stance.Answer.BORROWED, lazy("We borrow it: our teams may take part")),
            (Stance.Answer.DECLINED, lazy("We decline it: we learn otherwise")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=lazy("Why, if you wish"),
        required=False,
        max_length=1000,
        widget=text(2),
        help_text=lazy("Read by those who publish the programme."),
    )
