"""Kinds of ties: those every network has, and a network's own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.network.models import Network, TieKind
from arrimage.apps.network.policies import ties as policies
from arrimage.apps.network.vocabulary_ties import DIRECTED, ShippedKind

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


def load_tie_kinds() -> int:
    """Add the shipped kinds that are missing; a second run adds none. How many were added."""
    known = set(TieKind.objects.filter(network=None).values_list("code", flat=True))
    missing = [code for code in ShippedKind.values if code not in known]
    TieKind.objects.bulk_create(TieKind(code=code, is_directed=code in DIRECTED) for code in missing)
    return len(missing)


def load_tie_kinds_after_migrate(sender, using: str = "default", **kwargs) -> None:
    if using == "default" and TieKind._meta.db_table in connection.introspection.table_names():
        load_tie_kinds()


@transaction.atomic
def add_tie_kind(
    network: Network, *, name: str, description: str = "", is_directed: bool = False, by: User, at: datetime
) -> TieKind:
    """A kind of the network's own. A retired one of that name comes back.

    Raises PermissionDenied (not its coordinator), ValidationError (the name is taken).
    """
    policies.check_coordinates(by, network)
    Network.objects.select_for_update().get(pk=network.pk)
    name = " ".join(name.split())
    code = slugify(name).replace("-", "_")[:40]
    if not code:
        raise ValidationError(_("Give this kind of tie a name, in letters."))
    labels = {str(label).casefold() for label in ShippedKind.labels}
    kind = TieKind.objects.filter(network=network, code=code).first()
    if code in ShippedKind.values or name.casefold() in labels or (kind and kind.retired_at is None):
        raise ValidationError(_("There is a kind of tie of this name already."))
    if kind:
        # Those who answered before understood it one way: its direction does not change.
        kind.name, kind.description, kind.retired_at = name, description, None
        kind.save()
    else:
        kind = TieKind.objects.create(
            network=network, code=code, name=name, description=description, is_directed=is_directed
        )
    record("tie_kind.added", by=by, at=at, subjects=[network, kind])
    return kind


@transaction.atomic
def retire_tie_kind(kind: TieKind, *, by: User, at: datetime) -> TieKind:
    """No longer ask for this kind; what was said of it stays. Raises PermissionDenied."""
    policies.check_coordinates(by, kind.network)
    kind = TieKind.objects.select_for_update(of=("self",)).select_related("network").get(pk=kind.pk)
    if kind.retired_at is None:
        kind.retired_at = at
        kind.save(update_fields=["retired_at"])
        record("tie_kind.retired", by=by, at=at, subjects=[kind.network, kind])
    return kind
