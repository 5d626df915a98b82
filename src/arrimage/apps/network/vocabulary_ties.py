"""The words of ties: kinds, frequency, the criteria of the continuum, who says what. No model, no rule.

The criteria and their grades are those of source 001 (N3); `continuum.py` says what each one points to.
"""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ShippedKind(TextChoices):
    """The kinds every network has; a network adds its own on a page."""

    REFERRAL = "referral", _("Referring persons")
    AGREEMENT = "agreement", _("A written agreement")
    JOINT_PROGRAMME = "joint_programme", _("A programme run together")
    INFORMATION_SHARING = "information_sharing", _("Sharing information")
    SHARED_WORKERS = "shared_workers", _("Workers in common")
    LIAISON_AGENT = "liaison_agent", _("A liaison worker")
    CROSS_TRAINING = "cross_training", _("Training one another")
    SHARED_CARE = "shared_care", _("Following persons together")
    SHARED_PREMISES = "shared_premises", _("Premises in common")
    CONCERTATION = "concertation", _("Sitting at the same tables")


# Kinds that go from one to the other: «we refer to them» is another tie than «they refer to us».
DIRECTED = frozenset({ShippedKind.REFERRAL, ShippedKind.LIAISON_AGENT})


class Direction(TextChoices):
    """From whoever reports, or to them; empty for what goes both ways by nature."""

    OUT = "out", _("from us to them")
    IN = "in", _("from them to us")


# What a directed kind says, one way and the other; a network's own kind says its name and its direction.
DIRECTED_LABELS = {
    (ShippedKind.REFERRAL, Direction.OUT): _("We refer persons to them"),
    (ShippedKind.REFERRAL, Direction.IN): _("They refer persons to us"),
    (ShippedKind.LIAISON_AGENT, Direction.OUT): _("We have a liaison worker with them"),
    (ShippedKind.LIAISON_AGENT, Direction.IN): _("They have a liaison worker with us"),
}


class WaveStatus(TextChoices):
    DRAFT = "draft", pgettext_lazy("wave", "Being prepared")
    OPEN = "open", pgettext_lazy("wave", "Open to answers")
    CLOSED = "closed", pgettext_lazy("wave", "Closed to answers")
    PUBLISHED = "published", pgettext_lazy("wave", "Published")


class Frequency(IntegerChoices):
    YEARLY = 1, _("Once or twice a year")
    QUARTERLY = 2, _("A few times a year")
    MONTHLY = 3, _("About every month")
    WEEKLY = 4, _("About every week")
    DAILY = 5, _("Almost every day")


class Governance(IntegerChoices):
    INFORMAL = 1, _("By influence, without formality")
    NEGOTIATION = 2, _("By negotiation")
    HIERARCHY = 3, _("Somebody decides for both")


class Formalisation(IntegerChoices):
    NONE = 1, _("Nothing is written")
    MEDIUM = 2, _("Some of it is written")
    LARGE = 3, _("Most of it is written")


class Sanctions(IntegerChoices):
    FEW = 1, _("Nothing happens, or little")
    SOME = 2, _("There are some consequences")
    MANY = 3, _("There are many consequences")


class Extent(IntegerChoices):
    """Two grades: the source calls it «large» for an alliance and for an integration alike."""

    SMALL = 1, _("Little is exchanged")
    LARGE = 2, _("Much is exchanged")


class Problem(IntegerChoices):
    ACUTE = 1, _("Acute, asking for little coordination")
    CHRONIC_OR_COMPLEX = 2, _("Lasting, or complex")
    CHRONIC_AND_COMPLEX = 3, _("Lasting and complex")


class Reading(IntegerChoices):
    """Where a relation stands on the continuum."""

    MUTUAL_ADJUSTMENT = 1, _("Mutual adjustment")
    ALLIANCE = 2, _("Alliance")
    INTEGRATION = 3, _("Integration")


class Answer(TextChoices):
    CONFIRMS = "confirms", _("Yes, it is so")
    CONTESTS = "contests", _("No, we do not see it so")


class Shown(IntegerChoices):
    """How much an organisation lets be published of a relation; of two choices the more restrained holds."""

    NOTHING = 0, pgettext_lazy("ties shown", "Nothing")
    EXISTENCE = 1, _("That the tie exists")
    DETAILS = 2, _("The tie and what we say of it")


class Status(TextChoices):
    """What two organisations, together, say of a tie."""

    CONFIRMED = "confirmed", _("Confirmed: both say it")
    CLAIMED = "claimed", _("Said by one")
    CONTESTED = "contested", _("Contested: the other says no")
    UNANSWERED = "unanswered", _("The other has not answered")


class CountingRule(TextChoices):
    """Which ties make the network that is measured."""

    CONFIRMED = "confirmed", _("Only ties both say")
    ANY_CLAIM = "any", _("Every tie somebody says")
    WEIGHTED = "weighted", _("Weighted: two where both say it, one where one says it undenied")
