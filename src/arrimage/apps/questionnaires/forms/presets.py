"""Answers most questionnaires offer, ready to be taken as they are or changed. The words are ours."""

from django.utils.translation import gettext_lazy as _

from arrimage.apps.questionnaires.document.questionnaire import Choice, Item, Kind

AGREE = ["Pas du tout d’accord", "Plutôt pas d’accord", "Ni l’un ni l’autre", "Plutôt d’accord",
         "Tout à fait d’accord"]  # fmt: skip
AGREE_EN = ["Strongly disagree", "Rather disagree", "Neither one nor the other", "Rather agree",
            "Strongly agree"]  # fmt: skip
OFTEN = ["Jamais", "Rarement", "Parfois", "Souvent", "Toujours"]
OFTEN_EN = ["Never", "Rarely", "Sometimes", "Often", "Always"]
MUCH = ["Pas du tout", "Un peu", "Assez", "Beaucoup"]
MUCH_EN = ["Not at all", "A little", "Somewhat", "A lot"]


def _ladder(french: list[str], english: list[str], least: int) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(points), {"fr": fr, "en": en}, points=points)
        for points, (fr, en) in enumerate(zip(french, english, strict=True), least)
    )


YES_NO = (
    Choice("yes", {"fr": "Oui", "en": "Yes"}, points=1),
    Choice("no", {"fr": "Non", "en": "No"}, points=0),
)
# By the name a form sends: what an author chooses, and the question it begins.
PRESETS = {
    "yes_no": (_("Yes or no"), Item("", Kind.SINGLE, choices=YES_NO)),
    "single": (_("One answer of my own list"), Item("", Kind.SINGLE)),
    "several": (_("Several answers of my own list"), Item("", Kind.SEVERAL)),
    "agree": (
        _("From disagree to agree, in five"),
        Item("", Kind.SINGLE, choices=_ladder(AGREE, AGREE_EN, 1)),
    ),
    "often": (_("From never to always, in five"), Item("", Kind.SINGLE, choices=_ladder(OFTEN, OFTEN_EN, 0))),
    "much": (
        _("From not at all to a lot, in four"),
        Item("", Kind.SINGLE, choices=_ladder(MUCH, MUCH_EN, 0)),
    ),
    "scale": (_("A mark from 0 to 10"), Item("", Kind.SCALE, minimum=0, maximum=10)),
    "number": (_("A number"), Item("", Kind.NUMBER, whole=True)),
    "date": (_("A day"), Item("", Kind.DATE)),
    "text": (_("A few words"), Item("", Kind.TEXT)),
    "long_text": (_("A text, as long as one likes"), Item("", Kind.LONG_TEXT)),
    "entries": (_("A list, one thing a line"), Item("", Kind.ENTRIES)),
    "file": (_("A picture or a file"), Item("", Kind.FILE)),
    "note": (_("Nothing to answer: words between questions"), Item("", Kind.NOTE)),
    "calculated": (_("Nothing to answer: worked out from the answers"), Item("", Kind.CALCULATED)),
}
KINDS = {
    Kind.SINGLE: _("One answer of a list"),
    Kind.SEVERAL: _("Several answers of a list"),
    Kind.SCALE: _("A mark on a scale"),
    Kind.NUMBER: _("A number"),
    Kind.DATE: _("A day"),
    Kind.TEXT: _("A few words"),
    Kind.LONG_TEXT: _("A text, as long as one likes"),
    Kind.ENTRIES: _("A list, one thing a line"),
    Kind.FILE: _("A picture or a file"),
    Kind.NOTE: _("Nothing to answer: words between questions"),
    Kind.CALCULATED: _("Nothing to answer: worked out from the answers"),
}
