"""Questionnaires at work: what there is, where it is open, what was answered, what needs attention."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.audit.actions import record, seen
from arrimage.apps.kernel.access import SIGNED_IN, Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.questionnaires import policies
from arrimage.apps.questionnaires.actions import instruments as writing
from arrimage.apps.questionnaires.actions import openings as opening_actions
from arrimage.apps.questionnaires.actions import responses as answering
from arrimage.apps.questionnaires.actions.scores import correct_scores
from arrimage.apps.questionnaires.document import checking
from arrimage.apps.questionnaires.document.answers import NO_ANSWER, Answer, Attached, State
from arrimage.apps.questionnaires.document.questionnaire import Kind, Questionnaire, said
from arrimage.apps.questionnaires.document.scoring import apply
from arrimage.apps.questionnaires.forms.filling import told
from arrimage.apps.questionnaires.forms.openings import OpeningForm
from arrimage.apps.questionnaires.forms.reading import score_card
from arrimage.apps.questionnaires.hosts import who_answered
from arrimage.apps.questionnaires.models import Instrument, Opening, Response
from arrimage.apps.questionnaires.queries import instruments as queries
from arrimage.apps.questionnaires.queries import responses
from arrimage.apps.questionnaires.queries.files import has_files
from arrimage.design.tables import Column, table_for

TO_AUTHORS = doors(door(*policies.AUTHORS, relation=Relation.OWN))
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


@never_cache
@reachable_by(TO_AUTHORS)
def instruments(request: HttpRequest) -> HttpResponse:
    """Ours and the known ones, and where they are open."""
    opened = table_for(
        request,
        queries.openings_kept_by(request.user),
        [
            Column("title", _("Open to answers as"), link=Opening.get_absolute_url, sort="title"),
            Column("instrument", _("Questionnaire"), lambda one: one.questionnaire.instrument.title),
            Column("sent", _("Answers sent"), sort="sent", numeric=True),
            Column("begun", _("Begun, not sent"), sort="begun", numeric=True),
            Column("state", _("State"), _state),
        ],
        caption=_("Where we ask"),
        prefix="o-",
    )
    known = table_for(
        request,
        queries.instruments_visible_to(request.user),
        [
            Column("title", _("Questionnaire"), link=Instrument.get_absolute_url, sort="title"),
            Column("whose", _("Whose"), _whose),
            Column(
                "published",
                _("Version in use"),
                lambda one: one.published or pgettext("version of a questionnaire", "none yet"),
                sort="published",
                numeric=True,
            ),
        ],
        caption=_("What we can ask"),
    )
    for table in (opened, known):
        if table.export_format:
            return EXPORTS[table.export_format](_("questionnaires"), table.header, table.export_rows)
    alerts = responses.alerts_visible_to(request.user).filter(taken_up_at=None).count()
    context = {"opened": opened, "known": known, "alerts": alerts}
    return render(request, "questionnaires/instruments.html", context)


def _state(opening: Opening) -> str:
    return (
        pgettext("questionnaire", "Open") if opening.is_open(today()) else pgettext("questionnaire", "Closed")
    )


def _whose(instrument: Instrument) -> str:
    return _("Ours") if instrument.organisation_id else _("Known instrument")


@never_cache
@reachable_by(TO_AUTHORS)
def instrument(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One questionnaire: its versions, where it comes from, and what can be done with it."""
    found = get_object_or_404(queries.instruments_visible_to(request.user), uid=uid)
    versions = list(queries.versions_of(found))
    if request.method == "POST":
        return _written(request, found, versions)
    latest = next((one for one in versions if one.status == one.Status.PUBLISHED), None)
    draft = next((one for one in versions if one.is_draft), None)
    shown = latest or (versions[0] if versions else None)
    context = {
        "instrument": found,
        "versions": versions,
        "latest": latest,
        "draft": draft,
        "problems": checking.problems(draft.form) if draft else [],
        "is_ours": found.organisation_id is not None,
        "outline": _outline(shown.form) if shown else [],
        "scores": [(said(rule.title, "fr"), rule) for rule in shown.form.scores] if shown else [],
    }
    return render(request, "questionnaires/instrument.html", context)


def _outline(form: Questionnaire) -> list[tuple[str, list[str]]]:
    return [
        (said(section.title, "fr"), [said(item.label, "fr") for item in section.items if item.is_asked])
        for section in form.sections
    ]


def _written(request: HttpRequest, found: Instrument, versions: list) -> HttpResponse:
    """What one of the buttons of the page asks for."""
    do, given = request.POST.get("do", ""), {"by": request.user, "at": now()}
    number = request.POST.get("version", "")
    version = next((one for one in versions if str(one.number) == number), None)
    try:
        if do == "begin":
            writing.begin_version(found, **given)
            notices.success(request, _("A new version is begun; the one in use has not changed."))
            return redirect("draft", uid=found.uid)
        elif do == "copy":
            copy = writing.copy_instrument(found, **given)
            notices.success(request, _("A questionnaire of yours is begun from this one."))
            return redirect("draft", uid=copy.instrument.uid)
        elif do in ("publish", "retire") and version is not None:
            (writing.publish if do == "publish" else writing.retire)(version, **given)
            notices.success(request, _("It is published.") if do == "publish" else _("It is retired."))
        else:
            raise BadRequest
    except ValidationError as refusal:
        notices.error(request, " ".join(refusal.messages[:3]))
    return redirect("instrument", uid=found.uid)


