"""Words of practices: codes that never change, labels that are shown. No model, no rule."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Shelf(TextChoices):
    """Where published reviews put a practice. One practice may stand on several shelves, or on none."""

    # A review of 29 practices on addiction, alone or with a mental disorder (2015): four families.
    A_APPROACH = "2015:approach", _("Clinical approaches")
    A_THERAPY = "2015:therapy", _("Psychosocial therapies and medication")
    A_STRATEGY = "2015:strategy", _("Clinical and organisational strategies")
    A_MODEL = "2015:model", _("Ways of intervening and models")
    # A review of more than 50 practices in mental health (2012): four categories, cut differently.
    B_APPROACH = "2012:approach", pgettext_lazy("2012", "Clinical approaches")
    B_THERAPY = "2012:therapy", pgettext_lazy("2012", "Therapies")
    B_STRATEGY = "2012:strategy", pgettext_lazy("2012", "Clinical and organisational strategies")
    B_INTEGRATION = "2012:integration", pgettext_lazy("2012", "Programmes and models of integration")
    # What those reviews did not look at.
    MUTUAL = "more:mutual", _("Mutual aid and alternatives")
    RIGHTS = "more:rights", _("Choice, rights and crisis")


REVIEWS = {
    "2015": _("Review on addiction, 2015 (29 practices)"),
    "2012": _("Review on mental health, 2012"),
    "more": _("Added here"),
}


class Family(TextChoices):
    """The shelves of the reviews brought together, to look by."""

    APPROACH = "approach", _("Ways of seeing")
    THERAPY = "therapy", _("Therapies and medication")
    STRATEGY = "strategy", _("Ways of reaching, linking, following")
    MODEL = "model", _("Programmes and models")
    MUTUAL = "mutual", _("Mutual aid, choice and rights")


SHELVES_OF: dict[str, frozenset[str]] = {
    Family.APPROACH: frozenset({Shelf.A_APPROACH, Shelf.B_APPROACH}),
    Family.THERAPY: frozenset({Shelf.A_THERAPY, Shelf.B_THERAPY}),
    Family.STRATEGY: frozenset({Shelf.A_STRATEGY, Shelf.B_STRATEGY}),
    Family.MODEL: frozenset({Shelf.A_MODEL, Shelf.B_INTEGRATION}),
    Family.MUTUAL: frozenset({Shelf.MUTUAL, Shelf.RIGHTS}),
}


class Level(TextChoices):
    """How much research says, never how much a practice is worth."""

    STRONG = "strong", _("Several reviews of trials agree")
    MODERATE = "moderate", _("Some trials, with nuances")
    MIXED = "mixed", _("Studies disagree")
    LIMITED = "limited", _("Few studies")
    EXPERIENCE = "experience", _("Above all the knowledge of experience and practice")


# The texts of a page, in the order in which they are read.
SECTIONS = {
    "aim": _("What it aims at"),
    "for_whom": _("For whom"),
    "how": _("How it works"),
    "evidence": _("What research says"),
    "conditions": _("What it needs to go well"),
    "limits": _("Limits and criticisms"),
    "quebec": _("In Québec"),
    "persons": _("What persons say of it"),
}

TEXTS = ("name", *SECTIONS)  # what a translation says again
FACTS = ("level", "shelves", "needs", "related", "references")  # the same in every language

# The texts of a practice told by whoever does it, in the order in which they may be read; all but the first
# may stay empty.
OWN_SECTIONS = {
    "story": _("The story"),
    "values": _("What we hold to"),
    "community": _("What the community does"),
    "us": _("What the organisation does"),
    "person": _("What the person does"),
    "questioning": _("How it questions itself"),
}
