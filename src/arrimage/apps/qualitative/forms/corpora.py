"""Forms of projects of interviews: what it asks, the team, the guide, people, texts."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.clock import today
from arrimage.apps.kernel.uploads import RECORDED, UploadField
from arrimage.apps.qualitative.models import (
    Appointment,
    Consent,
    Corpus,
    Member,
    Participant,
    Question,
    Variable,
)
from arrimage.apps.qualitative.texts import ALLOWED, read_text

SOUND_BYTES = 60_000_000


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CorpusForm(forms.ModelForm):
    class Meta:
        model = Corpus
        fields = ("title", "question", "first_figures", "study")
        widgets = {"question": _area(3), "first_figures": _area(3)}
        help_texts = {
            "first_figures": lazy("A number can open a question: what do you see, and not understand yet?")
        }

    def __init__(self, *args, studies, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["study"].queryset = studies
        self.fields["study"].label = lazy("The study these figures come from")
        self.fields["study"].empty_label = pgettext_lazy("study", "none")


class MemberForm(forms.Form):
    email = forms.EmailField(
        label=lazy("Their address"),
        help_text=lazy("The one of their account here, in your organisation or in another."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    called = forms.CharField(label=lazy("What to call them"), max_length=120)
    part = forms.ChoiceField(
        label=lazy("Part in the team"), choices=Member.Part.choices, widget=forms.RadioSelect, initial="coder"
    )


class TakeOverForm(forms.Form):
    called = forms.CharField(label=lazy("What to call you in the team"), max_length=120)
    why = forms.CharField(
        label=lazy("Why you take it over"),
        max_length=300,
        help_text=lazy("The team and the journal read it."),
    )


class QuestionForm(forms.ModelForm):
    class Meta:
        model = Question
        fields = ("words", "prompts", "lights", "figure")
        widgets = {"words": _area(2), "prompts": _area(3)}

    def __init__(self, *args, ties=(), **kwargs) -> None:
        """`ties`: (name, its label, groups of choices) of what rooms above let one choose."""
        super().__init__(*args, **kwargs)
        for name, label, groups in ties:
            self.fields[f"{name}_ref"] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", lazy("None of these: I write it, or nothing")), *groups],
                initial=getattr(self.instance, f"{name}_ref"),
            )
        self.order_fields(["words", "prompts", "lights_ref", "lights", "figure_ref", "figure"])


class ParticipantForm(forms.Form):
    name = forms.CharField(
        label=lazy("Their name"), max_length=200, help_text=lazy("Encrypted. Read by those who lead, alone.")
    )
    pseudonym = forms.CharField(
        label=lazy("Their name in the texts"),
        max_length=80,
        help_text=lazy("An invented first name, that does not begin like theirs."),
    )
    group = forms.CharField(
        label=lazy("Group they are met for"),
        max_length=80,
        required=False,
        help_text=lazy("Workers, supervisors, relatives… so that one sees who is missing."),
    )
    why = forms.CharField(label=lazy("Why them"), max_length=300)
    reach = forms.CharField(label=lazy("How to reach them"), max_length=200, required=False)


class AnswerForm(forms.Form):
    state = forms.ChoiceField(label=lazy("What they answered"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=lazy("What they said of it, if they wish it kept"), max_length=600, required=False
    )

    def __init__(self, *args, participant: Participant, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        following = Participant.NEXT[participant.state] - {Participant.State.WITHDRAWN}
        labels = dict(Participant.State.choices)
        self.fields["state"].choices = [(one, labels[one]) for one in Participant.State if one in following]


class ConsentForm(forms.ModelForm):
    class Meta:
        model = Consent
        fields = ("given_on", "means", "records", "quotes", "keeps_text")
        widgets = {
            "given_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "means": forms.RadioSelect,
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_on"].initial = today()
        self.fields["means"].choices = Consent.Means.choices


class WithdrawForm(forms.Form):
    erase_text = forms.TypedChoiceField(
        label=lazy("What becomes of what they said"),
        choices=(("", lazy("It stays, and is quoted nowhere")), ("1", lazy("It is erased, and its codings"))),
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )


class AppointmentForm(forms.ModelForm):
    class Meta:
        model = Appointment
        fields = ("starts_at", "how", "place", "held_by")
        widgets = {
            "starts_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "how": forms.RadioSelect,
            "place": forms.TextInput,
        }

    def __init__(self, *args, team, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_by"].queryset = team
        self.fields["held_by"].label = lazy("who meets them")
        self.fields["held_by"].required = False
        self.fields["how"].choices = Appointment.How.choices
        self.fields["place"].max_length = 200


class HeldForm(forms.Form):
    held = forms.TypedChoiceField(
        label=lazy("Did it take place?"),
        choices=(("1", lazy("Yes")), ("", lazy("No"))),
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
        initial="1",
    )
    note = forms.CharField(
        label=lazy("What struck you, on the spot"), max_length=4000, required=False, widget=_area(4)
    )


class RecordingForm(forms.Form):
    sound = UploadField(label=lazy("The recording"), allowed=RECORDED, max_bytes=SOUND_BYTES)
    delete_on = forms.DateField(
        label=lazy("The day it is deleted"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=lazy("That day it goes by itself, whether somebody thinks of it or not."),
    )


class TextForm(forms.Form):
    """A file, or words pasted; `text` is what was read."""

    title = forms.CharField(label=lazy("Title"), max_length=160)
    file = UploadField(
        label=lazy("The file"),
        allowed=ALLOWED,
        required=False,
        help_text=lazy("Text, Word, OpenDocument, subtitles (VTT, SRT) or a CSV with a column “texte”."),
    )
    pasted = forms.CharField(
        label=lazy("Or the words, pasted"),
        required=False,
        widget=_area(8),
        help_text=lazy("A line for each turn, “Name: words”, so that turns can be compared."),
    )

    def clean(self):
        data = super().clean()
        file, pasted = data.get("file"), data.get("pasted", "").strip()
        if self.errors:
            return data
        if bool(file) == bool(pasted):
            raise ValidationError(_("Choose a file, or paste the words: one of the two."))
        try:
            data["text"] = read_text(file.read(), file.upload.kind) if file else pasted
        except ValidationError as refusal:
            self.add_error("file", refusal)
        return data


class ExtraForm(forms.Form):
    """A word the assistant has not seen."""

    words = forms.CharField(label=lazy("Another word that could name somebody"), max_length=120)
    stands = forms.CharField(label=pgettext_lazy("of a name", "Replaced by"), max_length=80)


class CaseForm(forms.Form):
    description = forms.CharField(
        label=lazy("What may be known of them"), max_length=2000, required=False, widget=_area(3)
    )

    def __init__(self, *args, case, variables, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        held = {value.variable_id: value.value for value in case.values.all()}
        self.initial.setdefault("description", case.description)
        self.variables = list(variables)
        for one in self.variables:
            self.fields[f"v{one.pk}"] = forms.CharField(
                label=one.name, max_length=200, required=False, initial=held.get(one.pk, "")
            )
        if not hasattr(case, "participant"):
            self.fields["quotable_because"] = forms.CharField(
                label=lazy("Why these words may be quoted"),
                max_length=300,
                required=False,
                initial=case.quotable_because,
                help_text=lazy("Who gave this leave, and where. Left empty, they are quoted nowhere."),
            )

    @property
    def values(self) -> dict[Variable, str]:
        return {one: self.cleaned_data[f"v{one.pk}"] for one in self.variables}


class VariableForm(forms.ModelForm):
    class Meta:
        model = Variable
        fields = ("name", "type")


class NewCaseForm(forms.Form):
    pseudonym = forms.CharField(label=lazy("Name in the texts"), max_length=80)
    description = forms.CharField(
        label=lazy("What may be known of them"), max_length=2000, required=False, widget=_area(2)
    )


class NamesForm(forms.Form):
    """One choice for each thing noticed, and what stands for it; a word more, that nobody noticed."""

    def __init__(self, *args, suspects, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.suspects = suspects
        for number, one in enumerate(suspects):
            told = {"words": one.words}
            self.fields[f"do{number}"] = forms.ChoiceField(
                label=lazy("“%(words)s”") % told,
                choices=(
                    ("", lazy("Decide later")),
                    ("replace", lazy("Replace")),
                    ("leave", lazy("It names nobody")),
                ),
                required=False,
                widget=forms.RadioSelect,
                initial="replace" if one.why == "replaced" else "",
            )
            self.fields[f"s{number}"] = forms.CharField(
                label=lazy("What stands for “%(words)s”") % told,
                max_length=80,
                required=False,
                initial=one.proposed,
            )
        self.fields["more"] = forms.CharField(
            label=lazy("Another word that could name somebody"), max_length=120, required=False
        )
        self.fields["more_stands"] = forms.CharField(
            label=pgettext_lazy("of a name", "Replaced by"), max_length=80, required=False
        )

    def clean(self):
        data = super().clean()
        self.replacements: dict[str, str] = {}
        self.left = [one.words for n, one in enumerate(self.suspects) if data.get(f"do{n}") == "leave"]
        pairs = [
            (f"s{n}", one.words, data.get(f"s{n}", ""))
            for n, one in enumerate(self.suspects)
            if data.get(f"do{n}") == "replace"
        ]
        if data.get("more"):
            pairs.append(("more_stands", data["more"], data.get("more_stands", "")))
        for field, words, stands in pairs:
            if not stands.strip():
                self.add_error(field, _("Say what stands for “%(words)s”.") % {"words": words})
            elif words.casefold() in stands.casefold():
                self.add_error(field, _("“%(words)s” would still be read there.") % {"words": words})
            else:
                self.replacements[words] = stands.strip()
        return data
