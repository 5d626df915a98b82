"""A cycle, its objective, what is shared out, and what came of it."""

from django import forms
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.improvement.instruments import SIGNS
from arrimage.apps.improvement.models import Cycle, Measure, Objective, Observation, Shared, Voice
from arrimage.design.widgets import DateInput


def _long(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CycleForm(forms.Form):
    starts_on = forms.DateField(label=lazy("Starts on"), widget=DateInput())
    ends_on = forms.DateField(
        label=lazy("Hoped to end on"),
        required=False,
        widget=DateInput(),
        help_text=lazy("Left empty: fifteen weeks later. Nothing happens on that day."),
    )

    def clean(self) -> dict:
        told = super().clean()
        starts, ends = told.get("starts_on"), told.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", lazy("A cycle ends after it starts: choose a later day."))
        return told


class ObjectiveForm(forms.Form):
    words = forms.CharField(label=lazy("What I would like to change, in my words"), max_length=400)
    lived = forms.CharField(
        label=lazy("Where it comes from: what was lived"),
        required=False,
        max_length=2000,
        widget=_long(),
        help_text=lazy("Those of the committee read it. No name of anybody who is not there."),
    )


class LettersForm(forms.ModelForm):
    class Meta:
        model = Objective
        fields = Objective.LETTERS
        widgets = dict.fromkeys(Objective.LETTERS, _long(2))


class VoiceForm(forms.Form):
    stance = forms.ChoiceField(
        label=lazy("Where do you stand?"), choices=Voice.Stance.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=lazy("In your words"),
        required=False,
        max_length=600,
        widget=_long(2),
        help_text=lazy("Which one you would rather have, or what stops you: it stays beside the objective."),
    )


class TaskForm(forms.Form):
    words = forms.CharField(label=lazy("What is to be done"), max_length=400)
    holders = forms.ModelMultipleChoiceField(
        label=lazy("Who does it"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    deliverable = forms.CharField(label=lazy("What comes out of it"), max_length=300, required=False)
    due_on = forms.DateField(label=lazy("For when"), required=False, widget=DateInput())
    group = forms.ModelChoiceField(
        label=lazy("In which small group"), queryset=None, required=False, empty_label=lazy("In none")
    )

    def __init__(self, *args, holders, groups, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holders"].queryset = holders
        self.fields["group"].queryset = groups
        if not groups:
            del self.fields["group"]


class GroupForm(forms.Form):
    name = forms.CharField(label=lazy("Name of the small group"), max_length=160)
    holders = forms.ModelMultipleChoiceField(
        label=lazy("Who is in it"), queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, holders, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holders"].queryset = holders


class ClosingForm(forms.Form):
    reached = forms.ChoiceField(
        label=lazy("The objective"), choices=Cycle.Reached.choices, widget=forms.RadioSelect
    )
    how_known = forms.CharField(
        label=lazy("How you know"),
        max_length=3000,
        widget=_long(),
        help_text=lazy("What you see, hear, count."),
    )
    learned = forms.CharField(label=lazy("What you learned"), max_length=3000, widget=_long())
    kept = forms.CharField(
        label=lazy("What stays, changes or stops from now on"),
        max_length=3000,
        required=False,
        widget=_long(),
    )


class MeasureForm(forms.ModelForm):
    class Meta:
        model = Measure
        fields = ("name", "why", "defined_by", "chart", "unit", "before_until")
        widgets = {"why": _long(2), "before_until": DateInput(), "chart": forms.RadioSelect}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chart"].choices = Measure.Chart.choices


class PointForm(forms.Form):
    on = forms.DateField(label=lazy("Day"), widget=DateInput())
    count = forms.DecimalField(label=lazy("Value"), min_value=0, max_digits=12, decimal_places=3)
    size = forms.DecimalField(
        label=lazy("Out of, or for how much"),
        min_value=0,
        max_digits=12,
        decimal_places=3,
        required=False,
    )
    note = forms.CharField(label=lazy("What happened then"), max_length=200, required=False)

    def __init__(self, *args, chart: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if chart not in Measure.SIZED:
            del self.fields["size"]


class SharedForm(forms.Form):
    kind = forms.ChoiceField(label=lazy("What it is"), choices=Shared.Kind.choices)
    title = forms.CharField(label=lazy("Title"), max_length=200)
    words = forms.CharField(
        label=lazy("For another team that would try it"),
        max_length=6000,
        widget=_long(8),
        help_text=lazy("Nobody’s name, nothing by which somebody could be recognised."),
    )


class ObservationForm(forms.Form):
    """One question a sign, never a grid."""

    observer = forms.CharField(label=lazy("Observer"), max_length=120)
    meeting = forms.CharField(
        label=lazy("Which meeting, without anybody’s name"),
        max_length=160,
        help_text=lazy("The other observer writes it alike."),
    )
    on = forms.DateField(label=lazy("Day"), widget=DateInput())

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for sign in SIGNS:
            self.fields[f"sign_{sign.id}"] = forms.ChoiceField(
                label=sign.sentence, choices=Observation.Seen.choices, widget=forms.RadioSelect
            )
        self.fields["words"] = forms.CharField(
            label=lazy("In a few words, without anybody’s name"),
            max_length=2000,
            required=False,
            widget=_long(),
        )

    @property
    def seen(self) -> dict[str, str]:
        return {sign.id: self.cleaned_data[f"sign_{sign.id}"] for sign in SIGNS}


class BalanceForm(forms.Form):
    strengths = forms.CharField(
        label=lazy("Strengths, first"), max_length=4000, required=False, widget=_long(5)
    )
    to_improve = forms.CharField(
        label=lazy("What could be better"), max_length=4000, required=False, widget=_long(5)
    )
    evidence = forms.CharField(
        label=pgettext_lazy("balance", "What it rests on"), max_length=4000, required=False, widget=_long(3)
    )
