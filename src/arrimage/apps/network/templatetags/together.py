"""What an organisation's page offers to whoever looks at it: write, join, confirm."""

from django import template
from django.db.models import Q
from django.template.context import Context

from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network.models import Organisation
from arrimage.apps.network.policies import together as policies
from arrimage.apps.network.queries import affiliations
from arrimage.apps.network.queries.pages import is_stale

register = template.Library()

SHOWN = 12


@register.simple_tag(takes_context=True)
def may_write_to(context: Context, organisation: Organisation) -> bool:
    """Whether the reader acts, as a keeper, for another organisation than this open one."""
    mine = policies.kept_by(context["user"])
    return mine is not None and mine != organisation.pk and not organisation.closed_on


@register.simple_tag
def members_on_page(organisation: Organisation) -> dict[str, object] | None:
    """The first members and how many there are, for those that have some. Two queries at most."""
    if not policies.has_members(organisation):
        return None
    held = affiliations.members_of(organisation, today())
    first = list(held[: SHOWN + 1])
    return {"first": first[:SHOWN], "count": held.count() if len(first) > SHOWN else len(first)}


@register.simple_tag(takes_context=True)
def standing(context: Context, organisation: Organisation) -> dict[str, object]:
    """What the reader may do about affiliations with this organisation. Nothing is read for visitors."""
    mine = policies.kept_by(context["user"])
    if mine is None:
        return {}
    proposals = list(
        affiliations.open_proposals_visible_to(context["user"]).filter(
            Q(organisation=organisation) | Q(federation=organisation)
        )
    )
    tied = any(mine in {one.organisation_id, one.federation_id} for one in proposals)
    free = mine != organisation.pk and not tied and not organisation.closed_on
    return {
        "mine": mine,
        "proposals": [(one, one.proposed_in_name_of.pk == mine) for one in proposals],
        "may_join": free and policies.has_members(organisation),
        "may_invite": free and policies.has_members(context["user"].acting.organisation),
    }


@register.simple_tag(takes_context=True)
def still_true_of(context: Context, subject) -> dict[str, object]:
    """Whether it is time to confirm, and whether the reader has just done so (and may undo it)."""
    kept = context["request"].session.get("still_true", {}) if context["user"].is_authenticated else {}
    return {
        "is_stale": is_stale(subject.confirmed_at, now()),
        "may_undo": str(subject.uid) in kept,
        "is_offer": subject._meta.model_name == "offer",
    }
