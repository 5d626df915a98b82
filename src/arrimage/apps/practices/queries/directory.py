"""What the directory shows of practices: on an organisation's page, in its search (see `network.above`)."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from arrimage.apps.network.above import Link, Words
from arrimage.apps.network.vocabulary import Need
from arrimage.apps.practices import policies
from arrimage.apps.practices.models import Doing, OwnVersion

from . import doing as doings
from . import own


def section(organisation, user) -> Mapping | None:
    """What it tells in its own words, what it says it does, and how to tell more. Five queries at most."""
    told = own.told_by(organisation, user=user)
    found = list(
        Doing.objects.filter(organisation=organisation)
        .select_related("practice", "own", "offer")
        .order_by("until_year", "pk")
    )
    shown = {one.practice_id for one in told if one.published_at}
    found = [one for one in found if one.own_id is None or one.own_id in shown]
    is_kept = policies.kept_by(user) == organisation.pk
    if not told and not found and not is_kept:
        return None
    names = doings.names_of(found, get_language() or "fr")
    return {
        "told": told,
        "doings": [(one, *names[one.practice_id, one.own_id]) for one in found],
        "is_kept": is_kept,
    }


def words(organisation_ids: Collection[int]) -> dict[int, Words]:
    """By organisation, what its published practices say and answer. Two queries."""
    versions = (
        OwnVersion.objects.filter(own.PUBLISHED, practice__organisation__in=list(organisation_ids))
        .select_related("practice")
        .prefetch_related("tags")
        .order_by("pk")
    )
    found: dict[int, Words] = {}
    for one in versions:
        said = found.setdefault(one.practice.organisation_id, Words([], []))
        said.texts.extend([one.title, *(text for _c, _t, text in one.sections)])
        said.texts.extend(tag.word for tag in one.tags.all())
        said.needs.extend(one.needs)
    return found


def links(need: str, text: str) -> list[Link]:
    """Beside a search by need: what helps with it, whoever does it."""
    if need not in Need.values:
        return []
    return [Link(_("What helps, and how: the practices"), f"{reverse('practices')}?need={need}")]
