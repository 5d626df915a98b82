"""Files given as answers: kept and taken back by whoever answers, opened by those who may read them."""

import zipfile
from collections.abc import Iterator
from io import RawIOBase
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.cache import never_cache

from arrimage.apps.audit.actions import record, seen
from arrimage.apps.kernel.access import EVERYONE, Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.questionnaires import policies
from arrimage.apps.questionnaires.actions import responses as actions
from arrimage.apps.questionnaires.document.answers import Attached, Reading
from arrimage.apps.questionnaires.document.questionnaire import Item, Kind, Section
from arrimage.apps.questionnaires.forms.filling import SectionForm
from arrimage.apps.questionnaires.models import Response, ResponseFile
from arrimage.apps.questionnaires.queries import files as queries
from arrimage.apps.questionnaires.queries import instruments, responses

TO_AUTHORS = doors(door(*policies.AUTHORS, relation=Relation.OWN))
TYPES = {"pdf": "application/pdf", "webp": "image/webp"}


@never_cache
@reachable_by(EVERYONE)
def answer_file(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One's own file; or, posted while the page is being filled in, the file that takes its place."""
    response = responses.response_behind(code)
    item = response.questionnaire.form.items.get(name) if response else None
    if response is None or item is None or item.kind is not Kind.FILE:
        raise Http404
    if request.method == "POST":
        return _given(request, response, item, code)
    found = queries.file_of(response, name)
    if found is None:
        raise Http404
    return _sent(found)


def _given(request: HttpRequest, response: Response, item: Item, code: str) -> HttpResponse:
    """The question again, with what is kept now or why it is not."""
    reading = Reading(response.questionnaire.form, responses.answers_of(response), on=today())
    form = SectionForm([Section("", (item,))], reading, response.language, request.POST, request.FILES)
    errors = form.errors
    if not errors:
        try:
            reading = actions.save_answers(response, form.answers, files=form.files, at=now())
        except ValidationError as refusal:
            errors = {item.name: refusal.messages[0]}
    shown = SectionForm([Section("", (item,))], reading, response.language)
    shown.errors = errors
    context = {"field": shown.field(item), "code": code, "is_just_kept": bool(form.files) and not errors}
    return render(request, "questionnaires/_item.html", context)


@never_cache
@reachable_by(TO_AUTHORS)
def response_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A file somebody gave. Opening it is journalled."""
    with seen("questionnaire.file_read", by=request.user, request=request) as shown:
        found = get_object_or_404(queries.files_readable_by(request.user), uid=uid)
        shown.one(found.response)
        return _sent(found)


@never_cache
@reachable_by(TO_AUTHORS)
def opening_files(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Every file that was given, in one archive; each is named as the table of answers names it."""
    found = get_object_or_404(instruments.openings_kept_by(request.user), uid=uid)
    record("questionnaire.answers_exported", by=request.user, at=now(), subjects=[found], request=request)
    name = slugify(found.title) or "questionnaire"
    disposition = content_disposition_header(True, f"{name}.zip")
    return StreamingHttpResponse(
        _archive(queries.files_sent_to(found, request.user)),
        content_type="application/zip",
        headers={"Content-Disposition": disposition or "attachment", "Cache-Control": "private, no-store"},
    )


class _Passage(RawIOBase):
    """What the archive writes, handed on at once: no file is ever whole on the disk."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part) -> int:
        self.parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        whole, self.parts = b"".join(self.parts), []
        return whole


def _archive(files: Iterator[ResponseFile]) -> Iterator[bytes]:
    passage = _Passage()
    with zipfile.ZipFile(passage, "w", zipfile.ZIP_STORED) as archive:  # pictures and PDFs are packed already
        for file in files:
            archive.writestr(zipfile.ZipInfo(name_of(file)), file.data)
            yield passage.taken()
    yield passage.taken()


def name_of(file: ResponseFile) -> str:
    return Attached(str(file.uid), file.kind, file.size).name(file.item)


def _sent(file: ResponseFile) -> HttpResponse:
    """A picture we encoded ourselves is shown; anything else is downloaded, and runs on no page of ours."""
    disposition = content_disposition_header(file.kind == "pdf", name_of(file))
    return HttpResponse(
        file.data,
        content_type=TYPES.get(file.kind, "application/octet-stream"),
        headers={
            "Content-Disposition": disposition or "inline",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
            "Referrer-Policy": "same-origin",
            "X-Robots-Tag": "noindex",
        },
    )
