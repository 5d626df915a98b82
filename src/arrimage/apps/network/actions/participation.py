"""Saying something, answering it, saying whether the answer is enough; and reminding until it is answered."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel import mail
from arrimage.apps.network.models import (
    Committee,
    Contribution,
    ContributionAnswer,
    Mandate,
    Network,
    Organisation,
)
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.policies import governance as policies
from arrimage.apps.network.queries import participation as queries
from arrimage.apps.network.queries.messages import addresses_of

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

State, Outcome = Contribution.State, ContributionAnswer.Outcome
TIME_TO_ANSWER = timedelta(days=30)
A_RUN = 50  # contributions reminded of by one run at most
STEP = {Outcome.PROMISED: State.PROMISED}


@transaction.atomic
def contribute(
    network: Network,
    *,
    words: str,
    voice: str,
    by: User,
    at: datetime,
    said_on: date | None = None,
    called: str = "",
    committee: Committee | None = None,
    item=None,
    is_own: bool = True,
) -> Contribution:
    """Write what was said: one's own words, or those of somebody one writes for (`is_own=False`).

    Raises PermissionDenied, ValidationError.
    """
    day = localdate(at)
    policies.check(policies.belongs, by, network, day)
    said_on = said_on or day
    if said_on > day:
        raise ValidationError({"said_on": _("Give a day past, or today.")})
    contribution = Contribution.objects.create(
        network=network,
        committee=committee,
        item=item,
        voice=voice,
        called=called.strip(),
        words=words.strip(),
        said_on=said_on,
        user=by if is_own else None,
        organisation=by.acting.organisation if by.acting else None,
        answer_by=day + TIME_TO_ANSWER,
    )
    record("contribution.made", by=by, at=at, subjects=[network, contribution])
    return contribution


@transaction.atomic
def answer(
    contribution: Contribution,
    *,
    outcome: str,
    words: str,
    by: User,
    at: datetime,
    changed: str = "",
    why: str = "",
    back_on: date | None = None,
) -> ContributionAnswer:
    """Answer for the network. A refusal says why, a change is told, a promise has its day.

    Raises PermissionDenied, ValidationError.
    """
    day = localdate(at)
    policies.check(policies.leads, by, contribution.network, day)
    contribution = Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)
    _check_said(outcome, words=words, changed=changed, why=why, back_on=back_on, day=day)
    to = STEP.get(outcome, State.ANSWERED)
    if to not in Contribution.NEXT[contribution.state]:
        raise ValidationError(_("This is answered: it reopens when whoever said it finds that not enough."))
    told = ContributionAnswer.objects.create(
        contribution=contribution,
        outcome=outcome,
        words=words.strip(),
        changed=changed.strip() if outcome == Outcome.CHANGED else "",
        why=why.strip() if outcome == Outcome.REFUSED else "",
        back_on=back_on if outcome == Outcome.PROMISED else None,
        answered_at=at,
        answered_by=f"{by} ({by.acting.organisation})"[:200],
        organisation=by.acting.organisation,
    )
    contribution.state = to
    contribution.answer_by = told.back_on or contribution.answer_by
    contribution.reminded_at = None
    contribution.save()
    record(
        "contribution.answered",
        by=by,
        at=at,
        subjects=[contribution.network, contribution],
        details={"outcome": outcome},
    )
    _tell_who_said_it(contribution)
    return told


def _check_said(outcome: str, *, words, changed, why, back_on: date | None, day: date) -> None:
    missing = {}
    if not words.strip():
        missing["words"] = _("Write the answer, in words the person can use.")
    if outcome == Outcome.CHANGED and not changed.strip():
        missing["changed"] = _("Say what changed, and where one can see it.")
    if outcome == Outcome.REFUSED and not why.strip():
        missing["why"] = _("Say why: a refusal without a reason is a silence.")
    if outcome == Outcome.PROMISED and (back_on is None or back_on <= day):
        missing["back_on"] = _("Give the day, to come, when you come back with news.")
    if missing:
        raise ValidationError(missing)


@transaction.atomic
def judge(contribution: Contribution, *, is_enough: bool, by: User, at: datetime) -> Contribution:
    """Whoever said it says whether the answer is enough. Not enough: an answer is owed again."""
    mine = Contribution.objects.filter(policies.contributions_judged_by(by), pk=contribution.pk)
    contribution = mine.select_for_update(of=("self",)).select_related("network").first()
    if contribution is None:
        raise PermissionDenied
    to = State.HEARD if is_enough else State.AGAIN
    if contribution.state == to:
        return contribution
    if to not in Contribution.NEXT[contribution.state]:
        raise ValidationError(_("There is no answer yet to say this of."))
    contribution.state = to
    if not is_enough:
        contribution.answer_by, contribution.reminded_at = localdate(at) + TIME_TO_ANSWER, None
    contribution.save()
    verb = "heard" if is_enough else "reopened"
    record(f"contribution.{verb}", by=by, at=at, subjects=[contribution.network, contribution])
    return contribution


def _tell_who_said_it(contribution: Contribution) -> None:
    """There is an answer; the mail never says to what."""
    if contribution.user_id and contribution.user.is_active:
        link = settings.BASE_URL.rstrip("/") + contribution.get_absolute_url()
        context = {"link": link, "network": contribution.network}
        mail.send("network/mail/contribution_answered.txt", contribution.user.email, context)


def remind(*, at: datetime) -> int:
    """Write to those who owe an answer: its coordinators, else the organisations of the table. How many."""
    day, count = localdate(at), 0
    unreminded = Q(reminded_at=None) | Q(reminded_at__lte=at - queries.APART)
    for contribution in queries.overdue(day).filter(unreminded)[:A_RUN]:
        with transaction.atomic():
            # Taken by the UPDATE: two runs at once remind once.
            mine = Contribution.objects.filter(unreminded, pk=contribution.pk)
            if not mine.update(reminded_at=at):
                continue
            link = settings.BASE_URL.rstrip("/") + contribution.get_absolute_url()
            for email, language in _those_who_owe(contribution.network, day):
                context = {
                    "contribution": contribution,
                    "link": link,
                    "is_late": contribution.answer_by < day,
                }
                mail.send("network/mail/contribution_owed.txt", email, context, language)
            count += 1
    return count


def _those_who_owe(network: Network, day: date) -> list[tuple[str, str]]:
    mandated = Mandate.objects.filter(Mandate.in_force(day), network=network).values("user")
    users = get_user_model().objects.filter(pk__in=mandated, is_active=True)
    if found := list(users.values_list("email", "language")):
        return found
    seated = Organisation.objects.filter(pk__in=network.seats.filter(holding_on(day)).values("organisation"))
    return [(one.email, one.language) for them in addresses_of(seated, on=day).values() for one in them[:1]]
