"""Saying where a network stands with its strategies. Each saying is a new step: nothing is written over."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.network.models import Network, Pace, Phase, Strategy, StrategyStep
from arrimage.apps.network.policies import governance as policies

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

FACTS = Path(__file__).resolve().parents[1] / "data" / "strategies"
OWN_POSITION = 1000  # a network's own come after the inventory


def _rows(name: str) -> list[dict[str, str]]:
    with (FACTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load_strategies() -> int:
    """Make the shipped inventory equal to its file, by code; how many rows moved. Twice changes nothing."""
    sources = {row["source"]: row["citation"] for row in _rows("sources")}
    known = {one.code: one for one in Strategy.objects.filter(network=None)}
    moved = 0
    for position, row in enumerate(_rows("strategies"), 1):
        said = {
            "family": row["family"],
            "kind": row["kind"],
            "targets": row["targets"].split(),
            "name": row["name"],
            "name_en": row["name_en"],
            "source": sources[row["source"]],
            "position": position,
        }
        there = known.get(row["code"])
        if there is None:
            Strategy.objects.create(code=row["code"], **said)
        elif any(getattr(there, name) != value for name, value in said.items()):
            Strategy.objects.filter(pk=there.pk).update(**said)
        else:
            continue
        moved += 1
    return moved


def load_strategies_once(sender, using: str = "default", **_) -> None:
    """After migrate: the inventory is there without a command to know."""
    if using == "default" and Strategy._meta.db_table in connection.introspection.table_names():
        load_strategies()


@transaction.atomic
def add_strategy(
    network: Network,
    *,
    name: str,
    family: str,
    kind: str,
    targets: list[str],
    description: str,
    by,
    at: datetime,
) -> Strategy:
    """A strategy of the network's own. Raises PermissionDenied, ValidationError (it has one of that name)."""
    policies.check(policies.keeps, by, network, localdate(at))
    name = name.strip()
    if Strategy.objects.filter(network=network, name__iexact=name).exists():
        raise ValidationError(_("Your network already has a strategy of that name: open it instead."))
    strategy = Strategy.objects.create(
        network=network,
        name=name,
        family=family,
        kind=kind,
        targets=targets,
        description=description.strip(),
        position=OWN_POSITION,
    )
    record("strategy.added", by=by, at=at, subjects=[network, name])
    return strategy


@transaction.atomic
def say_where_it_stands(
    network: Network,
    strategy: Strategy,
    *,
    state: str,
    since: date,
    by: User,
    at: datetime,
    expected_on: date | None = None,
    led_by: str = "",
    evidence: str = "",
    difficulty: str = "",
) -> StrategyStep:
    """Add a step. Saying the same thing twice adds nothing. Raises PermissionDenied, ValidationError."""
    day = localdate(at)
    policies.check(policies.keeps, by, network, day)
    Network.objects.select_for_update().get(pk=network.pk)
    if strategy.network_id not in (None, network.pk):
        raise ValidationError(_("This strategy belongs to another network."))
    if since > day:
        raise ValidationError(
            {"since": _("Since when is a day past or today. For a day to come, choose «planned».")}
        )
    if expected_on and state != StrategyStep.State.PLANNED:
        expected_on = None
    said = {
        "state": state,
        "since": since,
        "expected_on": expected_on,
        "led_by": led_by.strip(),
        "evidence": evidence.strip(),
        "difficulty": difficulty.strip(),
    }
    last = network.strategy_steps.filter(strategy=strategy).order_by("since", "said_at", "id").last()
    if last and since < last.since:
        raise ValidationError(
            {"since": _("Something later is already written. Give a day from that one on.")}
        )
    if last and all(getattr(last, name) == value for name, value in said.items()):
        return last
    step = StrategyStep.objects.create(
        network=network,
        strategy=strategy,
        said_at=at,
        said_by=f"{by} ({by.acting.organisation})"[:200],
        organisation=by.acting.organisation,
        **said,
    )
    record("strategy.said", by=by, at=at, subjects=[network, str(strategy)], details={"state": state})
    return step


@transaction.atomic
def take_step_back(network: Network, strategy: Strategy, *, by: User, at: datetime) -> bool:
    """Undo the last step, by whoever's organisation said it, the same day. Whether there was one."""
    policies.check(policies.keeps, by, network, localdate(at))
    last = network.strategy_steps.filter(strategy=strategy).order_by("since", "said_at", "id").last()
    mine = last and last.organisation_id == by.acting.organisation_id
    if not mine or localdate(last.said_at) != localdate(at):
        return False
    last.delete()
    record("strategy.unsaid", by=by, at=at, subjects=[network, str(strategy)])
    return True


@transaction.atomic
def set_pace(network: Network, *, most: int, months: int, by: User, at: datetime) -> Pace:
    """Change the two numbers of the network's warning."""
    policies.check(policies.leads, by, network, localdate(at))
    pace, _new = Pace.objects.update_or_create(network=network, defaults={"most": most, "months": months})
    record("pace.changed", by=by, at=at, subjects=[network], details={"most": most, "months": months})
    return pace


@transaction.atomic
def add_phase(
    network: Network, *, kind: str, aim: str, since: date, until: date | None, by: User, at: datetime
) -> Phase:
    """A time of change or of consolidation. Raises PermissionDenied, ValidationError (two at once)."""
    policies.check(policies.leads, by, network, localdate(at))
    Network.objects.select_for_update().get(pk=network.pk)
    if until and until <= since:
        raise ValidationError({"until": _("A phase ends after it begins.")})
    for other in network.phases.all():
        if (until is None or other.since < until) and (other.until is None or since < other.until):
            raise ValidationError(
                _("The phase «%(aim)s» holds then: end it first, or choose other days.") % {"aim": other.aim}
            )
    phase = Phase.objects.create(network=network, kind=kind, aim=aim.strip(), since=since, until=until)
    record("phase.added", by=by, at=at, subjects=[network, str(phase)])
    return phase


@transaction.atomic
def remove_phase(phase: Phase, *, by: User, at: datetime) -> None:
    policies.check(policies.leads, by, phase.network, localdate(at))
    record("phase.removed", by=by, at=at, subjects=[phase.network, str(phase)])
    phase.delete()
