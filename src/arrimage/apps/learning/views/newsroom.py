"""The newsroom: our pieces, what is written, who reads it before it comes out."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.kernel.access import SIGNED_IN, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.refusals import accepted, done, status_of
from arrimage.apps.learning import policies
from arrimage.apps.learning.actions import editions as writing
from arrimage.apps.learning.actions import pieces as actions
from arrimage.apps.learning.actions import readings as reading_actions
from arrimage.apps.learning.document import missing
from arrimage.apps.learning.forms.library import (
    EditionForm,
    FilmForm,
    PieceForm,
    PlaceForm,
    ReaderForm,
    ReadingForm,
)
from arrimage.apps.learning.models import Edition
from arrimage.apps.learning.queries import beside, library
from arrimage.apps.learning.queries import newsroom as queries

from .films import TO_READERS
from .refusals import TO_EDITORS, TO_OWN_EDITORS


@never_cache
@reachable_by(SIGNED_IN)
def newsroom(request: HttpRequest) -> HttpResponse:
    """What waits for my reading; for editors, all that is being written, and translations that lag behind."""
    pieces = list(queries.listed_pieces(request.user))
    return render(
        request,
        "learning/newsroom.html",
        {
            "to_read": queries.readings_waiting_for(request.user),
            "pieces": pieces,
            "behind": queries.translations_behind(pieces),
            "edits": policies.editor_for(request.user) is not None,
        },
    )


@reachable_by(TO_EDITORS)
def piece_new(request: HttpRequest) -> HttpResponse:
    form = PieceForm(request.POST if request.method == "POST" else held_data(request))
    if request.method == "POST" and (
        edition := accepted(
            form,
            lambda: actions.begin_piece(
                request.user.acting.organisation, by=request.user, at=now(), **form.cleaned_data
            ),
        )
    ):
        notices.success(request, _("It is begun. Only your organisation sees it until it comes out."))
        return redirect("edition", uid=edition.uid)
    return render(request, "learning/piece_new.html", {"form": form}, status=status_of(request))


@require_POST
@reachable_by(TO_EDITORS)
def piece_copy(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(library.pieces_visible_to(request.user), uid=uid)
    begun: list = []
    ours, given = request.user.acting.organisation, {"by": request.user, "at": now()}
    said = _("One of yours is begun from it. Change all you wish, then have it read.")
    if done(
        request, lambda **now_: begun.append(actions.copy_piece(found, ours, **now_)), **given, said=said
    ):
        return redirect(begun[0])
    return redirect(found)


@never_cache
@reachable_by(TO_OWN_EDITORS)
def piece_desk(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One piece: its editions, for whom it is, its video, what to do next."""
    found = get_object_or_404(queries.pieces_kept_by(request.user), uid=uid)
    given = {"by": request.user, "at": now()}
    themes = queries.themes_of_ours(request.user)
    form = PlaceForm(
        request.POST if request.POST.get("do") == "place" else None,
        themes=themes,
        practices=beside.practices_to_choose(get_language()),
        initial={
            "practices": [one.slug for one in found.practices.all()],
            "audience": found.audience,
            "needs": [one.need for one in found.needs.all()],
            "themes": found.themes.filter(pk__in=themes.values("pk")),
        },
    )
    film_form = FilmForm(
        *((request.POST, request.FILES) if request.POST.get("do") == "film" else (None, None))
    )
    if request.method == "POST":
        do = request.POST.get("do")
        if do == "place" and accepted(form, lambda: actions.place_piece(found, **form.cleaned_data, **given)):
            notices.success(request, _("It is noted."))
            return redirect("piece_desk", uid=uid)
        if do == "film" and accepted(
            film_form, lambda: actions.bring_film(found, film_form.cleaned_data["file"], **given)
        ):
            notices.success(request, _("The video is here."))
            return redirect("piece_desk", uid=uid)
        if do in ("fr", "en"):
            begun = []
            if done(request, lambda **_now: begun.append(writing.begin_edition(found, do, **_now)), **given):
                return redirect("edition", uid=begun[0].uid)
            return redirect("piece_desk", uid=uid)
    editions = queries.editions_of(found)
    return render(
        request,
        "learning/piece_desk.html",
        {
            "piece": found,
            "editions": editions,
            "languages": [
                (code, name)
                for code, name in (("fr", _("in French")), ("en", _("in English")))
                if not any(one.language == code and one.status in Edition.OPEN for one in editions)
            ],
            "form": form,
            "film_form": film_form if found.kind == "capsule" else None,
            "film": getattr(found, "film", None),
        },
        status=status_of(request),
    )


