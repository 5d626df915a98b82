"""A question, a part, the title of a draft, as an author changes them."""

from collections.abc import Mapping
from dataclasses import replace

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.questionnaires.document import conditions
from arrimage.apps.questionnaires.document.conditions import MEASURED, Comparison, Conditions, Sign
from arrimage.apps.questionnaires.document.editing import new_name, texts
from arrimage.apps.questionnaires.document.questionnaire import (
    CHOSEN,
    Item,
    Kind,
    Questionnaire,
    Section,
    said,
)

from .presets import KINDS, PRESETS
from .rows import ChoiceRows, ConditionRows, number_of, written

IN = {"fr": lazy("in French"), "en": lazy("in English")}
LONG = {"label": 2, "help": 2, "introduction": 5, "thanks": 3}


def text_field(part: str, label, language: str, languages: tuple[str, ...], help_text="") -> forms.CharField:
    """One text in one language; the language is said only where there are several."""
    return forms.CharField(
        label=f"{label} ({IN[language]})" if len(languages) > 1 else label,
        required=False,
        max_length=5_000 if part in LONG else 300,
        help_text=help_text if language == languages[0] else "",
        widget=forms.Textarea(attrs={"rows": LONG[part], "lang": language})
        if part in LONG
        else forms.TextInput(attrs={"lang": language}),
    )


class NumberField(forms.CharField):
    """A number as one types it here, with a comma or a point; empty is none."""

    def __init__(self, **options) -> None:
        attrs = {"inputmode": "decimal", "class": "short"}
        super().__init__(required=False, max_length=20, widget=forms.TextInput(attrs=attrs), **options)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        if (number := number_of(text)) is None:
            raise forms.ValidationError(_("Write a number, please: 12 or 3.5."))
        return number


class Wordings(forms.Form):
    """Some texts, in each of the languages of the questionnaire."""

    parts: tuple[tuple[str, object, object], ...] = ()  # part, label, help

    def __init__(self, data: QueryDict | None, *, says, languages: tuple[str, ...], **options) -> None:
        super().__init__(data, **options)
        self.languages = languages
        self.says = says
        for part, label, help_text in self.parts:
            for language in languages:
                self.fields[f"{part}_{language}"] = text_field(part, label, language, languages, help_text)
                self.initial[f"{part}_{language}"] = getattr(says, part).get(language, "")

    def said(self, part: str) -> dict[str, str]:
        """What it says now; a language that is not shown keeps what it said."""
        kept = {one: text for one, text in getattr(self.says, part).items() if one not in self.languages}
        given = {one: self.cleaned_data.get(f"{part}_{one}", "") for one in self.languages}
        return texts(**kept, **given)

    def bound(self, *parts: str):
        """The fields of these parts, in every language."""
        return [self[f"{part}_{language}"] for part in parts for language in self.languages]


class HeadingForm(Wordings):
    parts = (
        ("title", lazy("Title"), ""),
        ("introduction", lazy("Introduction"), lazy("Why you ask, to whom, and what you will do with it.")),
        ("thanks", lazy("Thanks, once it is sent"), ""),
    )
    english = forms.BooleanField(label=lazy("It can also be answered in English"), required=False)
    one_section_a_screen = forms.BooleanField(label=lazy("One part a screen"), required=False)

    def __init__(self, data, *, says: Questionnaire, **options) -> None:
        super().__init__(data, says=says, languages=says.languages, **options)
        self.initial |= {
            "english": "en" in says.languages,
            "one_section_a_screen": says.one_section_a_screen,
        }

    def applied(self, form: Questionnaire) -> Questionnaire:
        given = self.cleaned_data
        languages = tuple(one for one in form.languages if one != "en")
        return replace(
            form,
            **{part: self.said(part) for part, *_rest in self.parts},
            languages=(*languages, "en") if given["english"] or not languages else languages,
            one_section_a_screen=given["one_section_a_screen"],
        )


