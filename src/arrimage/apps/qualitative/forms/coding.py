"""Forms of coding: which words, which codes; the codebook; memos."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.qualitative.models import Code
from arrimage.apps.qualitative.queries.coding import tree

SPAN = re.compile(r"(\d{1,7})-(\d{1,7})")


class PutForm(forms.Form):
    """`span` comes as many times as there are sentences chosen; words chosen by hand come in `words`."""

    code = forms.ModelMultipleChoiceField(queryset=Code.objects.none(), to_field_name="uid", required=False)
    is_contrary = forms.BooleanField(label=lazy("These words say the opposite"), required=False)
    memo = forms.CharField(
        label=lazy("Why, if it is worth a word"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, codes, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].queryset = codes

    def clean(self):
        data = super().clean()
        given = self.data.getlist("words") or self.data.getlist("span")
        found = [SPAN.fullmatch(one) for one in given]
        if not found or not all(found):
            raise ValidationError(_("Choose the words first: a sentence, or any part of the text."))
        data["spans"] = [(int(one[1]), int(one[2])) for one in found]
        if not data.get("code"):
            raise ValidationError(_("Choose at least one code."))
        return data


class CodeForm(forms.ModelForm):
    class Meta:
        model = Code
        fields = ("name", "parent", "definition", "when", "when_not", "example", "contrary", "is_codable")
        widgets = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in ("definition", "when", "when_not", "example", "contrary")
        }
        help_texts = {
            "contrary": lazy("So that one looks for it: a case that goes the other way teaches the most."),
            "is_codable": lazy("Unticked, it only gathers those under it."),
        }

    def __init__(self, *args, codes, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        lines = [
            (code.pk, f"{'— ' * depth}{code}") for code, depth in tree(codes) if code.pk != self.instance.pk
        ]
        self.fields["parent"].queryset = codes
        self.fields["parent"].choices = [("", pgettext_lazy("codebook", "nothing")), *lines]
        self.fields["parent"].label = lazy("Under")


class QuickCodeForm(forms.Form):
    name = forms.CharField(label=lazy("A new code"), max_length=120)


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        label=lazy("Join this code to"), queryset=Code.objects.none(), to_field_name="uid", empty_label=None
    )

    def __init__(self, *args, codes, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = codes


class MemoForm(forms.Form):
    words = forms.CharField(
        label=lazy("What you think of it"), max_length=8000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnnotateForm(forms.Form):
    memo = forms.CharField(
        label=lazy("Why, if it is worth a word"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_contrary = forms.BooleanField(label=lazy("These words say the opposite"), required=False)
