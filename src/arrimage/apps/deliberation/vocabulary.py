"""The words of consultations: codes that never change, labels that are shown. No model, no rule."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Audience(TextChoices):
    PUBLIC = "public", pgettext_lazy("consultation", "everybody")
    INVITED = "invited", pgettext_lazy("consultation", "those who are invited")


class Duty(TextChoices):
    MODERATOR = "moderator", _("Moderator")
    SYNTHESIST = "synthesist", _("Synthesist")


class Naming(TextChoices):
    NAMED = "named", pgettext_lazy("contribution", "with my name")
    ORGANISATION = "organisation", pgettext_lazy("contribution", "in the name of my organisation")
    ANONYMOUS = "anonymous", pgettext_lazy("contribution", "without any name")
    TABLE = "table", pgettext_lazy("contribution", "by a table")


class Means(TextChoices):
    TEXT = "text", pgettext_lazy("contribution", "written here")
    VOICE = "voice", pgettext_lazy("contribution", "spoken, then written out by hand")
    TABLE = "table", pgettext_lazy("contribution", "noted around a table")
    PAPER = "paper", pgettext_lazy("contribution", "written on paper, typed in")


class Side(TextChoices):
    """From where somebody speaks: said by them, never guessed for a person."""

    PERSON = "person", pgettext_lazy("side", "A person who lives it, or has lived it")
    RELATIVE = "relative", pgettext_lazy("side", "A relative, a friend")
    COMMUNITY = "community", pgettext_lazy("side", "A community organisation")
    PUBLIC = "public", pgettext_lazy("side", "The public network")
    OTHER = "other", pgettext_lazy("side", "From elsewhere")
    TABLE = "table", pgettext_lazy("side", "Several people around a table")
    UNSAID = "unsaid", pgettext_lazy("side", "I would rather not say")


SPOKEN = tuple(choice for choice in Side.choices if choice[0] != Side.TABLE)


class Stance(TextChoices):
    AGREE = "agree", pgettext_lazy("reaction", "I agree, because…")
    DISAGREE = "disagree", pgettext_lazy("reaction", "I do not agree, because…")
    ADDS = "adds", pgettext_lazy("reaction", "I add…")


class How(TextChoices):
    """What becomes of a passage in the synthesis."""

    CITED = "cited", pgettext_lazy("passage", "quoted")
    MERGED = "merged", pgettext_lazy("passage", "joined to others who say the same")
    SINGULAR = "singular", pgettext_lazy("passage", "singular, kept in its own words")


class ReplyStance(TextChoices):
    NOT_MEANT = "not_meant", pgettext_lazy("reply", "That is not what I meant")
    MISSING = "missing", pgettext_lazy("reply", "Something of what I said is missing")
    RIGHT = "right", pgettext_lazy("reply", "Yes, that is what I meant")


class Decision(TextChoices):
    KEPT = "kept", pgettext_lazy("conclusion", "kept")
    CHANGED = "changed", pgettext_lazy("conclusion", "kept, but changed")
    REFUSED = "refused", pgettext_lazy("conclusion", "refused")


class Progress(TextChoices):
    UNDERWAY = "underway", pgettext_lazy("conclusion", "under way")
    DONE = "done", pgettext_lazy("conclusion", "done")
    STOPPED = "stopped", pgettext_lazy("conclusion", "not done")


class Ballot(TextChoices):
    FOR = "for", pgettext_lazy("vote", "For")
    AGAINST = "against", pgettext_lazy("vote", "Against")
    ABSTAIN = "abstain", pgettext_lazy("vote", "I abstain")