class SectionForm(Wordings):
    parts = (("title", lazy("Title of the part"), ""), ("help", lazy("A word at its beginning"), ""))

    def __init__(self, data, *, says: Section, before: Mapping[str, Item], languages, **options) -> None:
        super().__init__(data, says=says, languages=languages, **options)
        self.when = ConditionRows(says.relevant, before, languages[0], data)

    def changes(self) -> dict:
        return {"title": self.said("title"), "help": self.said("help"), "relevant": self.when.text()}


class NewItemForm(forms.Form):
    """The first words of a question, and how it is answered."""

    label = forms.CharField(
        label=lazy("The question"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    preset = forms.ChoiceField(
        label=lazy("How it is answered"),
        choices=[(name, label) for name, (label, _item) in PRESETS.items()],
        widget=forms.RadioSelect,
        initial="yes_no",
    )

    def item(self, language: str) -> Item:
        label = self.cleaned_data["label"]
        preset = PRESETS[self.cleaned_data["preset"]][1]
        name = new_name(label, (), "note" if preset.kind is Kind.NOTE else "question")
        return replace(preset, name=name, label=texts(**{language: label}))


class ItemForm(Wordings):
    """One question, with what its kind calls for."""

    parts = (
        ("label", lazy("The question"), ""),
        ("help", lazy("A word to help"), lazy("Shown under the question.")),
        ("low", lazy("Words at the low end"), ""),
        ("high", lazy("Words at the high end"), ""),
        ("constraint_message", lazy("What to say when the answer goes past the limit"), ""),
    )
    kind = forms.ChoiceField(
        label=lazy("How it is answered"), choices=[(str(k), v) for k, v in KINDS.items()]
    )
    required = forms.BooleanField(label=lazy("It must be answered"), required=False)
    not_applicable = forms.BooleanField(label=lazy("“Does not apply to me” may be answered"), required=False)
    declinable = forms.BooleanField(label=lazy("“I prefer not to say” may be answered"), required=False)
    whole = forms.BooleanField(label=lazy("Whole numbers only"), required=False)
    pictures_only = forms.BooleanField(
        label=lazy("Pictures only"),
        required=False,
        help_text=lazy("A PDF may name who wrote it; a picture says nothing but itself."),
    )
    minimum = NumberField(label=pgettext_lazy("number", "At least"))
    maximum = NumberField(label=pgettext_lazy("number", "At most"))
    constraint = forms.CharField(
        label=lazy("Limit, as a formula"),
        required=False,
        max_length=2_000,
        help_text=lazy("The point stands for the answer: . <= today() for a day that is not to come."),
    )
    calculation = forms.CharField(
        label=lazy("What is worked out"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("With the answers before it: ${visits} * 2, if(${age} < 18, 'young', 'adult')."),
    )
    alert = forms.CharField(
        label=lazy("Alert, as a formula"),
        required=False,
        max_length=2_000,
        help_text=lazy("The point stands for the answer. Left empty, what is chosen above counts."),
    )
    alert_from = NumberField(label=lazy("It is an alert from this number up"))
    name = forms.CharField(
        label=lazy("Short name"),
        max_length=60,
        required=False,
        help_text=lazy("What spreadsheets and formulas call it. Under another name, it is another question."),
    )

    def __init__(
        self, data, *, says: Item, before: Mapping[str, Item], languages, check_at: str = "", **options
    ) -> None:
        super().__init__(data, says=says, languages=languages, **options)
        self.initial |= {
            word: getattr(says, word)
            for word in ("kind", "required", "not_applicable", "declinable", "whole", "pictures_only",
                         "constraint", "calculation", "name")
        }  # fmt: skip
        self.initial |= {"minimum": written(says.minimum), "maximum": written(says.maximum)}
        if check_at:
            self._check_while_typing(check_at)
        self.when = ConditionRows(says.relevant, before, languages[0], data)
        self.choices = ChoiceRows(says, languages, data) if says.kind in CHOSEN else None
        self._alert(says, data)

    def _check_while_typing(self, check_at: str) -> None:
        """A formula is read as it is typed: said in words, or refused at the place where it goes wrong."""
        for part in ("constraint", "calculation", "alert"):
            self.fields[part].widget.attrs |= {
                "spellcheck": "false",
                "autocomplete": "off",
                "hx-post": f"{check_at}?pour={self.says.name}&partie={part}",
                "hx-trigger": "input changed delay:400ms",
                "hx-params": part,
                "hx-target": "next .live",
                "hx-select": "unset",
                "hx-select-oob": "unset",
                "hx-swap": "innerHTML",
            }

    def _alert(self, says: Item, data: QueryDict | None) -> None:
        """An alert as it is most often: some of the answers, or a number from which it is one."""
        read = conditions.read(says.alert, {".": says})
        is_listed = read is not None and (read.any or len(read.comparisons) < 2)
        simple = read.comparisons if read is not None and is_listed else ()
        self.alert_codes = {one.value for one in simple if one.sign is Sign.IS and says.kind in CHOSEN}
        lowest = next((one.value for one in simple if one.sign is Sign.AT_LEAST), "")
        self.initial["alert_from"] = lowest.replace(".", ",")
        is_said = self.alert_codes or lowest or not says.alert
        self.initial["alert"] = "" if is_said else says.alert
        if data is not None:
            self.alert_codes = set(data.getlist("alert_codes"))

    # What the template draws, group by group

    @property
    def label_fields(self):
        return self.bound("label")

    @property
    def help_fields(self):
        return self.bound("help")

    @property
    def end_fields(self):
        return self.bound("low", "high")

    @property
    def limit_fields(self):
        return self.bound("constraint_message")

    @property
    def is_several(self) -> bool:
        return self.says.kind is Kind.SEVERAL

    @property
    def is_scale(self) -> bool:
        return self.says.kind is Kind.SCALE

    @property
    def is_number(self) -> bool:
        return self.says.kind is Kind.NUMBER

    @property
    def is_file(self) -> bool:
        return self.says.kind is Kind.FILE

    @property
    def is_calculated(self) -> bool:
        return self.says.kind is Kind.CALCULATED

    @property
    def alert_options(self) -> list[tuple[str, str, bool]]:
        return [
            (choice.code, said(choice.label, self.languages[0]), choice.code in self.alert_codes)
            for choice in self.says.choices
        ]

    @property
    def is_chosen(self) -> bool:
        return self.says.kind in CHOSEN

    @property
    def is_asked(self) -> bool:
        return self.says.is_asked

    @property
    def is_measured(self) -> bool:
        return self.says.kind in (Kind.SCALE, Kind.NUMBER)

    def item(self) -> Item:
        """The question as it is now."""
        given = self.cleaned_data
        kind = Kind(given["kind"])
        changes = {part: self.said(part) for part, *_rest in self.parts}
        changes |= {
            word: given[word]
            for word in ("required", "not_applicable", "declinable", "whole", "pictures_only", "minimum",
                         "maximum", "constraint", "calculation")
        }  # fmt: skip
        if self.choices is not None:
            changes["choices"] = self.choices.choices(self.says)
        item = replace(self.says, **changes, kind=kind, relevant=self.when.text(), name=self._name())
        return replace(item, alert=self._alert_text(item))

    def _name(self) -> str:
        wanted = self.cleaned_data["name"].strip()
        return new_name(wanted, ()) if wanted and wanted != self.says.name else self.says.name

    def _alert_text(self, item: Item) -> str:
        if formula := self.cleaned_data["alert"].strip():
            return formula
        if item.kind in CHOSEN:
            chosen = [choice.code for choice in item.choices if choice.code in self.alert_codes]
            rows = tuple(Comparison(".", Sign.IS, code) for code in chosen)
        elif item.kind in MEASURED and self.cleaned_data["alert_from"] is not None:
            rows = (Comparison(".", Sign.AT_LEAST, f"{self.cleaned_data['alert_from']:.12g}"),)
        else:
            rows = ()
        return conditions.write(Conditions(rows, any=True), {".": item})
