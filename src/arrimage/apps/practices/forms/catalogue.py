"""What editors write, what readers say, what an organisation contests."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.network.vocabulary import Need
from arrimage.apps.practices.models import Contestation, Edition, Reading
from arrimage.apps.practices.references import to_lines, with_edits
from arrimage.apps.practices.vocabulary import REVIEWS, SECTIONS, Level, Shelf

ROWS = {"aim": 3, "for_whom": 3, "how": 7, "evidence": 6}


def _texts() -> dict[str, forms.Textarea]:
    return {code: forms.Textarea(attrs={"rows": ROWS.get(code, 5)}) for code in SECTIONS}


class TranslationForm(forms.ModelForm):
    """The texts alone: the facts are those of the French."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    class Meta:
        model = Edition
        fields = ("name", *SECTIONS, "said_of_change")
        widgets = _texts()
        help_texts = {"said_of_change": lazy("One line: whoever compares two editions reads it first.")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    def values(self) -> dict:
        """What the action keeps."""
        kept = dict(self.cleaned_data)
        for aside in ("version", "said_of_change"):
            kept.pop(aside, None)
        return kept


def _shelves() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (label, [(shelf.value, shelf.label) for shelf in Shelf if shelf.value.startswith(f"{review}:")])
        for review, label in REVIEWS.items()
    ]


class EditionForm(TranslationForm):
    """The texts and the facts, in French."""

    shelves = forms.MultipleChoiceField(
        label=lazy("Shelves"), choices=_shelves, required=False, widget=forms.CheckboxSelectMultiple
    )
    needs = forms.MultipleChoiceField(
        label=lazy("Needs it answers"),
        choices=Need.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    related = forms.MultipleChoiceField(
        label=lazy("Related practices"), required=False, widget=forms.CheckboxSelectMultiple
    )
    lines = forms.CharField(
        label=lazy("References"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=lazy(
            "One a line: Bond, G.; Drake, R. (2012). Title. Journal. doi:10.… Only works you have in hand."
        ),
    )

    class Meta(TranslationForm.Meta):
        fields = ("name", *SECTIONS, "level", "said_of_change")
        help_texts = TranslationForm.Meta.help_texts | {
            "level": lazy("How much research says. It says nothing of what a practice is worth."),
            "persons": lazy(
                "What persons have said or written, with their consent. Nobody’s words are made up."
            ),
        }

    def __init__(self, *args, related: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["related"].choices = [
            (slug, name) for slug, name in related if slug != self.instance.practice.slug
        ]
        for name in ("shelves", "needs", "related"):
            self.fields[name].initial = getattr(self.instance, name)
        self.fields["lines"].initial = to_lines(self.instance.references)

    def clean_lines(self) -> list[dict]:
        try:
            return with_edits(self.cleaned_data["lines"], self.instance.references)
        except ValidationError as refusal:
            raise ValidationError(refusal.messages) from None

    def values(self) -> dict:
        kept = super().values()
        kept["references"] = kept.pop("lines")
        return kept


class NewPracticeForm(forms.Form):
    name = forms.CharField(label=lazy("What it is called"), max_length=160)
    aim = forms.CharField(label=SECTIONS["aim"], max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    level = forms.ChoiceField(
        label=lazy("What research says, in a word"), choices=Level.choices, widget=forms.RadioSelect
    )


class ReadingForm(forms.ModelForm):
    agrees = forms.TypedChoiceField(
        label=lazy("May it be published?"),
        choices=[("yes", lazy("Yes, as it is")), ("no", lazy("Not yet: something should change"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Reading
        fields = ("agrees", "words")
        widgets = {"words": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "words": lazy("What is missing, what hurts, what is false. You will be answered in writing.")
        }


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=lazy("What was done about it"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ContestationForm(forms.ModelForm):
    class Meta:
        model = Contestation
        fields = ("section", "words", "wished")
        widgets = {
            "words": forms.Textarea(attrs={"rows": 6}),
            "wished": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "words": lazy("It is shown beside the text, signed by your organisation, until you withdraw it.")
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [("", lazy("The page as a whole")), *SECTIONS.items()]
