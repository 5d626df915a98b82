"""Pictures and sounds of a practice: put beside it, shown, taken away at once."""

import re
from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.practices import policies
from arrimage.apps.practices.actions import media as actions
from arrimage.apps.practices.forms.own import MediumForm
from arrimage.apps.practices.models import Medium, MediumContent
from arrimage.apps.practices.queries import own as queries

from .refusals import TO_OWN_KEEPERS, accepted, done

RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@never_cache
@reachable_by(TO_OWN_KEEPERS)
def own_media(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add one, see what is there."""
    practice = get_object_or_404(queries.practices_kept_by(request.user), uid=uid)
    form = MediumForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and accepted(
        form,
        lambda: actions.add_medium(practice, by=request.user, at=now(), **form.cleaned_data),
    ):
        notices.success(request, _("It is kept. Others will see it when you publish."))
        return redirect("own_media", practice.uid)
    context = {
        "form": form,
        "practice": practice,
        "media": practice.media.filter(removed_at=None),
        "version": queries.current_or_draft(practice, request.user),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "practices/own_media.html", context, status=status)


@reachable_by(EVERYONE)
def own_medium(request: HttpRequest, uid: UUID, medium: UUID) -> HttpResponse:
    """The file itself, whole or in the piece a player asks for (some phones play nothing otherwise)."""
    found = get_object_or_404(
        Medium.objects.filter(policies.media_visible_to(request.user)), practice__uid=uid, uid=medium
    )
    data = bytes(get_object_or_404(MediumContent, medium=found).data)
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'",
        "Accept-Ranges": "bytes",
        # Consent may be taken back: asked again each time, sent again only when it has changed.
        "Cache-Control": "private, no-cache",
    }
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if asked and any(asked.groups()):
        first, last = asked.groups()
        start = int(first) if first else max(0, len(data) - int(last))
        end = min(int(last), len(data) - 1) if first and last else len(data) - 1
        if start > end:
            return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{len(data)}"})
        return HttpResponse(
            data[start : end + 1],
            status=206,
            content_type=found.media_type,
            headers=headers | {"Content-Range": f"bytes {start}-{end}/{len(data)}"},
        )
    return HttpResponse(data, content_type=found.media_type, headers=headers)


@require_POST
@reachable_by(TO_OWN_KEEPERS)
def own_medium_remove(request: HttpRequest, uid: UUID, medium: UUID) -> HttpResponse:
    practice = get_object_or_404(queries.practices_kept_by(request.user), uid=uid)
    found = get_object_or_404(practice.media.all(), uid=medium)
    done(request, actions.remove_medium, found, by=request.user, at=now(), said=_("It is gone, everywhere."))
    return redirect("own_media", practice.uid)
