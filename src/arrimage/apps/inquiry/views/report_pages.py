"""A report as it is read: by those asked, then by everyone, in every form."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.inquiry.actions import reports as actions
from arrimage.apps.inquiry.actions.report_files import FORMS, file_of_edition
from arrimage.apps.inquiry.forms.reports import ReplyForm
from arrimage.apps.inquiry.models import Edition, Report, digest_of
from arrimage.apps.inquiry.policies import studies as policies
from arrimage.apps.inquiry.queries import reports as queries
from arrimage.apps.inquiry.report_content import shown
from arrimage.apps.inquiry.results.words import nature_words
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now, today

from .study_doors import TO_READERS, TO_SPEAKERS


def language_now() -> str:
    return (get_language() or "fr")[:2]


def thread_of(report: Report, edition: Edition | None) -> list[dict]:
    """The path of a report, from its writing to the public."""
    order = ["writing", "reading", "published"]
    at = order.index(report.state)
    until = _("until %(day)s") % {"day": date_format(edition.reading_until, "DATE_FORMAT")} if edition else ""
    words = [
        (_("Being written"), _("Figures follow the answers.")),
        (_("Read by those asked"), _("Frozen: they read it before anybody else, and may reply.")),
        (_("Public"), _("Whole, with the replies, and never changed after.")),
    ]
    return [
        {
            "title": title,
            "text": text,
            "state": "done"
            if place < at or report.state == "published"
            else "now"
            if place == at
            else "later",
            "when": until if place == 1 and at == 1 else "",
        }
        for place, (title, text) in enumerate(words)
    ]


@reachable_by(EVERYONE)
def reports(request: HttpRequest) -> HttpResponse:
    """Every published report."""
    page = Paginator(queries.published_reports(), 20).get_page(request.GET.get("page"))
    language = language_now()
    rows = [
        {
            "report": one,
            "title": one.called.get(language) or one.called.get("fr", ""),
            "summary": one.says.get(language) or one.says.get("fr", ""),
            "nature": nature_words(one.study.nature),
        }
        for one in page
    ]
    to_read = queries.readings_open_to(request.user, on=today()).count()
    return render(request, "inquiry/reports.html", {"page": page, "rows": rows, "to_read": to_read})


@reachable_by(EVERYONE)
def report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The latest edition."""
    found = get_object_or_404(queries.published_reports(), uid=uid)
    return _edition_page(request, found, queries.published_editions(found).first())


@reachable_by(EVERYONE)
def report_edition(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """One edition, older ones too."""
    found = get_object_or_404(queries.published_reports(), uid=uid)
    return _edition_page(request, found, get_object_or_404(queries.published_editions(found), number=number))


def _edition_page(request: HttpRequest, found: Report, edition: Edition) -> HttpResponse:
    editions = list(queries.published_editions(found))
    context = {
        "report": found,
        "edition": edition,
        "editions": editions,
        "is_latest": edition == editions[0],
        "files": [(form, words) for form, words in _files(edition)],
        "is_intact": edition.digest == digest_of(edition.content),
        **shown(edition.content, language_now()),
    }
    return render(request, "inquiry/report.html", context)


def _files(edition: Edition):
    english = bool(edition.content["title"].get("en"))
    yield "pdf-fr", _("PDF in French")
    if english:
        yield "pdf-en", _("PDF in English")
    yield "docx-fr", _("Word document in French")
    if english:
        yield "docx-en", _("Word document in English")
    yield "donnees", _("Data, with their codebook")


@reachable_by(EVERYONE)
def report_file(request: HttpRequest, uid: UUID, number: int, form: str) -> HttpResponse:
    """An edition as PDF, as a Word document, or its data."""
    found = get_object_or_404(queries.published_reports(), uid=uid)
    edition = get_object_or_404(queries.published_editions(found), number=number)
    if form not in FORMS:
        raise Http404
    media, extension = FORMS[form]
    name = f"{found.title[:60]} - {number}{'-en' if form.endswith('-en') else ''}.{extension}"
    return HttpResponse(
        file_of_edition(edition, form),
        content_type=media,
        headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"},
    )


# --- Those asked


@never_cache
@reachable_by(TO_READERS)
def readings(request: HttpRequest) -> HttpResponse:
    """What the organisation one acts for is asked to read."""
    found = list(queries.readings_of(request.user))
    return render(request, "inquiry/readings.html", {"readings": found, "today": today()})


@never_cache
@reachable_by(TO_READERS)
def report_read(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The report before the public sees it."""
    reader = get_object_or_404(queries.readings_of(request.user), uid=uid)
    actions.note_opened(reader, at=now())
    context = {
        "reader": reader,
        "edition": reader.edition,
        "report": reader.edition.report,
        "speaks": policies.speaks(request.user),
        "form": ReplyForm(initial={"reply": reader.reply, "reply_en": reader.reply_en}),
        **shown(reader.edition.content, language_now()),
    }
    return render(request, "inquiry/report_read.html", context)


@never_cache
@reachable_by(TO_SPEAKERS)
def report_reply(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Replying, or saying that there is nothing to add."""
    reader = get_object_or_404(queries.readings_of(request.user), uid=uid)
    form = ReplyForm(request.POST or None, initial={"reply": reader.reply, "reply_en": reader.reply_en})
    if request.method == "POST" and form.is_valid():
        try:
            actions.reply(
                reader,
                form.cleaned_data["reply"],
                words_en=form.cleaned_data["reply_en"],
                by=request.user,
                at=now(),
            )
        except ValidationError as refusal:
            notices.error(request, refusal.messages[0])
        else:
            written = bool(form.cleaned_data["reply"].strip())
            notices.success(
                request,
                _("Your reply travels with the report. You may change it until it is published.")
                if written
                else _("It is noted: you have read it, and have nothing to add."),
            )
        return redirect("report_read", uid=uid)
    status = 422 if request.method == "POST" else 200
    return render(request, "inquiry/report_reply.html", {"reader": reader, "form": form}, status=status)
