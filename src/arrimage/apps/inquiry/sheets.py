"""What a study reads: answers by item and by respondent, wherever they were collected. No model, no database.

A campaign and an imported file both give a `Sheet`; statistics, pairs and reports read nothing else. A key
means something inside one sheet alone: in an anonymous campaign it leads to nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from arrimage.apps.questionnaires.document.answers import Answer
from arrimage.apps.questionnaires.document.questionnaire import Questionnaire


@dataclass(frozen=True)
class Respondent:
    """Who answered, as far as the mode lets it be known."""

    key: str
    side: str = ""  # of a paired study: «centre», «coalition»
    territory: str = ""  # code of a territory, or name of a pair
    stratum: str = ""  # kind of organisation, role…: what the response rate is told by
    label: str = ""  # empty unless the campaign is named
    organisation_id: int | None = None  # likewise
    answered_by: str = ""  # in whose name: «president», «employee»


@dataclass(frozen=True)
class Sheet:
    """`answers[item][respondent.key]`; an item nobody was asked is absent."""

    form: Questionnaire
    respondents: tuple[Respondent, ...]
    answers: Mapping[str, Mapping[str, Answer]]
    asked: int | None = None  # how many were invited; None when nobody can say
    threshold: int = 5  # groups smaller than this are not shown outside
    mode: str = "named"
    asked_by_stratum: Mapping[str, int] = field(default_factory=dict)
    source: str = ""  # what to print under a figure
    everyone_asked: bool = False  # those asked are all there are: intervals are then narrower
    nature: str = "collected"  # «reconstruction», «example»: said wherever a figure is shown
