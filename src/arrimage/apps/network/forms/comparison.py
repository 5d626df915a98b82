"""Which two networks to set beside each other: two waves, or two kinds of ties of a wave."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.network.vocabulary_ties import CountingRule

from .analysis import settled_first


class CompareForm(forms.Form):
    a = forms.ChoiceField(label=pgettext_lazy("comparison", "First"))
    b = forms.ChoiceField(label=pgettext_lazy("comparison", "Second"))
    wave = forms.ChoiceField(
        label=_("In which wave, for two kinds of ties"),
        required=False,
        help_text=_("For two waves, leave it."),
    )
    rule = forms.ChoiceField(label=_("Which ties"), choices=CountingRule.choices, widget=forms.RadioSelect)

    def __init__(self, data, *, waves, kinds) -> None:
        self.waves, self.kinds = list(waves), list(kinds)
        filled = data.copy()
        for name, default in self._defaults().items():
            if not filled.get(name):
                filled[name] = default
        super().__init__(filled)
        both = [
            (_("Waves"), [(f"wave:{wave.uid}", str(wave)) for wave in self.waves]),
            (_("Kinds of ties"), [(f"kind:{kind.code}", str(kind)) for kind in self.kinds]),
        ]
        self.fields["a"].choices = self.fields["b"].choices = both
        self.fields["wave"].choices = [(str(wave.uid), str(wave)) for wave in self.waves]

    def _defaults(self) -> dict[str, str]:
        """The two latest waves, published ones if they can be, the earlier first; of one, two kinds."""
        two = settled_first(self.waves)[:2]
        found = {"rule": CountingRule.ANY_CLAIM.value, "wave": str(two[0].uid) if two else ""}
        if len(two) > 1:
            after, before = sorted(two, key=self.waves.index)  # the latest comes first in the list
            return found | {"a": f"wave:{before.uid}", "b": f"wave:{after.uid}"}
        codes = [kind.code for kind in self.kinds]
        return found | {"a": f"kind:{codes[0]}", "b": f"kind:{codes[1]}"} if len(codes) > 1 else found

    def clean(self) -> dict:
        data = super().clean()
        a, b = data.get("a", ""), data.get("b", "")
        if a and b and a.partition(":")[0] != b.partition(":")[0]:
            raise ValidationError(_("Choose two waves, or two kinds of ties: not one of each."))
        if a and a == b:
            raise ValidationError(_("Choose two different ones: the same twice is always alike."))
        return data

    @property
    def compares_waves(self) -> bool:
        return self.cleaned_data["a"].startswith("wave:")

    def _wave(self, uid: str):
        return next(wave for wave in self.waves if str(wave.uid) == uid)

    @property
    def pair(self) -> tuple:
        """((wave, kinds), (wave, kinds)); kinds empty for all of them."""
        a, b = (self.cleaned_data[name].partition(":")[2] for name in ("a", "b"))
        if self.compares_waves:
            return (self._wave(a), ()), (self._wave(b), ())
        wave = self._wave(self.cleaned_data["wave"] or self._defaults()["wave"])
        return (wave, (a,)), (wave, (b,))

    @property
    def names(self) -> tuple[str, str]:
        labels = dict(option for _group, options in self.fields["a"].choices for option in options)
        return str(labels[self.cleaned_data["a"]]), str(labels[self.cleaned_data["b"]])
