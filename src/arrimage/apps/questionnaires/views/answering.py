"""Answering: without an account, on a phone, in as many sittings as one needs, on any device."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.questionnaires import codes
from arrimage.apps.questionnaires.actions import responses as actions
from arrimage.apps.questionnaires.document.answers import NO_ANSWER, Attached, Reading
from arrimage.apps.questionnaires.document.questionnaire import Kind, Section, said
from arrimage.apps.questionnaires.forms.filling import SectionForm, told
from arrimage.apps.questionnaires.models import Response
from arrimage.apps.questionnaires.queries import instruments
from arrimage.apps.questionnaires.queries import responses as queries


@never_cache
@reachable_by(EVERYONE)
def questionnaire(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is asked, by whom, who reads it; and the way to begin. Opening it creates nothing."""
    opening = get_object_or_404(instruments.openings(), uid=uid)
    if request.method == "POST":
        language = _language(opening.questionnaire.form.languages)
        try:
            _started, code = actions.start_response(opening, at=now(), language=language)
        except actions.Closed as refusal:
            notices.error(request, refusal.messages[0])
            return redirect("questionnaire", uid=uid)
        return redirect("answer", code=code, number=1)
    form = opening.questionnaire.form
    language = _language(form.languages)
    context = {
        "opening": opening,
        "introduction": said(form.introduction, language),
        "count": len(form.asked),
        "is_open": opening.is_open(today()),
        "has_alerts": any(item.alert for item in form.asked),
    }
    return render(request, "questionnaires/questionnaire.html", context)


@never_cache
@reachable_by(EVERYONE)
def resume(request: HttpRequest) -> HttpResponse:
    """Go on elsewhere, with the personal code."""
    code = request.POST.get("code", "")[:60]
    if request.method == "POST" and (response := queries.response_behind(code)):
        code = codes.spelled(code)
        return redirect("answer_review", code) if response.is_sent else redirect("answer", code, 1)
    context = {"code": code, "is_unknown": request.method == "POST"}
    return render(request, "questionnaires/resume.html", context, status=422 if request.POST else 200)


