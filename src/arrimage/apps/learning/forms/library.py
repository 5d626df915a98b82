"""Writing an edition without a script: each part has its own box, and the last ones are empty."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.learning import document as text_of
from arrimage.apps.learning.document import PARTS, Chapter, Document, GuideStep, Part, Reference
from arrimage.apps.learning.models import Piece, Reading
from arrimage.apps.learning.videos import VideoField
from arrimage.apps.network.vocabulary import Need, OrganisationKind
from arrimage.design.widgets import text

MORE = 2  # empty boxes after those that are filled
INVITED = (
    OrganisationKind.COMMUNITY,
    OrganisationKind.FAMILY_ASSOCIATION,
    OrganisationKind.RIGHTS_DEFENCE,
    OrganisationKind.HOUSING,
    OrganisationKind.EMPLOYMENT,
    OrganisationKind.COALITION,
)
MARKS = lazy(
    "Marks: an empty line between paragraphs, “- ” for a list, **strong**, [words](https://address)."
)


class SearchForm(forms.Form):
    all_optional = True
    q = forms.CharField(label=lazy("Words"), required=False, max_length=120)
    kind = forms.ChoiceField(
        label=lazy("What it is"), required=False, choices=[("", lazy("Everything")), *Piece.Kind.choices]
    )
    audience = forms.ChoiceField(
        label=lazy("For whom"), required=False, choices=[("", lazy("Everybody")), *Piece.Audience.choices[:3]]
    )
    need = forms.ChoiceField(
        label=lazy("About"), required=False, choices=[("", lazy("Any need")), *Need.choices]
    )


class PieceForm(forms.ModelForm):
    class Meta:
        model = Piece
        fields = ("kind", "title", "audience", "language")
        widgets = dict.fromkeys(("kind", "audience", "language"), forms.RadioSelect)


class PlaceForm(forms.Form):
    audience = forms.ChoiceField(
        label=lazy("For whom"), choices=Piece.Audience.choices, widget=forms.RadioSelect
    )
    needs = forms.MultipleChoiceField(
        label=lazy("Which needs it speaks to"),
        choices=Need.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    practices = forms.MultipleChoiceField(
        label=lazy("Of which practices of the catalogue it speaks"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    themes = forms.ModelMultipleChoiceField(
        label=lazy("In which of our themes it stands"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, themes, practices, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practices"].choices = practices
        self.fields["themes"].queryset = themes
        self.fields["themes"].label_from_instance = lambda one: f"{one.programme} · {one}"


class EditionForm(forms.Form):
    """The text of an edition. Which boxes there are depends on the kind of piece."""

    since = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=lazy("Title"), max_length=200)
    summary = forms.CharField(label=lazy("In a few words"), max_length=1200, required=False, widget=text(3))

    def __init__(self, *args, kind: str, before: Document, version: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.before = kind, before
        self.offered = PARTS[kind]
        self.fields["since"].initial = version
        self.fields["title"].initial, self.fields["summary"].initial = before.title, before.summary
        for name in self.offered:
            getattr(self, f"_add_{name}")()

    # --- the boxes
    def _add_parts(self) -> None:
        for number, part in enumerate([*self.before.parts, *[Part("", "")] * MORE]):
            self.fields[f"part{number}_title"] = forms.CharField(
                label=_("Part %(number)d: its title") % {"number": number + 1},
                max_length=160,
                required=False,
                initial=part.title,
            )
            self.fields[f"part{number}_text"] = forms.CharField(
                label=_("Part %(number)d: its text") % {"number": number + 1},
                max_length=8000,
                required=False,
                initial=part.text,
                widget=text(7),
                help_text=MARKS if number == 0 else "",
            )

    def _add_monday(self) -> None:
        label = (
            _("What it changes on Monday morning")
            if self.kind == Piece.Kind.DOSSIER
            else _("To try, one thing at a time")
        )
        self._lines("monday", label, "\n".join(self.before.monday), _("One thing to a line."))

    def _add_question(self) -> None:
        self.fields["question"] = forms.CharField(
            label=_("A question for the team"),
            max_length=600,
            required=False,
            initial=self.before.question,
            widget=text(2),
        )

    def _add_guide(self) -> None:
        lines = "\n".join(f"{step.minutes} {step.text}" for step in self.before.guide)
        help_text = _("One step to a line, its minutes first: “10 Read the question aloud”.")
        self._lines("guide", _("How to lead the discussion"), lines, help_text)

    def _add_limits(self) -> None:
        self.fields["limits"] = forms.CharField(
            label=_("Limits and criticisms: what this does not settle"),
            max_length=4000,
            required=False,
            initial=self.before.limits,
            widget=text(4),
        )

    def _add_literature(self) -> None:
        for number, item in enumerate([*self.before.literature, *[Reference({})] * MORE]):
            csl = item.csl
            for name, label, value in (
                ("authors", _("Reference %(number)d: authors"), _authors(csl)),
                ("title", _("Reference %(number)d: title"), csl.get("title", "")),
                (
                    "where",
                    _("Reference %(number)d: journal or publisher"),
                    csl.get("container-title") or csl.get("publisher", ""),
                ),
                ("year", _("Reference %(number)d: year"), _year(csl)),
                ("link", _("Reference %(number)d: DOI or web address"), item.doi or csl.get("URL", "")),
            ):
                self.fields[f"ref{number}_{name}"] = forms.CharField(
                    label=label % {"number": number + 1}, max_length=500, required=False, initial=value
                )
            self.fields[f"ref{number}_authors"].help_text = _("“Surname, Given; Surname, Given”.")

    def _add_invites(self) -> None:
        self.fields["invites"] = forms.MultipleChoiceField(
            label=_("Whom it would be good to invite to a team’s meeting"),
            choices=[(kind.value, kind.label) for kind in INVITED],
            required=False,
            initial=list(self.before.invites),
            widget=forms.CheckboxSelectMultiple,
        )

    def _add_transcript(self) -> None:
        self.fields["transcript"] = forms.CharField(
            label=_("Transcript: all that is said and shown"),
            max_length=60_000,
            required=False,
            initial=self.before.transcript,
            widget=text(12),
        )

    def _add_captions(self) -> None:
        self.fields["captions"] = forms.CharField(
            label=_("Captions (WebVTT)"),
            max_length=200_000,
            required=False,
            initial=self.before.captions,
            strip=False,
            widget=text(10),
        )

    def _add_chapters(self) -> None:
        lines = "\n".join(f"{chapter.clock} {chapter.title}" for chapter in self.before.chapters)
        self._lines(
            "chapters", _("Chapters"), lines, _("One to a line, its moment first: “1:20 At the door”.")
        )

    def _lines(self, name: str, label: str, initial: str, help_text: str) -> None:
        self.fields[name] = forms.CharField(
            label=label, max_length=6000, required=False, initial=initial, widget=text(5), help_text=help_text
        )

    # --- what they say
    def clean_guide(self) -> tuple[GuideStep, ...]:
        steps = []
        for line in _nonempty(self.cleaned_data["guide"]):
            said = re.match(r"(\d{1,3})\s*(?:min\S*)?\s+(.+)", line)
            if not said:
                raise forms.ValidationError(
                    _("Begin with the minutes: “%(line)s”."), params={"line": line[:60]}
                )
            steps.append(GuideStep(int(said[1]), said[2].strip()))
        return tuple(steps)

    def clean_chapters(self) -> tuple[Chapter, ...]:
        chapters: list[Chapter] = []
        for line in _nonempty(self.cleaned_data["chapters"]):
            said = re.match(r"(?:(\d+):)?(\d{1,3}):([0-5]\d)\s+(.+)", line)
            if not said:
                raise forms.ValidationError(
                    _("Begin with the moment: “%(line)s”."), params={"line": line[:60]}
                )
            second = int(said[1] or 0) * 3600 + int(said[2]) * 60 + int(said[3])
            if chapters and second <= chapters[-1].second:
                raise forms.ValidationError(
                    _("Chapters follow one another: “%(line)s”."), params={"line": line[:60]}
                )
            chapters.append(Chapter(second, said[4].strip()))
        return tuple(chapters)

    def clean_captions(self) -> str:
        given = self.cleaned_data["captions"]
        if not given.strip():
            return ""
        try:
            return text_of.check_captions(given)
        except text_of.BadCaptions as fault:
            raise forms.ValidationError(str(fault)) from None

    def clean(self):
        data = super().clean()
        for name in [name for name in self.fields if re.fullmatch(r"ref\d+_year", name)]:
            if data.get(name) and not text_of.YEAR.match(data[name]):
                self.add_error(name, _("Write the year in four figures."))
        return data

    def content(self) -> Document:
        """The document as it is now; parts this kind of piece has not are left as they were."""
        data = self.cleaned_data
        said = {
            name: data[name]
            for name in ("title", "summary", "question", "limits", "transcript", "captions")
            if name in data
        }
        if "parts" in self.offered:
            said["parts"] = tuple(
                Part(data[f"part{number}_title"], data[f"part{number}_text"])
                for number in range(len(self.before.parts) + MORE)
                if data[f"part{number}_title"] or data[f"part{number}_text"]
            )
        if "literature" in self.offered:
            said["literature"] = tuple(self._references())
        if "monday" in self.offered:
            said["monday"] = tuple(_nonempty(data["monday"]))
        if "invites" in self.offered:
            said["invites"] = tuple(data["invites"])
        for name in ("guide", "chapters"):
            if name in self.offered:
                said[name] = data[name]
        return Document(**said)

    def _references(self):
        for number, before in enumerate([*self.before.literature, *[Reference({})] * MORE]):
            box = {
                name: self.cleaned_data[f"ref{number}_{name}"].strip()
                for name in ("authors", "title", "where", "year", "link")
            }
            if not box["title"]:
                continue
            csl = {name: value for name, value in before.csl.items() if name in ("volume", "issue", "page")}
            csl |= {"type": before.csl.get("type", "article-journal"), "title": box["title"]}
            if box["authors"]:
                csl["author"] = [_person(name) for name in box["authors"].split(";") if name.strip()]
            if box["where"]:
                csl["publisher" if "publisher" in before.csl else "container-title"] = box["where"]
            if box["year"]:
                csl["issued"] = {"date-parts": [[int(box["year"])]]}
            if text_of.DOI.match(link := box["link"].removeprefix("https://doi.org/")):
                csl["DOI"] = link
            elif re.match(r"https?://", box["link"]):
                csl["URL"] = box["link"]
            yield Reference(csl)


class FilmForm(forms.Form):
    file = VideoField(label=lazy("The video"), help_text=lazy("MP4 or WebM; 500 MB at most."))


class ReaderForm(forms.Form):
    email = forms.EmailField(label=lazy("Their e-mail address here"))
    voice = forms.ChoiceField(
        label=lazy("How you ask them to read it"), choices=Reading.Voice.choices, widget=forms.RadioSelect
    )


class ReadingForm(forms.Form):
    verdict = forms.ChoiceField(
        label=lazy("What you say of it"), choices=Reading.Verdict.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=pgettext_lazy("reading", "In your own words"), required=False, max_length=5000, widget=text(6)
    )
    voice = forms.ChoiceField(
        label=lazy("How you read it"),
        choices=Reading.Voice.choices,
        widget=forms.RadioSelect,
        help_text=lazy("You alone say from where you speak."),
    )
    signed = forms.CharField(
        label=lazy("How you are named under the text"),
        required=False,
        max_length=120,
        help_text=lazy("A first name, a name, a group. Left empty, you are not named."),
    )


def _nonempty(lines: str) -> list[str]:
    return [line.strip() for line in lines.splitlines() if line.strip()]


def _authors(csl: dict) -> str:
    names = (
        ", ".join(filter(None, [one.get("family", one.get("literal", "")), one.get("given", "")]))
        for one in csl.get("author", [])
    )
    return "; ".join(names)


def _year(csl: dict) -> str:
    return str(next(iter(next(iter(csl.get("issued", {}).get("date-parts", [])), [])), ""))


def _person(name: str) -> dict:
    family, _comma, given = name.strip().partition(",")
    return (
        {"family": family.strip(), "given": given.strip()} if given.strip() else {"literal": family.strip()}
    )
