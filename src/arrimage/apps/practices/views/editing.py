"""The editors’ desk: drafts, those who read them over, publication, translations."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.practices import policies
from arrimage.apps.practices.actions import catalogue as actions
from arrimage.apps.practices.forms.catalogue import (
    AnswerForm,
    EditionForm,
    NewPracticeForm,
    ReadingForm,
    TranslationForm,
)
from arrimage.apps.practices.models import Edition, Reading
from arrimage.apps.practices.queries import catalogue as queries
from arrimage.apps.practices.queries.doing import choices
from arrimage.apps.practices.vocabulary import SECTIONS
from arrimage.design.tables import Column, table_for

from .refusals import TO_EDITORS, TO_READERS, accepted, done, sent


@never_cache
@reachable_by(TO_READERS)
def desk(request: HttpRequest) -> HttpResponse:
    """What waits: for a pen, for a reader, for an answer, for a translation."""
    user = request.user
    is_editor = policies.is_editor(user)
    late = [one for one in queries.translations() if one.state != "true"] if is_editor else []
    context = {
        "is_editor": is_editor,
        "may_publish": policies.may_publish(user),
        "editions": list(queries.editions_being_written(user)),
        "contested": list(queries.awaiting_an_answer()) if is_editor else [],
        "late": late,
    }
    return render(request, "practices/desk.html", context)


@never_cache
@reachable_by(TO_EDITORS)
def practice_new(request: HttpRequest) -> HttpResponse:
    form = NewPracticeForm(request.POST if request.method == "POST" else held_data(request))
    if request.method == "POST" and (
        draft := accepted(
            form, lambda: actions.begin_practice(by=request.user, at=now(), **form.cleaned_data)
        )
    ):
        return redirect("practice_edit", draft.uid)
    status = 422 if request.method == "POST" else 200
    return render(request, "practices/practice_new.html", {"form": form}, status=status)


@require_POST
@reachable_by(TO_EDITORS)
def edition_begin(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """A new edition, or a translation, of what is published."""
    practice = get_object_or_404(queries.practices(), slug=slug)
    if language not in dict(Edition.LANGUAGES):
        raise BadRequest
    draft = done(request, actions.begin_edition, practice, language=language, by=request.user, at=now())
    if not draft:
        return redirect(practice)
    return redirect("practice_edit" if draft.state == Edition.State.DRAFT else "practice_read", draft.uid)


@never_cache
@reachable_by(TO_EDITORS)
def edition_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write a draft. A translation shows the French beside each box."""
    drafts = queries.editions_visible_to(request.user).filter(policies.editions_written_by(request.user))
    edition = get_object_or_404(drafts, uid=uid)
    data = request.POST if request.method == "POST" else held_data(request)
    if edition.language == "fr":
        form = EditionForm(data, instance=edition, related=choices("fr"))
    else:
        form = TranslationForm(data, instance=edition)
    if request.method == "POST" and accepted(
        form,
        lambda: actions.save_edition(
            edition,
            since=form.cleaned_data["version"],
            by=request.user,
            at=now(),
            values=form.values(),
            said_of_change=form.cleaned_data["said_of_change"],
        ),
    ):
        if request.POST.get("do") == "readers":
            said = _("It waits for its readers.")
            if done(request, actions.send_to_readers, edition, by=request.user, at=now(), said=said):
                return redirect("practice_read", edition.uid)
            return redirect("practice_edit", edition.uid)
        notices.success(request, _("It is kept. Only editors see it."))
        return redirect("practice_edit", edition.uid)
    beside = (
        [(title, text) for _code, title, text in edition.translates.sections] if edition.translates else []
    )
    context = {
        "form": form,
        "edition": edition,
        "sections": [form[code] for code in SECTIONS],
        "beside": beside,
        "readings": edition.readings.all(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "practices/edition_form.html", context, status=status)


STEPS = {
    "readers": (actions.send_to_readers, "practice_read"),
    "back": (actions.take_back, "practice_edit"),
    "publish": (actions.publish_edition, ""),
    "discard": (actions.discard_edition, ""),
}


@require_POST
@reachable_by(TO_EDITORS)
def edition_step(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send to readers, take back, publish, throw away."""
    edition = get_object_or_404(queries.editions_visible_to(request.user), uid=uid)
    do = request.POST.get("do", "")
    if do not in STEPS:
        notices.error(request, _("Choose what to do with this edition."))
        return redirect("practices_desk")
    act, then = STEPS[do]
    said = {
        "readers": _("It waits for its readers."),
        "back": _("It is a draft again."),
        "publish": _("It is published. The edition before stays at its own address."),
        "discard": _("The draft is thrown away."),
    }[do]
    result = done(request, act, edition, by=request.user, at=now(), said=said)
    if do == "publish":
        return redirect(edition.practice) if result else redirect("practice_read", edition.uid)
    if do == "discard" or not result:
        return redirect("practices_desk")
    return redirect(then, edition.uid)


@never_cache
@reachable_by(TO_READERS)
def edition_read(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Read an edition before it is published, and say a word of it."""
    edition = get_object_or_404(queries.editions_read_over_by(request.user), uid=uid)
    mine = next((one for one in edition.readings.all() if one.by_id == request.user.pk), None)
    data = request.POST if request.method == "POST" else held_data(request)
    initial = {"agrees": "yes" if mine.agrees else "no", "words": mine.words} if mine else None
    form = ReadingForm(data, initial=initial)
    if request.method == "POST" and accepted(
        form, lambda: actions.read_over(edition, by=request.user, at=now(), **form.cleaned_data)
    ):
        notices.success(request, _("Thank you. Your word is kept with this edition."))
        return redirect("practice_read", edition.uid)
    is_editor = policies.is_editor(request.user)
    former = edition.practice.editions.filter(
        language=edition.language, state=Edition.State.PUBLISHED
    ).first()
    context = {
        "edition": edition,
        "form": form,
        "mine": mine,
        "is_editor": is_editor,
        "is_lived": policies.reads_from_experience(request.user),
        "in_the_way": actions.what_stands_in_the_way(edition, request.user) if is_editor else [],
        "changes": queries.changes(former, edition) if former else [],
        "former": former,
        "answer_form": AnswerForm() if is_editor else None,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "practices/edition_read.html", context, status=status)


@require_POST
@reachable_by(TO_EDITORS)
def reading_answer(request: HttpRequest, uid: UUID, reading: UUID) -> HttpResponse:
    edition = get_object_or_404(queries.editions_read_over_by(request.user), uid=uid)
    found = get_object_or_404(Reading, edition=edition, uid=reading)
    done(
        request,
        actions.answer_reading,
        found,
        words=request.POST.get("words", ""),
        by=request.user,
        at=now(),
        said=_("Your answer is kept beside what was said."),
    )
    return redirect("practice_read", edition.uid)


@reachable_by(EVERYONE)
def translations(request: HttpRequest) -> HttpResponse:
    """Where the English stands: what is missing, what the French has left behind."""
    words = {"missing": _("not translated"), "late": _("the French has changed"), "true": _("up to date")}
    table = table_for(
        request,
        queries.translations(),
        [
            Column(
                "name",
                _("Practice"),
                value=lambda one: one.french.name,
                link=lambda one: one.practice.get_absolute_url(),
                sort=lambda one: one.french.name,
            ),
            Column(
                "state",
                _("English"),
                value=lambda one: words[one.state],
                sort=lambda one: list(words).index(one.state),
            ),
            Column("parts", _("What has changed since"), value=lambda one: ", ".join(one.parts) or "—"),
            Column("begun", _("Being written"), value=lambda one: _("yes") if one.is_begun else _("no")),
        ],
        caption=_("Translations of the catalogue"),
        per_page=100,
    )
    if table.export_format:
        return sent(table, _("translations"))
    context = {"table": table, "language": get_language(), "is_editor": policies.is_editor(request.user)}
    return render(request, "practices/translations.html", context)