@never_cache
@reachable_by(TO_AUTHORS)
def opening_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put the version in use to people."""
    found = get_object_or_404(queries.instruments_visible_to(request.user), uid=uid)
    version = queries.latest_published(found)
    if version is None:
        notices.error(request, _("Publish a version first: only then can it be answered."))
        return redirect("instrument", uid=uid)
    form = OpeningForm(
        request.POST or None,
        people=queries.people_who_can_be_told(policies.author_for(request.user), today()),
        has_alerts=any(item.alert for item in version.form.items.values()),
        initial={"title": found.title},
    )
    if request.method == "POST" and form.is_valid():
        try:
            opening = opening_actions.open_questionnaire(
                version, **form.cleaned_data, by=request.user, at=now()
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            notices.success(request, _("It is open: pass its address on."))
            return redirect("opening", uid=opening.uid)
    context = {"instrument": found, "version": version, "form": form}
    return render(
        request, "questionnaires/opening_new.html", context, status=422 if request.method == "POST" else 200
    )


@never_cache
@reachable_by(TO_AUTHORS)
def opening(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where it stands: the address to pass on, how many answered, and their answers."""
    found = get_object_or_404(queries.openings_kept_by(request.user), uid=uid)
    form = found.questionnaire.form
    sent = responses.responses_readable_by(request.user).filter(opening=found).prefetch_related("answers")
    names = {item.name: said(item.label, "fr") for item in form.asked}

    def cell(name: str):
        return lambda row: _plainly(form, name, _answers(row).get(name, NO_ANSWER))

    if request.GET.get("export"):
        columns = [Column(name, label, cell(name)) for name, label in names.items()]
    else:
        columns = [
            Column("sent_at", _("Sent"), link=lambda row: row.get_absolute_url(), sort="sent_at"),
            Column("language", _("Language"), Response.get_language_name),
        ]
    table = table_for(request, sent, columns, caption=_("Answers sent"))
    if table.export_format:
        record("questionnaire.answers_exported", by=request.user, at=now(), subjects=[found], request=request)
        return EXPORTS[table.export_format](found.title, table.header, table.export_rows)
    context = {
        "opening": found,
        "is_open": found.is_open(today()),
        "address": request.build_absolute_uri(found.get_public_url()),
        "table": table,
        "told": found.told.all(),
        "has_alerts": any(item.alert for item in form.asked),
        "has_files": any(item.kind is Kind.FILE for item in form.asked) and has_files(found, request.user),
    }
    return render(request, "questionnaires/opening.html", context)


def _answers(response: Response) -> dict[str, Answer]:
    return responses.answers_in(response.answers.all())


def _plainly(form: Questionnaire, name: str, answer: Answer) -> str:
    if isinstance(answer.value, Attached):
        return answer.value.name(name)  # as the archive of files has it
    return " · ".join(told(form.items[name], answer, "fr"))


@require_POST
@reachable_by(TO_AUTHORS)
def opening_state(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Close it, or take the closing back."""
    found = get_object_or_404(queries.openings_kept_by(request.user), uid=uid)
    act = {"close": opening_actions.close_opening, "reopen": opening_actions.reopen}.get(
        request.POST.get("do", "")
    )
    if act is None:
        raise BadRequest
    is_open = act(found, by=request.user, at=now()).is_open(today())
    notices.success(request, _("It is open again.") if is_open else _("It is closed. You may open it again."))
    return redirect("opening", uid=uid)


@never_cache
@reachable_by(TO_AUTHORS)
def response(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One answer, whole, and what its scores were worked out from. The reading is journalled."""
    with seen(
        "questionnaire.answers_read", by=request.user, purpose=_("questionnaire"), request=request
    ) as shown:
        found = get_object_or_404(responses.responses_readable_by(request.user), uid=uid)
        shown.one(found)
        form, answers = found.questionnaire.form, responses.answers_of(found)
        correct_scores(found, by=request.user, at=now())
        disagreed = responses.scores_that_disagreed(found)
        context = {
            "response": found,
            "parts": [
                (
                    said(section.title, "fr"),
                    [
                        (said(item.label, "fr"), told(item, answer, "fr"), _file(answer))
                        for item in section.items
                        if (answer := answers.get(item.name)) and answer.state is not State.NOT_ASKED
                    ],
                )
                for section in form.sections
            ],
            "scores": [
                score_card(form, rule, apply(rule, form, answers), disagreed=rule.name in disagreed)
                for rule in form.scores
            ],
        }
        return render(request, "questionnaires/response.html", context)


def _file(answer: Answer) -> str:
    """Where the file given as an answer is opened."""
    return reverse("response_file", args=[answer.value.uid]) if isinstance(answer.value, Attached) else ""


@never_cache
@reachable_by(SIGNED_IN)
def alerts(request: HttpRequest) -> HttpResponse:
    """The answers one asked to be told of: those nobody looks after yet come first."""
    waiting = responses.alerts_visible_to(request.user)
    if request.method == "POST":
        alert = get_object_or_404(waiting, uid=request.POST.get("alert") or UUID(int=0))
        answering.take_up(alert, by=request.user, at=now())
        notices.success(request, _("It is noted that you are looking after it."))
        return redirect("alerts")
    with seen("questionnaire.answers_read", by=request.user, purpose=_("alert"), request=request) as shown:
        rows = [_alert_row(shown.one(alert.response) and alert) for alert in waiting[:50]]
        return render(request, "questionnaires/alerts.html", {"alerts": rows})


def _alert_row(alert) -> dict:
    """The answer that raised it and those around it, for whoever calls back."""
    form, answers = alert.response.questionnaire.form, responses.answers_of(alert.response)
    return {
        "alert": alert,
        "who": who_answered(alert.response),
        "lines": [
            (said(item.label, "fr"), told(item, answers[item.name], "fr"), item.name == alert.item)
            for item in form.section_of(alert.item).items
            if item.is_asked and item.name in answers and answers[item.name].state is State.VALUE
        ],
    }
