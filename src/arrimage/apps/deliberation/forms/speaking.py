"""Saying something: with one's name, for one's organisation, or without any name."""

from django import forms
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.deliberation.actions.contributions import LONGEST
from arrimage.apps.deliberation.vocabulary import SPOKEN, Ballot, Naming, ReplyStance, Side, Stance
from arrimage.apps.kernel.uploads import RECORDED, UploadField
from arrimage.apps.questionnaires import codes

VOICE_BYTES = 8_000_000  # about ten minutes


def _words(label, rows: int = 7, **options) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), strip=False, **options)


class ContributionForm(forms.Form):
    stance = forms.ChoiceField(
        label=pgettext_lazy("reaction", "What I have to say of it"),
        choices=Stance.choices,
        widget=forms.RadioSelect,
    )
    text = _words(
        lazy("In my own words"),
        max_length=LONGEST,
        required=False,
        help_text=lazy("As you would say it aloud. Nobody corrects your spelling, nobody shortens you."),
    )
    voice = UploadField(
        label=lazy("Or my voice"),
        allowed=RECORDED,
        max_bytes=VOICE_BYTES,
        required=False,
        help_text=lazy(
            "Record yourself with your phone, ten minutes at most. Somebody of the team listens and writes it"
            " out word for word; only then do others read it. If you also write above, no one has to."
        ),
    )
    naming = forms.ChoiceField(label=lazy("How I sign"), widget=forms.RadioSelect)
    side = forms.ChoiceField(
        label=lazy("I speak as"), choices=SPOKEN, initial=Side.UNSAID, widget=forms.RadioSelect
    )
    code = forms.CharField(
        label=lazy("My code, if I already have one"),
        max_length=60,
        required=False,
        help_text=lazy("To find all you said without a name behind a single code."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args, ways, side: str = Side.UNSAID, is_reaction: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["naming"].choices = ways
        self.fields["naming"].initial = ways[0][0] if ways else None
        self.fields["side"].initial = side
        if not is_reaction:
            del self.fields["stance"]
        else:
            del self.fields["voice"]
            self.fields["text"].required = True
            self.fields["text"].help_text = lazy("Your reason counts, not the number of those who share it.")
        if all(way != Naming.ANONYMOUS for way, _label in ways):
            del self.fields["code"]

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if code and len(codes.spelled(code)) != 19:
            raise forms.ValidationError(
                lazy("A code has sixteen letters and digits: look at each one again.")
            )
        return code

    def clean(self) -> dict:
        data = super().clean()
        if "voice" in self.fields and not data.get("voice") and not data.get("text", "").strip():
            self.add_error("text", lazy("Write a few words, or record your voice."))
        return data


class CorrectForm(forms.Form):
    text = _words(lazy("My words"), max_length=LONGEST)


class ReplyForm(forms.Form):
    stance = forms.ChoiceField(
        label=lazy("What I say of it"), choices=ReplyStance.choices, widget=forms.RadioSelect
    )
    words = _words(
        lazy("In my own words"),
        4,
        max_length=4_000,
        required=False,
        help_text=lazy("They go with the synthesis, beside the idea, now and once it is published."),
    )


class VoteForm(forms.Form):
    ballot = forms.ChoiceField(choices=Ballot.choices)


class TypedInForm(forms.Form):
    """A workbook filled in by hand: one box a question, and how its author agreed."""

    naming = forms.ChoiceField(label=lazy("How they sign"), widget=forms.RadioSelect)
    name = forms.CharField(label=lazy("The name they want shown"), max_length=200, required=False)
    side = forms.ChoiceField(
        label=lazy("They speak as"), choices=SPOKEN, initial=Side.UNSAID, widget=forms.RadioSelect
    )
    agreement = forms.CharField(
        label=lazy("How they agreed that you type it in"),
        max_length=300,
        help_text=lazy("“Ticked and signed on the last page”, “by phone on 3 May”… Write no more than that."),
    )

    def __init__(self, *args, questions, ways, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        self.fields["naming"].choices = ways
        self.fields["naming"].initial = ways[0][0] if ways else None
        for question in self.questions:
            self.fields[f"answer_{question.pk}"] = _words(
                question.text, 5, max_length=LONGEST, required=False
            )

    @property
    def answers(self):
        return [(question, self.cleaned_data[f"answer_{question.pk}"]) for question in self.questions]

    @property
    def answer_fields(self):
        return [self[f"answer_{question.pk}"] for question in self.questions]