@never_cache
@reachable_by(TO_OWN_EDITORS)
def edition(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write a draft; otherwise see it, with its readers and the next gesture."""
    found = get_object_or_404(queries.editions_kept_by(request.user), uid=uid)
    form = None
    if found.status == Edition.Status.DRAFT:
        form = EditionForm(
            request.POST if request.method == "POST" else held_data(request),
            kind=found.piece.kind,
            before=found.document,
            version=found.version,
        )
        if request.method == "POST" and accepted(
            form,
            lambda: writing.save_draft(
                found,
                form.content(),
                since=form.cleaned_data["since"] or found.version,
                by=request.user,
                at=now(),
            ),
        ):
            notices.success(request, _("The draft is saved."))
            return redirect("edition", uid=uid)
    return render(
        request,
        "learning/edition.html",
        {
            "edition": found,
            "piece": found.piece,
            "document": found.document,
            "form": form,
            "lacking": missing(found.document, found.piece.kind),
            "readings": [
                (one, one.digest == found.digest_now()) for one in found.readings.select_related("reader")
            ],
            "reader_form": ReaderForm(),
            "is_open": found.status in Edition.OPEN,
        },
        status=status_of(request),
    )


STEPS = {
    "send": (writing.send_to_readers, lambda: _("It is with its readers.")),
    "back": (writing.take_back, lambda: _("It is a draft again.")),
    "publish": (writing.publish, lambda: _("It has come out: everyone may read it.")),
    "retire": (writing.retire, lambda: _("It is retired. You may publish it again.")),
}


@require_POST
@reachable_by(TO_OWN_EDITORS)
def edition_step(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.editions_kept_by(request.user), uid=uid)
    act, said = STEPS.get(request.POST.get("do", ""), STEPS["send"])
    done(request, act, found, by=request.user, at=now(), said=said())
    return redirect("edition", uid=uid)


@require_POST
@reachable_by(TO_OWN_EDITORS)
def edition_reader(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask somebody to read it, or ask no longer."""
    found = get_object_or_404(queries.editions_kept_by(request.user), uid=uid)
    given = {"by": request.user, "at": now()}
    if which := request.POST.get("remove"):
        for reading in found.readings.all():
            if str(reading.uid) == which:
                done(request, reading_actions.withdraw_reading, reading, **given, said=_("It is withdrawn."))
        return redirect("edition", uid=uid)
    form = ReaderForm(request.POST)
    if accepted(form, lambda: reading_actions.ask_to_read(found, **form.cleaned_data, **given)):
        notices.success(request, _("They are asked; a mail says that there is something to read."))
    else:
        notices.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect("edition", uid=uid)


@never_cache
@reachable_by(TO_READERS)
def edition_read(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The text before it comes out, as it will be; for those asked, what they say of it."""
    found = get_object_or_404(queries.editions_readable_by(request.user), uid=uid)
    reading = queries.readings_asked_of(request.user).filter(edition=found).first()
    form = None
    if reading:
        form = ReadingForm(
            request.POST if request.method == "POST" else held_data(request),
            initial={
                "voice": reading.voice,
                "verdict": reading.verdict,
                "words": reading.words,
                "signed": reading.signed,
            },
        )
        if request.method == "POST" and accepted(
            form,
            lambda: reading_actions.answer_reading(reading, **form.cleaned_data, by=request.user, at=now()),
        ):
            notices.success(request, _("Thank you: what you said reaches those who wrote it."))
            return redirect("newsroom")
    return render(
        request,
        "learning/edition_read.html",
        {
            "edition": found,
            "piece": found.piece,
            "document": found.document,
            "film": getattr(found.piece, "film", None),
            "form": form,
            "reading": reading,
        },
        status=status_of(request),
    )
