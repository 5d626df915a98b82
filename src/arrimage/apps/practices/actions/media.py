"""Pictures and sounds beside a practice: redrawn or rewritten, told in words, with consent."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel.pictures import redrawn
from arrimage.apps.kernel.sounds import rewritten
from arrimage.apps.kernel.uploads import IMAGES, SOUNDS
from arrimage.apps.practices import policies
from arrimage.apps.practices.models import Medium, MediumContent, OwnPractice

from .own import lock
from .steps import named, signature

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

ALLOWED = IMAGES | SOUNDS
MAX_BYTES = 20_000_000  # a photograph as a phone takes it, or some twenty minutes of voice
MEDIA = 12  # beside one practice


@transaction.atomic
def add_medium(
    practice: OwnPractice,
    *,
    file,
    in_words: str,
    consent: str,
    by: User | None,
    at: datetime,
    caption: str = "",
) -> Medium:
    """Put a file, already checked by `kernel.uploads`, beside a practice. Others see it once it is published.

    Raises ValidationError: without words for who does not see or hear, or without consent, nothing is kept.
    """
    policies.check_keeps(by, practice.organisation_id)
    practice = lock(practice)
    if not in_words.strip():
        raise ValidationError(
            {"in_words": _("Say in words what is seen or heard: not everybody sees, not everybody hears.")}
        )
    if consent not in Medium.Consent.values:
        raise ValidationError({"consent": _("Say whether those who can be recognised have agreed.")})
    if practice.media.filter(removed_at=None).count() >= MEDIA:
        raise ValidationError(_("There are enough pictures and sounds here: remove one first."))
    kind = file.upload.kind
    if kind in IMAGES:
        picture = redrawn(file.read())
        data, facts = picture.data, {"width": picture.width, "height": picture.height}
        media_type, what = picture.media_type, Medium.Kind.PICTURE
    else:
        sound = rewritten(file.read(), kind)
        data, facts = sound.data, {"seconds": sound.seconds}
        media_type, what = sound.media_type, Medium.Kind.SOUND
    medium = Medium.objects.create(
        practice=practice,
        kind=what,
        caption=" ".join(caption.split())[:200],
        in_words=in_words.strip(),
        consent=consent,
        media_type=media_type,
        size=len(data),
        added_at=at,
        by_label=signature(by),
        **facts,
    )
    MediumContent.objects.create(medium=medium, data=data)
    record("own_practice.medium_added", by=by, at=at, subjects=[named(medium)])
    return medium


@transaction.atomic
def remove_medium(medium: Medium, *, by: User | None, at: datetime) -> None:
    """It goes at once, from every version: somebody may have taken back their consent."""
    policies.check_keeps(by, medium.practice.organisation_id)
    medium = Medium.objects.select_for_update(of=("self",)).get(pk=medium.pk)
    if medium.removed_at is None:
        MediumContent.objects.filter(medium=medium).delete()
        medium.removed_at = at
        medium.save()
        record("own_practice.medium_removed", by=by, at=at, subjects=[named(medium)])