@never_cache
@reachable_by(EVERYONE)
def answer(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One screen of questions: kept as it goes, and read whole when one goes on."""
    response = _response(request, code)
    if not actions.may_be_changed(response, at=now()):
        return redirect("answer_review", code=code)
    reading = _reading(response)
    screens = _screens(reading)
    if not 1 <= number <= len(screens):
        return redirect("answer_review", code=code)
    data = request.POST if request.method == "POST" else None
    form = SectionForm(screens[number - 1], reading, response.language, data, request.FILES)
    if request.method == "POST" and (onward := _answered(request, response, form, code, number)):
        return onward
    has_errors = bool(form.errors)
    return _private(
        render(
            request,
            "questionnaires/answer.html",
            _screen_context(response, form, code, number, len(screens)),
            status=422 if has_errors else 200,
        )
    )


def _answered(request, response: Response, form: SectionForm, code: str, number: int) -> HttpResponse | None:
    """Where to go once these answers are kept; None when the page is to be shown again."""
    is_going_back = request.POST.get("do") == "back"
    is_right = form.check()
    if response.is_sent and not is_right:
        return None  # what counts already stays as it was until the change is right
    try:
        reading = actions.save_answers(response, form.answers, files=form.files, at=now())
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
        return redirect("answer_review", code=code)
    if any(item.name in form.answers for item in reading.alarms()):
        notices.warning(request, _alarm_words(response))
    if is_going_back:
        return redirect("answer", code=code, number=max(number - 1, 1))
    if "remove" in request.POST:
        return redirect("answer", code=code, number=number)
    if form.newly_asked():
        notices.info(request, _("Thank you. Your answers open a few more questions, here."))
        return redirect("answer", code=code, number=number)
    if not is_right:
        return None
    if response.is_sent:
        notices.success(request, _("Your change is kept, and counts from now on."))
        return redirect("answer_review", code=code)
    after = len(_screens(reading)) > number
    return redirect("answer", code=code, number=number + 1) if after else redirect("answer_review", code=code)


def _alarm_words(response: Response) -> str:
    words = _(
        "You told us something that matters. If you are in danger or need to talk now, call or text 988, day"
        " or night. 911 in an emergency."
    )
    if response.opening and response.opening.told.exists():
        words += " " + _("The people named for that in the team have been told.")
    return words


def _screen_context(response: Response, form: SectionForm, code: str, number: int, screens: int) -> dict:
    return {
        "response": response,
        "opening": response.opening,
        "form": form,
        "code": code,
        "number": number,
        "screens": screens,
        "conditions": form.conditions(),
        "has_writing": any(item.kind in (Kind.LONG_TEXT, Kind.ENTRIES, Kind.TEXT) for item in form.items),
    }


@require_POST
@never_cache
@reachable_by(EVERYONE)
def answer_keep(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Kept while one types: what cannot be read yet waits, nothing is refused, no alert is raised."""
    response = _response(request, code, behind=queries.response_to_keep)
    reading = _reading(response)
    screens = _screens(reading)
    if response.is_sent or not 1 <= number <= len(screens):
        raise Http404
    form = SectionForm(screens[number - 1], reading, response.language, request.POST)
    # A file is kept by its own request, which this one may overtake.
    typed = {
        name: one for name, one in form.answers.items() if reading.form.items[name].kind is not Kind.FILE
    }
    try:
        actions.keep_answers(response, typed, at=now())
        said_back = _("Kept at %(time)s") % {"time": _time()}
    except actions.Closed as refusal:
        said_back = refusal.messages[0]
    return _private(HttpResponse(said_back, content_type="text/plain; charset=utf-8"))


@never_cache
@reachable_by(EVERYONE)
def answer_review(request: HttpRequest, code: str) -> HttpResponse:
    """All one's answers before sending them; afterwards, one's copy."""
    response = _response(request, code)
    reading = _reading(response)
    if request.method == "POST":
        try:
            actions.send_response(response, at=now(), code=code)
        except ValidationError as refusal:
            notices.error(request, refusal.messages[0])
        else:
            if reading.alarms():
                notices.warning(request, _alarm_words(response))
        return redirect("answer_review", code=code)
    screens = _screens(reading)
    wrong = reading.problems(response.language)
    parts = [
        (number, said(section.title, response.language), _lines(reading, section, response.language, wrong))
        for number, screen in enumerate(screens, 1)
        for section in screen
    ]
    context = {
        "response": response,
        "opening": response.opening,
        "code": code,
        "parts": [part for part in parts if part[2]],
        "wrong": len(wrong),
        "thanks": said(reading.form.thanks, response.language),
        "may_be_changed": actions.may_be_changed(response, at=now()),
    }
    return _private(render(request, "questionnaires/answer_review.html", context))


def _lines(reading: Reading, section: Section, language: str, wrong: dict[str, str]) -> list[dict]:
    return [
        {
            "label": said(item.label, language),
            "told": told(item, answer := reading.given.get(item.name, NO_ANSWER), language),
            "file": item.name if isinstance(answer.value, Attached) else "",
            "wrong": wrong.get(item.name, ""),
        }
        for item in reading.items(section)
        if item.is_asked
    ]


@never_cache
@reachable_by(EVERYONE)
def answer_copy(request: HttpRequest, code: str) -> HttpResponse:
    """One's own answers as a text file, to keep."""
    response = _response(request, code)
    reading = _reading(response)
    lines = [str(response), ""]
    for section in reading.sections():
        if title := said(section.title, response.language):
            lines += [title.upper(), ""]
        for line in _lines(reading, section, response.language, {}):
            lines += [line["label"], *(f"  {told}" for told in line["told"] or [_("No answer")]), ""]
    name = _("my-answers") + ".txt"
    return _private(
        HttpResponse(
            "\ufeff" + "\r\n".join(lines),
            content_type="text/plain; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    )


def _response(request: HttpRequest, code: str, behind=queries.response_behind) -> Response:
    response = behind(code)
    if response is None:
        raise Http404
    request.is_under_a_code = True  # whoever holds the code answers, whatever account is signed in
    return response


def _reading(response: Response) -> Reading:
    return Reading(response.questionnaire.form, queries.answers_of(response), on=today())


def _screens(reading: Reading) -> list[list[Section]]:
    """The sections of each screen. A section that this very screen may open goes with the one before."""
    sections = reading.sections()
    if not reading.form.one_section_a_screen:
        return [list(reading.form.sections)] if sections else []
    return [[section] for section in sections]


def _language(languages: tuple[str, ...]) -> str:
    language = (get_language() or "fr")[:2]
    return language if language in languages else languages[0]


def _time() -> str:
    return time_format(localtime(now()), "H:i")


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a key: it goes to no other site, no index.

    Not `no-referrer`: browsers then send a form without its origin, and the form is refused.
    """
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
