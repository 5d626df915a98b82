"""A score as an author makes one: which questions count, which way round, and what the number then says."""

from collections.abc import Iterator
from dataclasses import replace

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.questionnaires.document.questionnaire import Item, Kind, Questionnaire, said
from arrimage.apps.questionnaires.document.scores import Method, Part, Score, Unanswered
from arrimage.apps.questionnaires.document.scoring import points_of

from .rows import BandRows, number_of, written
from .writing import NumberField, Wordings

METHODS = {
    Method.SUM: lazy("The sum of the points"),
    Method.MEAN: lazy("The mean of the points"),
    Method.SHARE: lazy("The share of the points that were possible, in percent"),
}
SILENCES = {
    Unanswered.LEFT_OUT: lazy("They are left out"),
    Unanswered.MEAN: lazy("Each counts as the mean of the others"),
}


class ScoreForm(Wordings):
    parts = (("title", lazy("Title of the score"), ""),)
    method = forms.ChoiceField(
        label=lazy("How it is worked out"),
        choices=[(str(one), label) for one, label in METHODS.items()],
        widget=forms.RadioSelect,
    )
    minimum_answered = forms.IntegerField(
        label=lazy("Answers needed"),
        required=False,
        min_value=1,
        help_text=lazy("With fewer, there is no score. Left empty, every question that applies is needed."),
    )
    unanswered = forms.ChoiceField(
        label=lazy("Questions without an answer, once there are enough"),
        choices=[(str(one), label) for one, label in SILENCES.items()],
        widget=forms.RadioSelect,
    )
    not_applicable_counts = forms.BooleanField(
        label=lazy("“Does not apply” counts as zero point"),
        required=False,
        help_text=lazy("Otherwise it leaves the score: 9 yes of 9 that apply is 100 %."),
    )
    multiplied_by = NumberField(label=lazy("Multiplied by"))
    source = forms.CharField(label=lazy("Where this rule comes from"), required=False, max_length=500)

    def __init__(self, data: QueryDict | None, *, says: Score, of: Questionnaire, **options) -> None:
        super().__init__(data, says=says, languages=of.languages, **options)
        self.of = of
        self.initial |= {
            "method": says.method,
            "minimum_answered": says.minimum_answered,
            "unanswered": says.unanswered,
            "not_applicable_counts": says.not_applicable_counts,
            "multiplied_by": written(says.multiplied_by),
            "source": says.source,
        }
        self.bands = BandRows(says.bands, of.languages, data)

    @property
    def title_fields(self):
        return self.bound("title")

    def rows(self) -> Iterator[dict]:
        """Every question that can count, and how it does."""
        parts = {part.item: part for part in self.says.parts}
        for item in self.of.items.values():
            part = parts.get(item.name)
            if part is None and points_of(item) is None:
                continue
            shown = self._typed(item) if self.is_bound else part
            yield {
                "name": item.name,
                "label": said(item.label, self.languages[0]) or item.name,
                "counts": shown is not None,
                "reversed": bool(shown and shown.reversed),
                "weight": written(shown.weight if shown else 1),
                "one_for": bool(shown and shown.one_for),
                "choices": [
                    (choice.code, said(choice.label, self.languages[0]),
                     bool(shown) and choice.code in shown.one_for)
                    for choice in (item.choices if item.kind is Kind.SINGLE else ())
                ],
            }  # fmt: skip

    def _typed(self, item: Item) -> Part | None:
        if item.name not in self.data.getlist("counts"):
            return None
        weight = number_of(self.data.get(f"weight:{item.name}", ""))
        one_for = [one for one in self.data.getlist(f"one_for:{item.name}") if item.choice(one)]
        return Part(
            item.name,
            item.name in self.data.getlist("reversed"),
            1 if weight is None else weight,
            tuple(one_for) if item.kind is Kind.SINGLE else (),
        )

    def score(self) -> Score:
        given = self.cleaned_data
        typed = [self._typed(item) for item in self.of.items.values()]
        return replace(
            self.says,
            title=self.said("title"),
            parts=tuple(part for part in typed if part is not None),
            method=Method(given["method"]),
            minimum_answered=given["minimum_answered"],
            unanswered=Unanswered(given["unanswered"]),
            not_applicable_counts=given["not_applicable_counts"],
            multiplied_by=1 if given["multiplied_by"] is None else given["multiplied_by"],
            bands=self.bands.bands(),
            source=given["source"].strip(),
        )
