"""Bringing a project of other software in, taking one of ours out, and codebooks both ways."""

from uuid import UUID

from django import forms
from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel.access import Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.qualitative import policies
from arrimage.apps.qualitative.actions import exchange as actions
from arrimage.apps.qualitative.queries import exchange as queries

from .files import Checked, check
from .hearing import Identifiers, heard, heard_codes
from .package import NotAProject
from .project import Codebook, Project
from .saying import said, said_codebook
from .writing import write_qdc, write_qdpx

TO_AUTHORS = doors(door(*policies.AUTHORS, relation=Relation.OWN))
TO_TEAM = doors(door(relation=Relation.SELF))
MAX_BYTES = 60_000_000
TOLD = 60  # faults shown at once


class FileForm(forms.Form):
    file = forms.FileField(
        label=lazy("The file"), help_text=lazy("A project (.qdpx, .qde) or a codebook (.qdc) in REFI-QDA.")
    )

    def clean_file(self):
        given = self.cleaned_data["file"]
        if given.size > MAX_BYTES:
            says = _("This file is too large: %(most)s at the most.") % {"most": filesizeformat(MAX_BYTES)}
            raise ValidationError(says)
        return given


def _checked(form: FileForm) -> tuple[Checked | None, bytes]:
    content = form.cleaned_data["file"].read()
    try:
        return check(content), content
    except NotAProject as refusal:
        form.add_error("file", str(refusal))
        return None, content


@never_cache
@reachable_by(TO_AUTHORS)
def bring_project(request: HttpRequest) -> HttpResponse:
    """A project becomes one of ours, whole or not at all; each fault has its line."""
    form, faults = FileForm(request.POST or None, request.FILES or None), ()
    if request.method == "POST" and form.is_valid():
        checked, content = _checked(form)
        faults = checked.faults if checked else ()
        if checked and not faults and not isinstance(checked.read, Project):
            form.add_error("file", _("This is a codebook: bring it in from the codebook of a project."))
        elif checked and not faults:
            ours = request.user.acting.organisation
            made = actions.bring_project(ours, heard(checked.read, content), by=request.user, at=now())
            notices.success(
                request, _("It is here, and you alone read it. Look for names before adding anybody.")
            )
            for remark in checked.remarks:
                notices.info(request, str(remark))
            return redirect(made)
    return _page(request, form, faults)


@never_cache
@reachable_by(TO_TEAM)
def bring_codebook(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Codes of elsewhere, after one's own."""
    corpus = get_object_or_404(queries.projects_for(request.user, on=today()), uid=uid)
    form, faults = FileForm(request.POST or None, request.FILES or None), ()
    if request.method == "POST" and form.is_valid():
        checked, _content = _checked(form)
        faults = checked.faults if checked else ()
        if checked and not faults and checked.read:
            book = checked.read
            every = Project("", codes=book.codes).every_code()
            codes = heard_codes(book.codes, Identifiers([one.guid for one in every]))
            try:
                count = actions.bring_codebook(corpus, codes, by=request.user, at=now())
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                notices.success(request, _("%(n)s codes were brought in.") % {"n": count})
                return redirect("codebook", corpus.uid)
    return _page(request, form, faults, corpus=corpus)


def _page(request: HttpRequest, form: FileForm, faults, corpus=None) -> HttpResponse:
    context = {"form": form, "faults": faults[:TOLD], "count": len(faults), "corpus": corpus}
    return render(request, "refi_qda/import.html", context, status=422 if request.method == "POST" else 200)


def _file(content: bytes, name: str, extension: str, media_type: str) -> HttpResponse:
    disposition = content_disposition_header(True, f"{slugify(name) or 'projet'}.{extension}")
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": disposition or "attachment"}
    )


@require_GET
@never_cache
@reachable_by(TO_TEAM)
def take_project(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All that this person may see of the project, and nothing of what a blind round hides."""
    corpus = get_object_or_404(queries.projects_for(request.user, on=today()), uid=uid)
    record("qualitative.project_exported", by=request.user, at=now(), subjects=[corpus], request=request)
    project = said(queries.project_told(request.user, corpus, on=today()))
    return _file(write_qdpx(project), corpus.title, "qdpx", "application/zip")


@require_GET
@never_cache
@reachable_by(TO_TEAM)
def take_codebook(request: HttpRequest, uid: UUID) -> HttpResponse:
    corpus = get_object_or_404(queries.projects_for(request.user, on=today()), uid=uid)
    book: Codebook = said_codebook(queries.codebook_told(corpus))
    return _file(write_qdc(book), corpus.title, "qdc", "application/xml")
