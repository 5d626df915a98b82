"""Words shared by models, forms and queries. No rule lives here."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Reading(TextChoices):
    """Who reads what is said in a community."""

    PUBLIC = "public", _("Everybody, without an account")
    MEMBERS = "members", _("Its members only; everybody sees that it exists")
    HIDDEN = "hidden", _("Its members only; nobody else knows that it exists")


class Joining(TextChoices):
    OPEN = "open", _("Whoever has an account, at once")
    REQUEST = "request", _("Whoever asks, once a facilitator said yes")
    INVITATION = "invitation", _("Whoever a facilitator invites")


class Reason(TextChoices):
    """Why something is reported or removed: the only words of a removal that everybody reads."""

    NAMES = "names", _("it could make somebody known")
    HURTS = "hurts", _("it hurts or belittles somebody")
    DANGER = "danger", _("it could put somebody in danger")
    SELLS = "sells", _("it sells or recruits")
    ELSEWHERE = "elsewhere", _("it has nothing to do with this discussion")
    CHARTER = "charter", _("it goes against what we agreed here")


class Rhythm(TextChoices):
    NEVER = "never", pgettext_lazy("digest", "No mail")
    DAY = "day", pgettext_lazy("digest", "Once a day, when there is something new")
    WEEK = "week", pgettext_lazy("digest", "Once a week, when there is something new")
