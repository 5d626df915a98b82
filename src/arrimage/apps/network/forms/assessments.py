"""Opening a self-assessment; answering one, statement by statement."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.network.instruments import SCALES, instruments
from arrimage.apps.network.models import Assessment, AssessmentAnswer
from arrimage.apps.network.models.assessment import said

Value = AssessmentAnswer.Value


class AssessmentForm(forms.Form):
    instrument = forms.ChoiceField(
        label=lazy("What do you want to look at together?"), widget=forms.RadioSelect
    )
    why = forms.CharField(
        label=lazy("Why now?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("Those you ask will read it first."),
    )
    closes_on = forms.DateField(
        label=lazy("Answers are taken until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    organisations = forms.ModelMultipleChoiceField(
        label=lazy("Which organisations do you ask?"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("Those that sit at the table are ticked. Each answers apart, with its own name."),
    )

    def __init__(self, *args, organisations, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument"].choices = [(code, said(one, "name")) for code, one in instruments().items()]
        self.fields["organisations"].queryset = organisations


class AnswersForm(forms.Form):
    """Two fields for each statement: a choice, and why if one wishes. Nothing is compulsory."""

    def __init__(self, *args, assessment: Assessment, answers: dict, words: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.assessment = assessment
        for item in assessment.items:
            code, known = item["code"], answers.get(item["code"])
            steps = [(step, label) for step, label in SCALES[item["scale"]].items()]
            self.fields[f"{code}_value"] = forms.ChoiceField(
                label=item["label"],
                required=False,
                widget=forms.RadioSelect,
                choices=[
                    *steps,
                    (Value.UNKNOWN.value, Value.UNKNOWN.label),
                    (Value.NOT_APPLICABLE.value, Value.NOT_APPLICABLE.label),
                    ("", lazy("No answer for now")),
                ],
                initial=known.value if known else "",
            )
            self.fields[f"{code}_words"] = forms.CharField(
                label=lazy("Why, in your words"),
                required=False,
                max_length=400,
                initial=known.words if known else "",
                widget=forms.TextInput,
            )
        self.fields["words"] = forms.CharField(
            label=lazy("What the answers above do not say"),
            required=False,
            max_length=2000,
            initial=words,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    @property
    def parts(self):
        """(title, [(choice, words)…]) in the order of the statements."""
        groups: dict[str, list] = {}
        for item in self.assessment.items:
            pair = (self[f"{item['code']}_value"], self[f"{item['code']}_words"])
            groups.setdefault(item["part"], []).append(pair)
        return list(groups.items())

    @property
    def answers(self) -> dict[str, tuple[str, str]]:
        """Once valid: by statement, the value (or nothing) and the words."""
        return {
            item["code"]: (
                self.cleaned_data[f"{item['code']}_value"],
                self.cleaned_data[f"{item['code']}_words"],
            )
            for item in self.assessment.items
        }
