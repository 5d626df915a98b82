"""A table's own page: no account, one code, one shared laptop, and a network that may falter."""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings
from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.formats import time_format
from django.utils.http import quote_etag
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.deliberation.actions import gatherings as actions
from arrimage.apps.deliberation.models import Gathering, Question, Table, TableNote
from arrimage.apps.deliberation.queries import gatherings as live
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.questionnaires import codes

from .shared import done, private, status_of


@never_cache
@reachable_by(EVERYONE)
def table_enter(request: HttpRequest) -> HttpResponse:
    """Type the code on the table's card."""
    code = request.POST.get("code", "")[:60]
    if request.method == "POST" and live.table_behind(code):
        return private(redirect("consultation_table", code=codes.spelled(code)))
    context = {"code": code, "is_unknown": request.method == "POST"}
    return render(request, "deliberation/table_enter.html", context, status=status_of(request))


def _table(code: str) -> Table:
    table = live.table_behind(code)
    if table is None:
        raise Http404
    return table


def _question(table: Table, request: HttpRequest) -> Question | None:
    """The one asked for, else the one all tables talk about."""
    questions = table.gathering.consultation.questions
    asked = request.POST.get("question") or request.GET.get("question")
    if asked:
        try:
            found = questions.filter(uid=UUID(asked)).first()
        except ValueError:
            raise BadRequest from None
        if found:
            return found
    return table.gathering.question or questions.first()


@never_cache
@reachable_by(EVERYONE)
def table(request: HttpRequest, code: str) -> HttpResponse:
    """What the table writes on the present question; any other one is a link away."""
    found = _table(code)
    question = _question(found, request)
    if request.method == "POST":
        return _posted(request, found, question, code)
    notes = {note.question_id: note for note in found.notes.all()}
    context = {
        "table": found,
        "gathering": found.gathering,
        "consultation": found.gathering.consultation,
        "question": question,
        "questions": [(one, notes.get(one.pk)) for one in found.gathering.consultation.questions.all()],
        "note": notes.get(question.pk) if question else None,
        "clock": live.clock_of(found.gathering, at=now()),
        "code": codes.spelled(code),
        "key": _key_of(found),
    }
    return private(render(request, "deliberation/table.html", context))


def _posted(request: HttpRequest, found: Table, question: Question | None, code: str) -> HttpResponse:
    saved = done(request, _save, request, found, question)
    if saved and saved.was_elsewhere:
        notices.warning(request, _("Somebody wrote here from another device: both texts are kept."))
    if saved and request.POST.get("do") == "hand_in":
        done(
            request, actions.hand_in, found, question, at=now(),
            said=_("It is handed in. You may still complete it while the meeting lasts."),
        )  # fmt: skip
    elif saved:
        notices.success(request, _("It is kept."))
    response = redirect("consultation_table", code=code)
    response["Location"] += f"?question={question.uid}" if question else ""
    return private(response)


def _save(request: HttpRequest, found: Table, question: Question | None) -> actions.Saved:
    if question is None:
        raise ValidationError(_("There is no question yet."))
    since = request.POST.get("version", "0")
    return actions.save_note(
        found,
        question,
        shared=request.POST.get("shared", ""),
        apart=request.POST.get("apart", ""),
        since=int(since) if since.isdigit() else 0,
        at=now(),
    )


@require_POST
@never_cache
@reachable_by(EVERYONE)
def table_keep(request: HttpRequest, code: str) -> HttpResponse:
    """Kept as one types; also what a laptop sends once it has found the network again."""
    found = _table(code)
    try:
        saved = _save(request, found, _question(found, request))
    except ValidationError as refusal:
        return private(JsonResponse({"said": refusal.messages[0]}, status=409))
    note = saved.note
    answer = {"version": note.version, "said": _("Kept at %(time)s") % {"time": _time(note)}}
    if saved.was_elsewhere:
        answer |= {"shared": note.shared, "apart": note.apart}
    return private(JsonResponse(answer))


def _time(note: TableNote) -> str:
    return time_format(localtime(note.saved_at or now()), "H:i")


@never_cache
@reachable_by(EVERYONE)
def table_state(request: HttpRequest, code: str) -> HttpResponse:
    """What a table asks every few seconds: the question and the time left. One query.

    304 as long as nothing but the seconds changed.
    """
    found = _table(code)
    gathering: Gathering = found.gathering
    clock = live.clock_of(gathering, at=now())
    etag = quote_etag(live.moment_of(gathering, clock))
    answer = JsonResponse(
        {
            "state": gathering.state,
            "question": str(gathering.question.uid) if gathering.question else "",
            "left": clock.left,
            "rung": clock.rung,
        }
    )
    answer["ETag"] = etag
    return private(get_conditional_response(request, etag=etag, response=answer))


def _key_of(table: Table) -> str:
    """A key for what the browser keeps while the network is away: without this page it cannot be read."""
    message = f"table:{table.uid}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()
