"""What a host does with the answers it asks for: open, begin under a code it chose, shuffle, forget."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.questionnaires import codes
from arrimage.apps.questionnaires.models import Opening, Response, ResponseAnswer, ResponseScore, Version

from .responses import Closed

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

BATCH = 500
TABLES = tuple(model._meta.db_table for model in (Response, ResponseAnswer, ResponseScore))


@transaction.atomic
def open_for_host(
    version: Version,
    *,
    host: str,
    title: str,
    words: str,
    organisation_id: int | None,
    asked_by: str,
    closes_on: date | None,
    is_undated: bool,
    may_be_changed: bool,
    told: Iterable[User] = (),
    opened_by: str = "",
) -> Opening:
    """Put a version to those a host asks. Who may ask them is the host's to say, before it calls."""
    opening = Opening.objects.create(
        questionnaire=version,
        host=host,
        title=title,
        words=words,
        organisation_id=organisation_id,
        asked_by=asked_by,
        closes_on=closes_on,
        is_undated=is_undated,
        may_be_changed=may_be_changed and not is_undated,
        opened_by=opened_by,
    )
    opening.told.set(told)
    return opening


@transaction.atomic
def close_for_host(opening: Opening, *, at: datetime) -> None:
    Opening.objects.filter(pk=opening.pk, closed_at=None).update(closed_at=at)


@transaction.atomic
def move_closing(opening: Opening, closes_on: date | None) -> None:
    Opening.objects.filter(pk=opening.pk).update(closes_on=closes_on)


@transaction.atomic
def begin_response(opening: Opening, *, code: str, owner: str, at: datetime, language: str) -> Response:
    """A blank under this code. Raises Closed."""
    if not opening.is_open(localdate(at)):
        raise Closed(_("This questionnaire is closed: it takes no more answers."))
    return Response.objects.create(
        questionnaire=opening.questionnaire,
        opening=opening,
        owner=owner,
        code_digest=codes.digest_of(code),
        language=language,
        is_undated=opening.is_undated,
        started_at=None if opening.is_undated else at,
    )


def change_code(response: Response, code: str) -> None:
    """From now on this code opens the answers, and the one before opens nothing."""
    Response.objects.filter(pk=response.pk).update(code_digest=codes.digest_of(code))


def set_owner(pks: Iterable[int], owner: str) -> None:
    Response.objects.filter(pk__in=list(pks)).update(owner=owner)


@transaction.atomic
def forget_drafts(*openings: Opening | int) -> int:
    """Remove what was begun and not sent. How many there were."""
    drafts = Response.objects.filter(opening__in=openings, status=Response.Status.DRAFT)
    count = drafts.count()
    if count:
        drafts.delete()
    return count


@transaction.atomic
def write_anew(
    opening: Opening, *, owners: Mapping[str, str], smallest_language: int = 1, keep_codes: bool = False
) -> int:
    """Write what was sent anew in random order: new ids, new identifiers, values encrypted again.

    Nothing of a row is left that tells when it came: neither its id, nor its place, nor the transaction that
    wrote it. Codes are forgotten unless `keep_codes`. `owners` says what each owner becomes (those not in it
    stay); a language that fewer than `smallest_language` answered in becomes the main one. Files are not
    carried over: a host asks for none where nothing may tell whose. How many rows.
    """
    before = list(
        Response.objects.select_for_update()
        .filter(opening=opening, status=Response.Status.SENT)
        .prefetch_related("answers", "scores")
    )
    spoken = Counter(response.language for response in before)
    main = opening.questionnaire.form.languages[0]
    random.SystemRandom().shuffle(before)
    Response.objects.filter(pk__in=[response.pk for response in before]).delete()
    after = [
        Response(
            questionnaire_id=response.questionnaire_id,
            opening=opening,
            owner=owners.get(response.owner, response.owner),
            code_digest=response.code_digest if keep_codes else None,
            status=response.status,
            language=response.language if spoken[response.language] >= smallest_language else main,
            is_undated=True,
        )
        for response in before
    ]
    Response.objects.bulk_create(after, batch_size=BATCH)
    pairs = list(zip(before, after, strict=True))
    ResponseAnswer.objects.bulk_create(
        (
            ResponseAnswer(response=new, item=row.item, state=row.state, value=row.value)
            for old, new in pairs
            for row in sorted(old.answers.all(), key=lambda row: row.item)
        ),
        batch_size=BATCH,
    )
    ResponseScore.objects.bulk_create(
        (
            ResponseScore(
                response=new, score=row.score, outcome=row.outcome, value=row.value, disagrees=row.disagrees
            )
            for old, new in pairs
            for row in sorted(old.scores.all(), key=lambda row: row.score)
        ),
        batch_size=BATCH,
    )
    return len(after)
