"""The text of an edition: a few parts, the same each time: a tired reader finds Monday where it was.

Pure: no database. A document is read from JSON and written to it whole; `missing` says what it lacks before
it may be read by others, by kind of piece.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _

# What each kind of piece is made of, in the order of the page.
PARTS = {
    "dossier": ("parts", "monday", "question", "guide", "limits", "literature", "invites"),
    "capsule": ("chapters", "transcript", "captions", "question", "guide", "literature", "invites"),
    "material": ("parts", "monday", "limits", "literature"),
}
YEAR = re.compile(r"^\d{4}$")
DOI = re.compile(r"^10\.\d{4,9}/\S+$")


@dataclass(frozen=True)
class Part:
    title: str
    text: str


@dataclass(frozen=True)
class GuideStep:
    minutes: int
    text: str


@dataclass(frozen=True)
class Chapter:
    second: int
    title: str

    @property
    def clock(self) -> str:
        return f"{self.second // 60}:{self.second % 60:02}"


@dataclass(frozen=True)
class Reference:
    """One item of the literature, kept as CSL data: every reference manager reads it."""

    csl: dict

    @property
    def doi(self) -> str:
        return self.csl.get("DOI", "")

    @property
    def link(self) -> str:
        return f"https://doi.org/{self.doi}" if self.doi else self.csl.get("URL", "")

    def __str__(self) -> str:
        """« Famille, P., et Autre, Q. (2003). Titre. Où, 12(3), 4-5. »"""
        names = [_name(author) for author in self.csl.get("author", [])]
        year = str(next(iter(next(iter(self.csl.get("issued", {}).get("date-parts", [])), [])), ""))
        where = self.csl.get("container-title") or self.csl.get("publisher", "")
        volume = self.csl.get("volume", "")
        if volume and self.csl.get("issue"):
            volume = f"{volume}({self.csl['issue']})"
        place = ", ".join(filter(None, [where, volume, self.csl.get("page", "")]))
        head = ", ".join(names) + (f" ({year})" if year else "")
        return " ".join(f"{part.rstrip('.')}." for part in (head, self.csl.get("title", ""), place) if part)


def _name(author: dict) -> str:
    given = "".join(f" {word[0]}." for word in re.split(r"[\s-]+", author.get("given", "")) if word)
    family = author.get("family") or author.get("literal", "")
    return f"{family},{given}" if given else family


@dataclass(frozen=True)
class Document:
    title: str = ""
    summary: str = ""
    parts: tuple[Part, ...] = ()  # principles of a dossier, sections of a material
    monday: tuple[str, ...] = ()  # what it changes on Monday morning
    question: str = ""
    guide: tuple[GuideStep, ...] = ()  # how to lead the discussion
    limits: str = ""  # limits and criticisms: what this does not settle
    literature: tuple[Reference, ...] = ()
    invites: tuple[str, ...] = ()  # kinds of organisations worth inviting to a team's meeting
    transcript: str = ""
    captions: str = ""  # WebVTT
    chapters: tuple[Chapter, ...] = ()

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.guide)

    def words(self) -> str:
        """All that a search looks into."""
        said = [self.title, self.title, self.summary, self.question, self.limits, self.transcript]
        said += [f"{part.title} {part.text}" for part in self.parts] + list(self.monday)
        return "\n".join(said + [step.text for step in self.guide])


@dataclass
class _Reader:
    data: dict = field(default_factory=dict)

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(str(one) for one in self.data.get(name, []))


def from_data(data: dict) -> Document:
    read = _Reader(data)
    return Document(
        title=data.get("title", ""),
        summary=data.get("summary", ""),
        parts=tuple(Part(one["title"], one["text"]) for one in data.get("parts", [])),
        monday=read.texts("monday"),
        question=data.get("question", ""),
        guide=tuple(GuideStep(int(one["minutes"]), one["text"]) for one in data.get("guide", [])),
        limits=data.get("limits", ""),
        literature=tuple(Reference(one) for one in data.get("literature", [])),
        invites=read.texts("invites"),
        transcript=data.get("transcript", ""),
        captions=data.get("captions", ""),
        chapters=tuple(Chapter(int(one["second"]), one["title"]) for one in data.get("chapters", [])),
    )


def to_data(document: Document) -> dict:
    """Empty parts are left out: adding a part later changes no digest."""
    data = asdict(document) | {"literature": [one.csl for one in document.literature]}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in data.items() if value}


def digest_of(data: dict) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def missing(document: Document, kind: str) -> list[str]:
    """What must be there before others read it. Empty: nothing."""
    wanted = [(document.title, _("a title")), (document.summary, _("a few words that say what it is"))]
    if kind == "capsule":
        wanted += [
            (document.transcript, _("the transcript of the video")),
            (document.captions, _("the captions of the video")),
            (document.guide, _("the facilitation guide")),
        ]
    else:
        wanted.append((document.parts, _("at least one part")))
    if kind == "dossier":
        wanted += [
            (document.monday, _("what it changes on Monday morning")),
            (document.question, _("a question for the team")),
        ]
    return [name for there, name in wanted if not there]


# --- WebVTT

CUE = re.compile(
    r"^((?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3})[ \t]+-->[ \t]+((?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3})", re.M
)


class BadCaptions(ValueError):
    """The file of captions cannot be followed; the text says where."""


def check_captions(text: str) -> str:
    """The captions, as WebVTT. Raises BadCaptions: no header, no cue, a cue that goes backwards."""
    text = text.replace("\r\n", "\n").lstrip("\ufeff")
    if not re.match(r"^WEBVTT(\s|$)", text):
        raise BadCaptions(_("The captions must begin with the word WEBVTT: save them in that format."))
    last = 0.0
    cues = CUE.findall(text)
    if not cues:
        raise BadCaptions(
            _("No caption was found: each begins with its two moments, 00:01.000 --> 00:04.000.")
        )
    for starts, ends in cues:
        begins, over = _seconds(starts), _seconds(ends)
        if over <= begins or begins < last:
            raise BadCaptions(
                _("The caption at %(moment)s goes backwards: correct its moments.") % {"moment": starts}
            )
        last = begins
    return text


def _seconds(moment: str) -> float:
    *hours, minutes, seconds = moment.split(":")
    return sum(int(hour) * 3600 for hour in hours) + int(minutes) * 60 + float(seconds)
