"""Rounds: opening a blind one, saying one has finished, closing it, settling what differs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.qualitative import policies
from arrimage.apps.qualitative.models import (
    Code,
    Coding,
    Corpus,
    Member,
    Reading,
    Round,
    Settlement,
    Transcript,
)
from arrimage.apps.qualitative.queries import rounds as queries

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def open_blind_round(
    corpus: Corpus,
    *,
    name: str,
    unit: str,
    texts: Iterable[Transcript],
    coders: Iterable[Member],
    by: User | None,
    at: datetime,
) -> Round:
    """Each of these texts is given to each of these coders; what is compared is said now."""
    policies.check_leads(by, corpus, localdate(at))
    Corpus.objects.select_for_update().get(pk=corpus.pk)
    texts, coders = list(texts), list(coders)
    if len(coders) < 2:
        raise ValidationError({"coders": _("Two people at least read the same texts.")})
    free = set(queries.texts_never_coded(corpus).values_list("pk", flat=True))
    if not texts or any(text.pk not in free for text in texts):
        raise ValidationError({"texts": _("Choose texts nobody has coded: the others were seen already.")})
    if any(one.corpus_id != corpus.pk for one in coders):
        raise PermissionDenied
    last = corpus.rounds.aggregate(last=Max("number"))["last"] or 0
    made = Round.objects.create(
        corpus=corpus, number=last + 1, name=name.strip(), kind=Round.Kind.BLIND, unit=unit, opened_at=at
    )
    Reading.objects.bulk_create(
        Reading(round=made, transcript=text, member=coder) for text in texts for coder in coders
    )
    record("qualitative.round_opened", by=by, at=at, subjects=[corpus])
    return made


@transaction.atomic
def finish_text(reading: Reading, *, finished: bool, by: User, at: datetime) -> Reading:
    """One says one has finished a text, or goes back to it. Not journalled: it would tell each one's pace."""
    reading = (
        Reading.objects.select_for_update(of=("self",)).select_related("round", "member").get(pk=reading.pk)
    )
    if reading.member.user_id != by.pk or reading.round.state != Round.State.OPEN:
        raise PermissionDenied
    reading.finished_at = at if finished else None
    reading.save()
    return reading


@transaction.atomic
def close_round(round: Round, *, by: User | None, at: datetime) -> Round:
    """From now on each sees the work of all, and nobody changes it. Texts two have finished are compared."""
    policies.check_leads(by, round.corpus, localdate(at))
    round = Round.objects.select_for_update(of=("self",)).select_related("corpus").get(pk=round.pk)
    if round.kind != Round.Kind.BLIND or round.state != Round.State.OPEN:
        raise ValidationError(_("This round is closed already."))
    round.state, round.closed_at = Round.State.CLOSED, at
    round.save()
    record("qualitative.round_closed", by=by, at=at, subjects=[round.corpus])
    return round


@transaction.atomic
def settle_unit(
    round: Round,
    transcript: Transcript,
    place: tuple[int, int],
    codes: Iterable[Code],
    *,
    why: str = "",
    by: User,
    at: datetime,
) -> Settlement:
    """What is kept of one unit on which coders differ; none of the codes may be what is kept."""
    round = Round.objects.select_for_update(of=("self",)).select_related("corpus").get(pk=round.pk)
    member = policies.member_of(by, round.corpus, localdate(at))
    if member is None:
        raise PermissionDenied
    if round.state != Round.State.CLOSED:
        raise ValidationError(_("A round is settled once it is closed, and once only."))
    start, end = place
    if (start, end) not in queries.differing_places(round, transcript):
        raise ValidationError(_("Coders do not differ there. Open the page again."))
    made, _is_new = Settlement.objects.update_or_create(
        round=round,
        transcript=transcript,
        start=start,
        defaults={"end": end, "why": why.strip()[:2000], "by": member, "at": at},
    )
    codes = list(codes)
    if any(code.corpus_id != round.corpus_id for code in codes):
        raise PermissionDenied
    made.codes.set(codes)
    return made


@transaction.atomic
def settle_round(round: Round, *, by: User, at: datetime) -> Round:
    """What all agreed on and what was settled becomes the team's; each coder's own work stays beside it."""
    policies.check_leads(by, round.corpus, localdate(at))
    round = Round.objects.select_for_update(of=("self",)).select_related("corpus").get(pk=round.pk)
    member = policies.member_of(by, round.corpus, localdate(at))
    if round.state != Round.State.CLOSED:
        raise ValidationError(_("A round is settled once it is closed, and once only."))
    kept, left = queries.settled(round)
    if left:
        raise ValidationError(_("Coders still differ in %(n)s places: settle them first.") % {"n": left})
    Coding.objects.bulk_create(
        Coding(
            transcript=text,
            round=round,
            coder=member,
            code=code,
            start=start,
            end=end,
            is_contrary=is_contrary,
            is_settled=True,
            at=at,
        )
        for text, code, start, end, is_contrary in kept
    )
    round.state, round.settled_at = Round.State.SETTLED, at
    round.save()
    record("qualitative.round_settled", by=by, at=at, subjects=[round.corpus])
    return round
