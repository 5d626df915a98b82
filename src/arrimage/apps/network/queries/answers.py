"""A question put to the directory, and what answers it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arrimage.apps.network.models import Organisation, SearchDocument, Territory
from arrimage.apps.network.vocabulary import Asker

from .hours import Opening
from .places import Place
from .reasons import Reason

RADIUS = 30  # km


@dataclass(frozen=True)
class Asked:
    """A question; empty means any. `near` has a point: a place that is a territory goes in `territory`."""

    text: str = ""
    territory: str = ""  # code
    near: Place | None = None
    radius: int = RADIUS  # km
    need: str = ""
    what: str = ""  # SearchDocument.Kind
    kind: str = ""  # OrganisationKind
    category: str = ""
    line: int | None = None
    direct: bool = False  # the person may ask, without a referral
    open_now: bool = False


@dataclass
class Hit:
    """One answer, ready to be shown; of what was found, only the fields of `SHOWN` are read."""

    document: SearchDocument
    reasons: list[Reason]
    distance: float | None = None  # km, to the nearest of its sites
    municipality: str = ""
    opening: Opening | None = None

    @property
    def subject(self):
        """The organisation, site or offer itself."""
        return self.document.offer or self.document.site or self.document.organisation

    @property
    def uid(self) -> UUID:
        return self.document.uid

    @property
    def kind(self) -> str:
        return self.document.kind

    @property
    def name(self) -> str:
        return self.subject.name

    @property
    def organisation(self) -> Organisation:
        return self.document.organisation

    @property
    def territory(self) -> Territory | None:
        return self.document.territory

    @property
    def own_words(self) -> str:
        return getattr(self.subject, "own_words", "")

    @property
    def text(self) -> str:
        """What it says of itself, its own words first."""
        return self.own_words or getattr(self.subject, "description", "")

    @property
    def phone(self) -> str:
        return getattr(self.subject, "phone", "") or self.organisation.phone

    @property
    def confirmed_at(self) -> datetime | None:
        """When somebody last said that this is still true, of the offer or of its organisation."""
        return getattr(self.subject, "confirmed_at", None) or self.organisation.confirmed_at

    @property
    def is_direct(self) -> bool:
        return self.kind == "offer" and Asker.PERSON in self.subject.askers

    @property
    def wait_weeks(self) -> int | None:
        """The wait declared, in whole weeks, once it is two weeks or more."""
        days = getattr(self.subject, "wait_days", None)
        return round(days / 7) if days is not None and days >= 14 else None

    @property
    def why(self) -> str:
        return " ; ".join(dict.fromkeys(str(reason) for reason in self.reasons))


@dataclass
class Results:
    """A page of answers. `matched_some`: none matches every word, these match a part of them."""

    asked: Asked
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    matched_some: bool = False
    unknown: list[str] = field(default_factory=list)  # words nothing answers, as typed
    is_pressing: bool = False  # the words suggest that help is needed now

    @property
    def summary(self) -> str:
        """One honest sentence."""
        if not self.total:
            return _("Nothing found.")
        if self.matched_some:
            return ngettext(
                "Nothing holds all these words; %(count)d result holds some of them.",
                "Nothing holds all these words; %(count)d results hold some of them.",
                self.total,
            ) % {"count": self.total}
        return ngettext("%(count)d result.", "%(count)d results.", self.total) % {"count": self.total}
