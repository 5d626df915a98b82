"""Reading what organisations tell of what they do, in their own words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from arrimage.apps.network.thesaurus import thesaurus
from arrimage.apps.practices import policies
from arrimage.apps.practices.finding import drawn, saying_any, with_code
from arrimage.apps.practices.models import (
    Doing,
    Edition,
    Medium,
    OwnPractice,
    OwnVersion,
    Quotation,
    Tag,
)

PUBLISHED = Q(state=OwnVersion.State.PUBLISHED, practice__withdrawn_at=None)


def published_versions() -> QuerySet[OwnVersion]:
    """What everybody reads, with whose it is and its words."""
    return (
        OwnVersion.objects.filter(PUBLISHED).select_related("practice__organisation").prefetch_related("tags")
    )


def versions_visible_to(user) -> QuerySet[OwnVersion]:
    return (
        OwnVersion.objects.filter(policies.own_versions_visible_to(user))
        .select_related("practice__organisation")
        .prefetch_related("tags", "links")
    )


def practices_kept_by(user) -> QuerySet[OwnPractice]:
    return OwnPractice.objects.filter(policies.own_practices_kept_by(user)).select_related("organisation")


def answers(need: str) -> Q:
    """Those that say they answer this need; and, where none is said by a code, those whose words do."""
    in_words = Q(needs=[]) & saying_any(thesaurus().of_code.get(f"need:{need}", ()))
    return with_code(f"need:{need}") | in_words


@dataclass(frozen=True)
class Told:
    """A practice told in its own words, beside one of the catalogue that answers the same needs."""

    version: OwnVersion
    is_linked: bool


def told_for(edition: Edition, *, day: date) -> list[Told]:
    """What serves the same needs, in the order drawn for the day; those that link to it say so. 3 queries."""
    found = Q(links=edition.practice_id)
    for need in edition.needs:
        found |= answers(need)
    linked = set(OwnVersion.objects.filter(PUBLISHED, links=edition.practice_id).values_list("pk", flat=True))
    matching = published_versions().filter(pk__in=OwnVersion.objects.filter(PUBLISHED & found).values("pk"))
    in_order = sorted(matching, key=lambda one: drawn(one.practice.uid, day))
    return [Told(one, one.pk in linked) for one in in_order]


@dataclass
class Page:
    """All that the page of a practice told in its own words shows."""

    version: OwnVersion
    pictures: list[Medium]
    sounds: list[Medium]
    links: list[Edition]
    doings: list[Doing]
    is_kept: bool  # the reader may change it
    draft: OwnVersion | None = None

    @property
    def is_current(self) -> bool:
        return self.version.state == OwnVersion.State.PUBLISHED


def page_of(version: OwnVersion, *, user, language: str) -> Page:
    """Seven queries at most."""
    from .catalogue import editions_of

    practice = version.practice
    is_kept = policies.kept_by(user) == practice.organisation_id
    media = list(
        Medium.objects.filter(policies.media_visible_to(user), practice=practice).order_by("added_at", "id")
    )
    # A visitor, and a former version, see what was shown; its own people see what waits to be.
    if version.state != OwnVersion.State.DRAFT:
        media = [one for one in media if one.shown_at]
    return Page(
        version=version,
        pictures=[one for one in media if one.kind == Medium.Kind.PICTURE],
        sounds=[one for one in media if one.kind == Medium.Kind.SOUND],
        links=editions_of([one.slug for one in version.links.all()], language),
        doings=list(practice.doings.select_related("offer").order_by("until_year", "id")),
        is_kept=is_kept,
        draft=practice.versions.filter(state=OwnVersion.State.DRAFT).first() if is_kept else None,
    )


def current_or_draft(practice: OwnPractice, user) -> OwnVersion | None:
    """What this user reads at the practice’s own address."""
    seen = versions_visible_to(user).filter(practice=practice)
    return seen.filter(state=OwnVersion.State.PUBLISHED).first() or seen.order_by("-number").first()


def history_of(practice: OwnPractice, user) -> list[OwnVersion]:
    return list(
        versions_visible_to(user).filter(practice=practice, published_at__isnull=False).order_by("-number")
    )


def told_by(organisation, *, user) -> list[OwnVersion]:
    """What an organisation tells: published, and its drafts for its own people. One row a practice."""
    shown: dict[int, OwnVersion] = {}
    versions = versions_visible_to(user).filter(practice__organisation=organisation)
    for one in versions.exclude(state=OwnVersion.State.REPLACED).order_by("practice", "state"):
        if one.practice_id not in shown or one.state == OwnVersion.State.PUBLISHED:
            shown[one.practice_id] = one
    return list(shown.values())


def quotations_of(practice: OwnPractice) -> QuerySet[Quotation]:
    return Quotation.objects.filter(version__practice=practice).select_related("organisation", "version")


def citation(version: OwnVersion, *, address: str) -> str:
    """How to quote it: who, when, what, which version, where it stays."""
    return _("%(who)s (%(year)s). %(title)s, version %(number)s. %(address)s") % {
        "who": version.signed or version.practice.organisation,
        "year": version.published_at.year,
        "title": version.title,
        "number": version.number,
        "address": address,
    }


def csl_of(version: OwnVersion, *, address: str) -> dict:
    """The same as CSL data."""
    on = version.published_at.date()
    return {
        "id": f"{version.practice.uid}/{version.number}",
        "type": "webpage",
        "title": version.title,
        "version": str(version.number),
        "author": [{"literal": version.signed or str(version.practice.organisation)}],
        "issued": {"date-parts": [[on.year, on.month, on.day]]},
        "URL": address,
    }


def tags_of(organisation_id: int | None) -> QuerySet[Tag]:
    return Tag.objects.filter(organisation=organisation_id)


def published_in(tags: Iterable[Tag]) -> QuerySet[OwnVersion]:
    return published_versions().filter(tags__in=list(tags)).distinct()


def with_published() -> Prefetch:
    return Prefetch("versions", OwnVersion.objects.filter(PUBLISHED), to_attr="published")
