"""The living vocabulary: each organisation’s own words, and what two of them say of their words."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.practices import policies
from arrimage.apps.practices.actions import tags as actions
from arrimage.apps.practices.models import Kinship
from arrimage.apps.practices.queries import tags as queries

from .refusals import TO_KEEPERS, TO_OWN_KEEPERS, done


@reachable_by(EVERYONE)
def own_words(request: HttpRequest) -> HttpResponse:
    """Every word, in the order of the alphabet, with whose it is; none larger than another."""
    letters: dict[str, list] = {}
    for tag in queries.shown_tags():
        letters.setdefault(tag.key[:1].upper(), []).append(tag)
    return render(request, "practices/own_words.html", {"letters": letters})


@reachable_by(EVERYONE)
def own_word(request: HttpRequest, uid: UUID) -> HttpResponse:
    tag = get_object_or_404(queries.shown_tags(), uid=uid)
    context = {"word": queries.word_page(tag, user=request.user), "tag": tag}
    return render(request, "practices/own_word.html", context)


@require_POST
@reachable_by(TO_KEEPERS)
def own_word_tie(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say that one of one’s own words (`mine`) speaks of the same thing as this one."""
    tag = get_object_or_404(queries.shown_tags(), uid=uid)
    try:
        asked = UUID(request.POST.get("mine", ""))
    except ValueError:
        asked = None
    held = policies.kept_by(request.user)
    mine = queries.shown_tags().filter(organisation=held, uid=asked).first() if asked else None
    if mine is None:
        notices.error(request, _("Choose one of your own words."))
        return redirect(tag)
    tied = done(request, actions.say_alike, mine, tag, by=request.user, at=now())
    if tied:
        notices.success(
            request,
            _("The two words now find each other. Each keeps its own.")
            if tied.holds
            else _("Said. It holds once they say so too."),
        )
    return redirect(tag)


@require_POST
@reachable_by(TO_OWN_KEEPERS)
def kinship_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(Kinship.objects.filter(policies.kinships_kept_by(request.user)), uid=uid)
    said = _("The two words are no longer tied.")
    done(request, actions.end_kinship, found, by=request.user, at=now(), said=said)
    mine = found.one if found.one.organisation_id == policies.kept_by(request.user) else found.other
    return redirect(mine if queries.shown_tags().filter(pk=mine.pk).exists() else "own_words")
