"""Writing a report: its head, its blocks, its reading, its publication."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.inquiry.actions import reports as actions
from arrimage.apps.inquiry.forms.reports import WHAT_WORDS, BlockForm, ReadingForm, ReportForm
from arrimage.apps.inquiry.models import Block, Report
from arrimage.apps.inquiry.queries import reports as queries
from arrimage.apps.inquiry.queries import studies as study_queries
from arrimage.apps.inquiry.report_blocks import BLOCKS
from arrimage.apps.inquiry.report_content import blocks_shown
from arrimage.apps.inquiry.results.columns import WRITTEN
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.models.entity import StaleVersion
from arrimage.apps.network.queries.pages import listed_organisations, organisations
from arrimage.apps.questionnaires.document.questionnaire import said

from .report_pages import thread_of
from .study_doors import TO_LEADERS

FORTNIGHT = timedelta(days=14)


def _report(request: HttpRequest, uid: UUID) -> Report:
    return get_object_or_404(queries.reports_led_by(request.user), uid=uid)


def _language() -> str:
    return (get_language() or "fr")[:2]


@never_cache
@reachable_by(TO_LEADERS)
def report_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    study = get_object_or_404(study_queries.studies_led_by(request.user), uid=uid)
    form = ReportForm(
        request.POST or None,
        initial={"title": study.title, "title_en": study.title_en, "licence": "CC BY 4.0"},
    )
    if request.method == "POST" and form.is_valid():
        given = {"by": request.user, "at": now()}
        report = actions.start_report(
            study, title=form.cleaned_data["title"], title_en=form.cleaned_data["title_en"], **given
        )
        actions.change_report(report, since=report.version, **form.cleaned_data, **given)
        notices.success(request, _("The report is begun: add its first block."))
        return redirect(report)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "inquiry/report_head.html", {"form": form, "study": study, "report": None}, status=status
    )


@never_cache
@reachable_by(TO_LEADERS)
def report_head(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Title, summary, licence."""
    report = _report(request, uid)
    initial = {name: getattr(report, name) for name in actions.FIELDS}
    form = ReportForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        since = request.POST.get("version", "")
        try:
            actions.change_report(
                report,
                since=int(since) if since.isdigit() else report.version,
                by=request.user,
                at=now(),
                **form.cleaned_data,
            )
        except StaleVersion:
            form.add_error(
                None, _("Somebody else has changed this report meanwhile: look at it again, then save.")
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            notices.success(request, _("Saved."))
            return redirect(report)
    status = 422 if request.method == "POST" else 200
    return render(
        request,
        "inquiry/report_head.html",
        {"form": form, "study": report.study, "report": report},
        status=status,
    )


@never_cache
@reachable_by(TO_LEADERS)
def report_write(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The report as it is now, its figures alive, with what keeps it from being published."""
    report = _report(request, uid)
    content, problems = queries.content_of(report, request.user)
    by_number: dict[int, list[str]] = {}
    for one in problems:
        by_number.setdefault(one.number, []).append(one.sentence)
    shown = blocks_shown(content, _language())
    blocks = [
        {"block": block, "shown": data, "problems": by_number.get(number, []), "first": number == 1}
        for number, (block, data) in enumerate(zip(queries.blocks_of(report), shown, strict=True), 1)
    ]
    edition = queries.edition_being_read(report)
    context = {
        "report": report,
        "blocks": blocks,
        "problems": problems,
        "removed": report.blocks.exclude(removed_at=None),
        "is_writing": report.state == Report.State.WRITING,
        "kinds": [*Block.Kind.choices, *((one.kind, one.label) for one in BLOCKS.values())],
        "editions": queries.published_editions(report),
        "thread": thread_of(report, edition),
        "readers": queries.readers_of(edition) if edition else [],
    }
    return render(request, "inquiry/report_write.html", context)


def _spec_choices(report: Report, user):
    """What a figure of this study may show, in groups."""
    paired = study_queries.paired_of(report.study, user)
    language = _language()
    whole = [(what, WHAT_WORDS[what]) for what in ("answering", "voices", "agreement", "pairs", "covariate")]
    if paired is None:
        return [(_("The whole study"), whole)]
    items = [
        (f"question:{item.name}", said(item.label, language))
        for item in paired.sheet.form.asked
        if item.name in paired.sheet.answers and item.kind not in WRITTEN
    ]
    scores = [(f"score:{rule.name}", said(rule.title, language)) for rule in paired.sheet.form.scores]
    groups = [(_("The whole study"), whole), (WHAT_WORDS["question"], items)]
    return [*groups, (WHAT_WORDS["score"], scores)] if scores else groups


def _choices(report: Report, kind: str, user):
    if kind in BLOCKS:
        return BLOCKS[kind].listed(user)
    return _spec_choices(report, user) if kind in (Block.Kind.FIGURE, Block.Kind.TABLE) else ()


def _written_items(report: Report, user) -> list[tuple[str, str]]:
    paired = study_queries.paired_of(report.study, user)
    if paired is None:
        return []
    return [
        (item.name, said(item.label, _language()))
        for item in paired.sheet.form.asked
        if item.kind in WRITTEN and item.name in paired.sheet.answers
    ]


@never_cache
@reachable_by(TO_LEADERS)
def block_new(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    report = _report(request, uid)
    if kind not in Block.Kind.values and kind not in BLOCKS:
        raise Http404
    return _block_page(request, report, kind, None)


@never_cache
@reachable_by(TO_LEADERS)
def block_edit(request: HttpRequest, uid: UUID, block: UUID) -> HttpResponse:
    report = _report(request, uid)
    found = get_object_or_404(report.blocks, uid=block)
    return _block_page(request, report, found.kind, found)


def _block_page(request: HttpRequest, report: Report, kind: str, block: Block | None) -> HttpResponse:
    items = _written_items(report, request.user) if kind == Block.Kind.QUOTES else []
    names = dict(items)
    item = request.GET.get("question") or (block.content.get("item", "") if block else "")
    item = item if item in names else next(iter(names), "")
    words = []
    if item:
        words = [(one.ref, f"« {one.text} »") for one in queries.quotable(report, item, request.user)]
    form = BlockForm(
        request.POST or None,
        kind=kind,
        spec_choices=_choices(report, kind, request.user),
        words=words,
        initial=BlockForm.initial_of(block.content) if block else {},
    )
    if request.method == "POST" and form.is_valid():
        given = {"by": request.user, "at": now()}
        try:
            if block is None:
                after = report.blocks.filter(uid=_uid(request.GET.get("apres", ""))).first()
                block = actions.add_block(report, kind, form.as_content(item), after=after, **given)
            else:
                since = request.POST.get("version", "")
                since = int(since) if since.isdigit() else block.version
                actions.change_block(block, form.as_content(item), since=since, **given)
        except StaleVersion:
            form.add_error(
                None, _("Somebody else has changed this block meanwhile: look at it again, then save.")
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            notices.success(request, _("The block is in the report."))
            back = redirect(report)
            back["Location"] += f"#b-{block.uid}"
            return back
    context = {
        "report": report,
        "form": form,
        "changed": block,  # `block` is Django’s own name inside a template’s blocks
        "kind": kind,
        "kind_said": Block(kind=kind).kind_said,
        "is_empty": kind in BLOCKS and not BLOCKS[kind].listed(request.user),
        "items": items,
        "item": item,
        "has_consent": bool(report.study.consent_item),
    }
    return render(
        request, "inquiry/report_block.html", context, status=422 if request.method == "POST" else 200
    )


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


@require_POST
@reachable_by(TO_LEADERS)
def block_move(request: HttpRequest, uid: UUID, block: UUID) -> HttpResponse:
    """Up, down, away, back again."""
    report = _report(request, uid)
    found = get_object_or_404(report.blocks, uid=block)
    do, given = request.POST.get("do", ""), {"by": request.user, "at": now()}
    try:
        if do in ("up", "down"):
            actions.move_block(found, up=do == "up", **given)
        elif do == "remove":
            actions.remove_block(found, **given)
            notices.success(request, _("The block is out of the report. It waits at the bottom of the page."))
        elif do == "restore":
            actions.restore_block(found, **given)
        else:
            raise BadRequest
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
    back = redirect(report)
    back["Location"] += f"#b-{found.uid}" if do != "remove" else ""
    return back


@never_cache
@reachable_by(TO_LEADERS)
def report_reading(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who reads it first, until when, what they replied; and publishing."""
    report = _report(request, uid)
    paired = study_queries.paired_of(report.study, request.user)
    heard = queries.organisations_heard(paired)
    edition = queries.edition_being_read(report)
    readers = list(queries.readers_of(edition)) if edition else []
    words = request.GET.get("q", "").strip()
    chosen = {_uid(one) for one in request.GET.getlist("avec")}
    found = list(listed_organisations(words=words)[:12]) if words else []
    proposed = (
        organisations()
        .filter(
            pk__in={one.pk for one in heard}
            | {one.pk for one in found}
            | {one.organisation_id for one in readers}
            | set(organisations().filter(uid__in=chosen).values_list("pk", flat=True))
        )
        .order_by("sort_name")
    )
    form = ReadingForm(
        request.POST if request.POST.get("do") == "open" else None,
        organisations=organisations() if request.method == "POST" else proposed,
        initial={
            "until": today() + FORTNIGHT,
            "organisations": [one.pk for one in (*heard, *found)] + [one.organisation_id for one in readers],
        },
    )
    if request.method == "POST" and (response := _read(request, report, form)):
        return response
    problems = queries.content_of(report, request.user)[1] if report.state == Report.State.WRITING else []
    waiting = [one for one in readers if one.done_at is None]
    context = {
        "report": report,
        "edition": edition,
        "readers": readers,
        "form": form,
        "words": words,
        "problems": problems,
        "is_writing": report.state == Report.State.WRITING,
        "is_reading": report.state == Report.State.READING,
        "proposed": proposed,
        "waiting": len(waiting),
        "may_publish": edition is not None and (not waiting or today() > edition.reading_until),
        "thread": thread_of(report, edition),
    }
    return render(
        request, "inquiry/report_reading.html", context, status=422 if request.method == "POST" else 200
    )


def _read(request: HttpRequest, report: Report, form: ReadingForm) -> HttpResponse | None:
    do, given = request.POST.get("do", ""), {"by": request.user, "at": now()}
    try:
        if do == "open":
            if not form.is_valid():
                return None
            actions.open_reading(
                report, form.cleaned_data["organisations"], until=form.cleaned_data["until"], **given
            )
            notices.success(request, _("Those asked may read it now, and reply. Nobody else sees it yet."))
        elif do == "ask":
            organisation = get_object_or_404(organisations(), uid=_uid(request.POST.get("organisation", "")))
            actions.ask_reader(report, organisation, **given)
            notices.success(request, _("This organisation may read it too."))
        elif do == "back":
            actions.take_back(report, **given)
            notices.success(request, _("You are writing again; what was replied is kept."))
            return redirect(report)
        elif do == "publish":
            actions.publish_report(report, **given)
            notices.success(request, _("The report is public, with the replies."))
            return redirect("report", uid=report.uid)
        elif do == "again":
            actions.begin_edition(report, **given)
            notices.success(request, _("A new edition is begun; the one published stays as it is."))
            return redirect(report)
        else:
            raise BadRequest
    except ValidationError as refusal:
        if do == "open":
            for sentence in refusal.messages:
                form.add_error(None, sentence)
            return None
        notices.error(request, " ".join(refusal.messages))
    return redirect("report_reading", uid=report.uid)
