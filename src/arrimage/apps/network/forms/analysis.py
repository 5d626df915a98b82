"""What one chooses to look at, on the map of a network: all of it in the address."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.network.models import Wave
from arrimage.apps.network.vocabulary import Line
from arrimage.apps.network.vocabulary_ties import CountingRule, WaveStatus

COLOURS = [
    ("milieu", pgettext_lazy("colour of a map", "by milieu")),
    ("sector", pgettext_lazy("colour of a map", "by sector")),
    ("line", pgettext_lazy("colour of a map", "by line of service")),
    ("community", pgettext_lazy("colour of a map", "by group that works together more")),
]
SIZES = [
    ("partners", pgettext_lazy("size of a mark", "number of partners")),
    ("betweenness", pgettext_lazy("size of a mark", "how often between two others")),
    ("closeness", pgettext_lazy("size of a mark", "nearness to all")),
    ("none", pgettext_lazy("size of a mark", "the same for all")),
]


def settled_first(waves: Sequence[Wave]) -> list[Wave]:
    """Waves published before the others, otherwise in their order: one still open has said little yet, and
    what it shows of itself would mislead."""
    return sorted(waves, key=lambda wave: wave.status != WaveStatus.PUBLISHED)


class _Radios(forms.ChoiceField):
    widget = forms.RadioSelect


class _Boxes(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class LookForm(forms.Form):
    """Every question has an answer before one is given: an address typed by hand, or none, shows the map."""

    wave = _Radios(label=_("Which wave"))
    rule = _Radios(
        label=_("Which ties"),
        choices=CountingRule.choices,
        help_text=_("It is written on every figure, with the response rate."),
    )
    kind = _Boxes(label=_("Which kinds of ties"), required=False, help_text=_("None ticked: all of them."))
    line = _Boxes(
        label=_("Which lines of service"),
        choices=Line.choices,
        required=False,
        help_text=_("None ticked: everyone, those without a line too."),
    )
    colour = _Radios(label=_("Colours and shapes"), choices=COLOURS)
    size = _Radios(label=_("Size of the marks"), choices=SIZES)

    def __init__(self, data, *, waves, kinds) -> None:
        self.waves = list(waves)
        self.kinds = list(kinds)
        self.defaults = {
            "wave": str(settled_first(self.waves)[0].uid) if self.waves else "",
            "rule": CountingRule.ANY_CLAIM.value,
            "colour": "milieu",
            "size": "partners",
        }
        filled = data.copy()
        for name, default in self.defaults.items():
            filled.setdefault(name, default)
        super().__init__(filled)
        self.fields["wave"].choices = [(str(wave.uid), str(wave)) for wave in self.waves]
        self.fields["kind"].choices = [(kind.code, str(kind)) for kind in self.kinds]
        self.is_valid()

    def chosen(self, name: str) -> str:
        """What was asked if it makes sense, else the default."""
        return self.cleaned_data.get(name) or self.defaults[name]

    @property
    def chosen_wave(self):
        return next(wave for wave in self.waves if str(wave.uid) == self.chosen("wave"))

    @property
    def kind_codes(self) -> tuple[str, ...]:
        return tuple(sorted(self.cleaned_data.get("kind") or ()))

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(sorted(int(line) for line in self.cleaned_data.get("line") or ()))

    @property
    def kind_names(self) -> list[str]:
        return [str(kind) for kind in self.kinds if kind.code in self.kind_codes]

    @property
    def line_names(self) -> list[str]:
        return [str(Line(line).label) for line in self.lines]
