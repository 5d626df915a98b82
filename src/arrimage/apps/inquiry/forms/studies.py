"""A study and what it reads."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.inquiry.models import Nature, Study, StudySource
from arrimage.apps.kernel.uploads import Kind, UploadField


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class StudyForm(forms.Form):
    title = forms.CharField(label=lazy("Title of the study"), max_length=200)
    title_en = forms.CharField(label=lazy("Title in English"), max_length=200, required=False)
    purpose = forms.CharField(
        label=lazy("What it seeks to know"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    on = forms.DateField(
        label=lazy("Date of the study"),
        widget=Day(),
        help_text=lazy("Who answers for which region is read on that day."),
    )
    first_key = forms.SlugField(label=lazy("First side: short name, as in the answers"), max_length=60)
    first_label = forms.CharField(
        label=lazy("First side: as one says it"), max_length=80, help_text=lazy("“Integrated centres”")
    )
    first_label_en = forms.CharField(label=lazy("First side, in English"), max_length=80, required=False)
    second_key = forms.SlugField(label=lazy("Second side: short name, as in the answers"), max_length=60)
    second_label = forms.CharField(
        label=lazy("Second side: as one says it"), max_length=80, help_text=lazy("“Coalitions”")
    )
    second_label_en = forms.CharField(label=lazy("Second side, in English"), max_length=80, required=False)
    pairing = forms.ChoiceField(
        label=lazy("Who is paired with whom"), choices=Study.By.choices, widget=forms.RadioSelect
    )
    rule = forms.ChoiceField(
        label=lazy("When several answer on one side of a pair"),
        choices=Study.Rule.choices,
        widget=forms.RadioSelect,
        help_text=lazy("The rule is printed with each figure it touches."),
    )
    satisfied_item = forms.CharField(
        label=lazy("Name of the question on satisfaction"), max_length=60, required=False
    )
    scale_yes_from = forms.FloatField(
        label=lazy("On a scale, what counts as a yes: from…"),
        required=False,
        help_text=lazy("Left empty, scales are not paired."),
    )
    consent_item = forms.CharField(
        label=lazy("Name of the question “may we quote you?”"),
        max_length=60,
        required=False,
        help_text=lazy("Without it, nobody’s words are quoted in a report."),
    )
    ethics = forms.CharField(
        label=lazy("Ethics approval"),
        max_length=300,
        required=False,
        help_text=lazy("Committee, number and date; or why none was needed."),
    )
    nature = forms.ChoiceField(
        label=lazy("What these answers are"), choices=Nature.choices, widget=forms.RadioSelect
    )

    def clean(self):
        given = super().clean()
        if given.get("first_key") and given.get("first_key") == given.get("second_key"):
            self.add_error("second_key", lazy("The two sides need two different short names."))
        return given

    def as_given(self) -> dict:
        """As `actions.studies` takes it."""
        given = dict(self.cleaned_data)
        sides = []
        for place in ("first", "second"):
            label = {"fr": given.pop(f"{place}_label"), "en": given.pop(f"{place}_label_en")}
            sides.append({"key": given.pop(f"{place}_key"), "label": {k: v for k, v in label.items() if v}})
        return given | {"sides": sides}

    @staticmethod
    def initial_of(study: Study) -> dict:
        found = {
            name: getattr(study, name)
            for name in (
                "title", "title_en", "purpose", "on", "pairing", "rule", "satisfied_item", "scale_yes_from",
                "consent_item", "ethics", "nature",
            )
        }  # fmt: skip
        for place, side in zip(("first", "second"), study.sides, strict=True):
            found |= {
                f"{place}_key": side["key"],
                f"{place}_label": side["label"].get("fr", ""),
                f"{place}_label_en": side["label"].get("en", ""),
            }
        return found


class SourceForm(forms.Form):
    source = forms.ChoiceField(label=lazy("Answers to read"))
    side = forms.ChoiceField(
        label=lazy("They speak for"), required=False, help_text=lazy("Unless the answers say it themselves.")
    )
    moment = forms.ChoiceField(label=lazy("Moment"), choices=StudySource.Moment.choices, required=False)

    def __init__(self, *args, sources, sides, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(one.ref, f"{one.title} ({one.answered})") for one in sources]
        self.fields["side"].choices = [("", lazy("As the answers say")), *sides]


class PairsForm(forms.Form):
    file = UploadField(
        label=lazy("File of pairs"), allowed={Kind.CSV}, help_text=lazy("CSV in UTF-8: respondent, pair.")
    )


class CovariateForm(forms.Form):
    label = forms.CharField(
        label=lazy("What is crossed with the pairs"),
        max_length=120,
        help_text=lazy("“Budget of the coalition”"),
    )
    source = forms.CharField(label=lazy("Where this comes from"), max_length=300)
    file = UploadField(
        label=lazy("File of classes"),
        allowed={Kind.CSV},
        help_text=lazy("CSV in UTF-8: pair, class; classes come in the file in their order."),
    )
