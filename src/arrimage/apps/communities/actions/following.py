"""Following, marking what one read, choosing a rhythm; the digest, and its one-tap end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse

from arrimage.apps.communities import policies
from arrimage.apps.communities.models import Community, Digest, Discussion, Following, ReadMark
from arrimage.apps.communities.queries import following as queries
from arrimage.apps.communities.vocabulary import Rhythm
from arrimage.apps.kernel import mail
from arrimage.apps.learning.queries.programmes import themes_visible_to

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

PAUSES = {Rhythm.DAY: timedelta(days=1), Rhythm.WEEK: timedelta(days=7)}
SLACK = timedelta(hours=1)  # the run of today may come a little sooner than that of yesterday
BATCH = 500


@transaction.atomic
def follow(
    *,
    by: User,
    at: datetime,
    community: Community | None = None,
    discussion: Discussion | None = None,
    theme_uid: UUID | None = None,
) -> Following:
    """Only what one may read. Following again changes nothing; the first time, a weekly mail is proposed."""
    if community is not None:
        found = Community.objects.filter(policies.communities_read_by(by), pk=community.pk)
    elif discussion is not None:
        found = Discussion.objects.filter(policies.discussions_visible_to(by), pk=discussion.pk)
    else:
        found = themes_visible_to(by).filter(uid=theme_uid)
    if not found.exists():
        raise PermissionDenied
    told = {"community": community, "discussion": discussion, "theme_uid": theme_uid}
    made, _is_new = Following.objects.get_or_create(user=by, **told, defaults={"since": at})
    Digest.objects.get_or_create(user=by, defaults={"rhythm": Rhythm.WEEK, "told_until": at})
    return made


def unfollow(*, by: User, **what) -> None:
    """`community=…`, `discussion=…` or `theme_uid=…`."""
    Following.objects.filter(user=by, **what).delete()


def mark_read(discussion: Discussion, number: int, *, by: User, at: datetime) -> None:
    """One's own mark never goes back."""
    mark, is_new = ReadMark.objects.get_or_create(
        user=by, discussion=discussion, defaults={"number": number, "at": at}
    )
    if not is_new and number > mark.number:
        ReadMark.objects.filter(pk=mark.pk, number__lt=number).update(number=number, at=at)


@transaction.atomic
def choose_rhythm(rhythm: str, *, by: User, at: datetime) -> Digest:
    """What happened before one chose is not told."""
    found, is_new = Digest.objects.get_or_create(user=by, defaults={"rhythm": rhythm, "told_until": at})
    if not is_new and found.rhythm != rhythm:
        if found.rhythm == Rhythm.NEVER:
            found.told_until = at
        found.rhythm = rhythm
        found.save()
    return found


# --- The digest


def send_digests(*, at: datetime) -> int:
    """To whoever is due and has something new. How many mails leave."""
    sent = 0
    for rhythm, pause in PAUSES.items():
        due = Digest.objects.filter(rhythm=rhythm, told_until__lte=at - pause + SLACK, user__is_active=True)
        for pk in list(due.order_by("told_until", "id").values_list("pk", flat=True)[:BATCH]):
            sent += _send(pk, rhythm, at=at)
    return sent


@transaction.atomic
def _send(pk: int, rhythm: str, *, at: datetime) -> int:
    """One person's, once: a run taken up again tells nothing twice."""
    digest = Digest.objects.select_for_update(of=("self",)).select_related("user").get(pk=pk)
    if digest.rhythm != rhythm or digest.told_until > at - PAUSES[Rhythm(rhythm)] + SLACK:
        return 0
    news = queries.news_for(digest.user, since=digest.told_until, until=at)
    digest.told_until = at
    digest.save()
    if not news:
        return 0
    context = {
        "news": news,
        "everything": full(reverse("communities")),
        "rhythm": rhythm,
        "stop": full(reverse("digest_stop", args=[token_of(digest)])),
    }
    mail.send("communities/mail/digest.txt", digest.user.email, context, digest.user.language)
    return 1


def token_of(digest: Digest) -> str:
    """Opens one thing only: the end of one's own mails."""
    return _signer().sign(str(digest.uid))


def digest_behind(token: str) -> Digest | None:
    try:
        uid = UUID(_signer().unsign(token))
    except (BadSignature, ValueError):
        return None
    return Digest.objects.filter(uid=uid).select_related("user").first()


def stop(digest: Digest, *, at: datetime, again: str = "") -> Digest:
    """By the link of a mail, without an account; `again` gives back the rhythm one had."""
    digest.rhythm = again if again in PAUSES else Rhythm.NEVER
    digest.told_until = max(digest.told_until, at)
    digest.save()
    return digest


def _signer() -> Signer:
    return Signer(salt="communities.digest")


def full(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path
