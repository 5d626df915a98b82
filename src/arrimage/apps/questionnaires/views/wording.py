"""What touches a whole draft at once: all its texts side by side, and questions taken from elsewhere."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache

from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.questionnaires.actions import drafts as actions
from arrimage.apps.questionnaires.document import editing, wording
from arrimage.apps.questionnaires.document.editing import Gone
from arrimage.apps.questionnaires.document.questionnaire import Questionnaire, said
from arrimage.apps.questionnaires.document.wording import LONG, Wording
from arrimage.apps.questionnaires.models import Version
from arrimage.apps.questionnaires.queries import instruments

from .writing import TO_AUTHORS, of_a_draft

ON_A_PAGE = 60  # texts


@never_cache
@reachable_by(TO_AUTHORS)
@of_a_draft
def draft_words(request: HttpRequest, draft: Version) -> HttpResponse:
    """Every text, in each language, one under the other on a phone; or (`?manque=1`) those that lack one."""
    languages = draft.form.languages
    typed = _reworded(request, draft) if request.method == "POST" else {}
    if request.method == "POST" and not typed:
        return redirect(request.get_full_path())
    draft = Version.objects.select_related("instrument").get(pk=draft.pk)
    every = list(wording.wordings(draft.form))
    lacking = [one for one in every if one.lacks(languages)]
    is_lacking = "manque" in request.GET
    pages = Paginator(lacking if is_lacking else every, ON_A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    context = {
        "draft": draft,
        "instrument": draft.instrument,
        "languages": languages,
        "rows": [_row(draft.form, one, languages, typed) for one in shown.object_list],
        "shown": shown,
        "lacking": len(lacking),
        "is_lacking": is_lacking,
    }
    return render(request, "questionnaires/writing/words.html", context, status=409 if typed else 200)


def _reworded(request: HttpRequest, draft: Version) -> dict[str, str]:
    """Keep what was typed here; what somebody else changed meanwhile is given back, to be looked at again."""
    marks = {key.removeprefix("was|"): mark for key, mark in request.POST.items() if key.startswith("was|")}
    lost: dict[str, str] = {}

    def edit(form: Questionnaire) -> Questionnaire:
        lost.clear()
        current = {one.place: one for one in wording.wordings(form)}
        for key, mark in marks.items():
            place, _bar, language = key.rpartition("|")
            text = request.POST.get(f"text|{key}", "").replace("\r\n", "\n").strip()
            typed = Wording("", "", "", {language: text})
            if typed.mark(language) == mark or language not in form.languages:
                continue
            if place not in current or current[place].mark(language) not in (mark, typed.mark(language)):
                lost[key] = text
                continue
            try:
                form = wording.reword(form, place, language, text)
            except Gone:
                lost[key] = text
        return form

    actions.edit_draft(draft, edit, verb="form.reworded", by=request.user, at=now())
    if lost:
        sentence = ngettext(
            "Somebody changed one of these texts meanwhile. Yours is below: keep it again to put it there.",
            "Somebody changed some of these texts meanwhile. Yours are below: keep again to put them there.",
            len(lost),
        )
        notices.warning(request, sentence)
    else:
        notices.success(request, _("The texts are kept."))
    return lost


def _row(form: Questionnaire, one: Wording, languages: tuple[str, ...], typed: dict[str, str]) -> dict:
    return {
        "what": _what(one),
        "about": _about(form, one),
        "is_long": one.part in LONG,
        "texts": [
            {
                "language": language,
                "key": f"{one.place}|{language}",
                "text": typed.get(f"{one.place}|{language}", one.says.get(language, "")),
                "mark": one.mark(language),
                "theirs": one.says.get(language, "") if f"{one.place}|{language}" in typed else "",
            }
            for language in languages
        ],
    }


def _what(one: Wording) -> str:
    words = {
        "form": pgettext("text of a questionnaire", "The questionnaire"),
        "section": pgettext("text of a questionnaire", "Part"),
        "item": pgettext("text of a questionnaire", "Question"),
        "choice": pgettext("text of a questionnaire", "Answer"),
        "score": pgettext("text of a questionnaire", "Score"),
        "band": pgettext("text of a questionnaire", "What a score says"),
    }
    parts = {
        "title": pgettext("text of a questionnaire", "title"),
        "introduction": pgettext("text of a questionnaire", "introduction"),
        "thanks": pgettext("text of a questionnaire", "thanks"),
        "help": pgettext("text of a questionnaire", "a word to help"),
        "low": pgettext("text of a questionnaire", "low end"),
        "high": pgettext("text of a questionnaire", "high end"),
        "constraint_message": pgettext("text of a questionnaire", "past the limit"),
    }
    has_part = one.kind not in ("choice", "band") and one.part in parts
    return f"{words[one.kind]} · {parts[one.part]}" if has_part else words[one.kind]


def _about(form: Questionnaire, one: Wording) -> str:
    """The question an answer is one of, so that one knows what one is translating."""
    if one.kind in ("choice", "item") and one.part != "label" and one.name in form.items:
        return said(form.items[one.name].label, form.languages[0])
    return ""


@never_cache
@reachable_by(TO_AUTHORS)
@of_a_draft
def draft_borrow(request: HttpRequest, draft: Version) -> HttpResponse:
    """Questions of another questionnaire one may see (`?de=`), chosen one by one."""
    may_see = instruments.instruments_visible_to(request.user)
    chosen = _uid(request.GET.get("de", ""))
    source = may_see.filter(uid=chosen).first() if chosen else None
    version = instruments.to_borrow_from(source) if source else None
    names = request.POST.getlist("name")
    if request.method == "POST" and version is not None:
        if names:
            return _borrowed(request, draft, version, names)
        notices.error(request, _("Choose at least one question."))
    context = {
        "draft": draft,
        "instrument": draft.instrument,
        "sources": may_see.exclude(pk=draft.instrument_id),
        "source": source,
        "parts": _choosable(version) if version else [],
        "homes": [
            (one.name, said(one.title, draft.form.languages[0]) or _("Part %(number)d") % {"number": number})
            for number, one in enumerate(draft.form.sections, 1)
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "questionnaires/writing/borrow.html", context, status=status)


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _choosable(version: Version) -> list[tuple[str, list[tuple[str, str]]]]:
    language = version.form.languages[0]
    return [
        (
            said(section.title, language),
            [(item.name, said(item.label, language) or item.name) for item in section.items],
        )
        for section in version.form.sections
    ]


def _borrowed(request: HttpRequest, draft: Version, version: Version, names: list[str]) -> HttpResponse:
    home = request.POST.get("home", "")

    def edit(form: Questionnaire) -> Questionnaire:
        is_there = any(one.name == home for one in form.sections)
        return editing.borrow(form, version.form, names, section=home if is_there else "")

    actions.edit_draft(
        draft, edit, verb="form.borrowed", about=version.instrument.title, by=request.user, at=now()
    )
    notices.success(request, _("The questions are there, and may be changed. Undo takes them back."))
    return redirect(reverse("draft", args=[draft.instrument.uid]) + "#end")
