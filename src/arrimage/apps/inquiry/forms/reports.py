"""A report's head, its blocks, its reading, a reply."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.inquiry.models import Block
from arrimage.apps.inquiry.report_blocks import BLOCKS
from arrimage.apps.inquiry.report_content import WITH_ITEM

from .studies import Day

WHAT_WORDS = {
    "answering": lazy("Who answered"),
    "voices": lazy("Both sides, question by question"),
    "agreement": lazy("Do both sides of a pair say the same?"),
    "pairs": lazy("Each pair with both its scores"),
    "covariate": lazy("Scores crossed with something else"),
    "question": lazy("One question"),
    "score": lazy("A score"),
}


class ReportForm(forms.Form):
    title = forms.CharField(label=lazy("Title"), max_length=200)
    title_en = forms.CharField(label=lazy("Title in English"), max_length=200, required=False)
    summary = forms.CharField(
        label=lazy("In a few lines"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("What a person in a hurry should keep of it."),
    )
    summary_en = forms.CharField(
        label=lazy("The same in English"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    licence = forms.CharField(label=lazy("Licence"), max_length=200, initial="CC BY 4.0")


class BlockForm(forms.Form):
    """The fields a block of its kind has."""

    title = forms.CharField(label=lazy("Heading"), max_length=200, required=False)
    text = forms.CharField(
        label=lazy("Text"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=lazy(
            "An empty line begins a paragraph; a line that begins with “- ” is an item of a list."
        ),
    )
    title_en = forms.CharField(label=lazy("Heading in English"), max_length=200, required=False)
    text_en = forms.CharField(
        label=lazy("Text in English"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args, kind: str, spec_choices=(), words=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind in (Block.Kind.FIGURE, Block.Kind.TABLE):
            self.fields["spec"] = forms.ChoiceField(
                label=lazy("What it shows"),
                choices=spec_choices,
                help_text=lazy("It follows the answers until the report is read by those asked."),
            )
            self.fields["text"].label = lazy("A word beside it")
        if kind == Block.Kind.QUOTES:
            self.fields["words"] = forms.MultipleChoiceField(
                label=lazy("Words to quote"),
                choices=words,
                widget=forms.CheckboxSelectMultiple,
                help_text=lazy("Only those whose authors agreed are here."),
            )
        if above := BLOCKS.get(kind):
            self.fields["ref"] = forms.ChoiceField(label=above.label, choices=spec_choices)
            self.fields["text"].label = lazy("A word beside it")
        self.order_fields(["ref", "spec", "words", "title", "text", "title_en", "text_en"])

    def clean(self):
        given = super().clean()
        if self.kind == Block.Kind.TEXT and not (given.get("title") or given.get("text")):
            self.add_error("text", lazy("Write a heading or a text."))
        return given

    def as_content(self, item: str = "") -> dict:
        given = self.cleaned_data
        content: dict = {
            "title": _texts(given["title"], given["title_en"]),
            "text": _texts(given["text"], given["text_en"]),
        }
        if "spec" in given:
            what, _colon, name = given["spec"].partition(":")
            content["spec"] = {"what": what} | ({"item": name} if what in WITH_ITEM else {})
        if "ref" in given:
            content["ref"] = given["ref"]
        if "words" in given:
            content |= {"item": item, "words": given["words"]}
        return content

    @staticmethod
    def initial_of(content: dict) -> dict:
        spec = content.get("spec", {})
        return {
            "title": content.get("title", {}).get("fr", ""),
            "title_en": content.get("title", {}).get("en", ""),
            "text": content.get("text", {}).get("fr", ""),
            "text_en": content.get("text", {}).get("en", ""),
            "spec": ":".join(filter(None, (spec.get("what", ""), spec.get("item", "")))),
            "words": content.get("words", []),
            "ref": content.get("ref", ""),
        }


def _texts(french: str, english: str) -> dict[str, str]:
    return {
        language: text.replace("\r\n", "\n").strip()
        for language, text in (("fr", french), ("en", english))
        if text.strip()
    }


class ReadingForm(forms.Form):
    organisations = forms.ModelMultipleChoiceField(
        label=lazy("Organisations that read it first"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("Those that answered, as far as the answers let it be known, and those you add."),
    )
    until = forms.DateField(
        label=lazy("Last day of the reading"),
        widget=Day(),
        help_text=lazy(
            "Two weeks is little for a small organisation. After that day, or once all are done, you may"
            " publish."
        ),
    )

    def __init__(self, *args, organisations, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = organisations


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label=lazy("Your reply"),
        max_length=6_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=lazy("It is printed whole, under your organisation’s name, in every form of the report."),
    )
    reply_en = forms.CharField(
        label=lazy("The same in English"),
        max_length=6_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
