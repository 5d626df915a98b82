"""What one looks for among what was coded."""

from django import forms
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.qualitative.models import Case, Code, Member, Round
from arrimage.apps.qualitative.queries.coding import tree
from arrimage.apps.qualitative.queries.retrieval import Asked


class FindForm(forms.Form):
    code = forms.ModelMultipleChoiceField(
        label=lazy("Codes, with those under them"),
        queryset=Code.objects.none(),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    case = forms.ModelChoiceField(
        label=lazy("Case"), queryset=Case.objects.none(), to_field_name="uid", required=False
    )
    coder = forms.ModelChoiceField(
        label=lazy("Coded by"), queryset=Member.objects.none(), to_field_name="uid", required=False
    )
    round = forms.ModelChoiceField(
        label=pgettext_lazy("coding", "Reading"),
        queryset=Round.objects.none(),
        to_field_name="uid",
        required=False,
        help_text=lazy("None: what the team holds, read together or settled."),
    )
    alone = forms.BooleanField(label=lazy("Not the codes under them"), required=False)
    contrary = forms.BooleanField(label=lazy("Only what says the opposite"), required=False)

    def __init__(self, *args, corpus, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        codes = corpus.codes.filter(retired_at=None)
        self.fields["code"].queryset = codes
        self.fields["code"].choices = [(str(one.uid), f"{'— ' * depth}{one}") for one, depth in tree(codes)]
        self.fields["case"].queryset = corpus.cases.only("corpus", "uid", "pseudonym")
        self.fields["coder"].queryset = corpus.members.all()
        self.fields["round"].queryset = corpus.rounds.all()
        for name in ("case", "coder", "round"):
            self.fields[name].empty_label = pgettext_lazy("filter", "all")
        self.variables = list(corpus.variables.prefetch_related("values"))
        for one in self.variables:
            held = sorted({value.value for value in one.values.all()})
            self.fields[f"v{one.pk}"] = forms.ChoiceField(
                label=one.name,
                choices=[("", pgettext_lazy("filter", "all")), *[(value, value) for value in held]],
                required=False,
            )

    @property
    def variables_shown(self) -> list[forms.BoundField]:
        return [self[f"v{one.pk}"] for one in self.variables]

    @property
    def asked(self) -> Asked:
        told = self.cleaned_data
        return Asked(
            codes=tuple(told["code"]),
            cases=(told["case"],) if told["case"] else (),
            values={one: told[f"v{one.pk}"] for one in self.variables if told[f"v{one.pk}"]},
            coder=told["coder"],
            round=told["round"],
            only_contrary=told["contrary"],
            alone=told["alone"],
        )
