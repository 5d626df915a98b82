"""Bringing a questionnaire in from a workbook, and taking one out."""

from uuid import UUID

from django import forms
from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache

from arrimage.apps.kernel.access import Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.exports import XLSX
from arrimage.apps.kernel.uploads import Kind, UploadField
from arrimage.apps.questionnaires import policies
from arrimage.apps.questionnaires.actions import instruments as actions
from arrimage.apps.questionnaires.queries import instruments as queries

from .reading import Imported, Refused, read_xlsform
from .writing import write_xlsform

TO_AUTHORS = doors(door(*policies.AUTHORS, relation=Relation.OWN))
MAX_BYTES = 5_000_000


class WorkbookForm(forms.Form):
    workbook = UploadField(
        label=lazy("XLSForm workbook"),
        allowed={Kind.XLSX},
        max_bytes=MAX_BYTES,
        help_text=lazy("An .xlsx file with the sheets “survey” and “choices”, as ODK or Kobo have it."),
    )


@never_cache
@reachable_by(TO_AUTHORS)
def bring_in(request: HttpRequest) -> HttpResponse:
    """As a new questionnaire, or as the next version of one of ours (`?pour=`). Always a draft."""
    instrument = None
    if wanted := request.GET.get("pour"):
        try:
            uid = UUID(wanted)
        except ValueError as error:
            raise BadRequest from error
        instrument = get_object_or_404(queries.instruments_kept_by(request.user), uid=uid)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    refusals = []
    if request.method == "POST" and form.is_valid():
        try:
            imported = read_xlsform(form.cleaned_data["workbook"].read())
        except Refused as refusal:
            refusals = refusal.refusals
        else:
            draft = _kept(request, instrument, imported)
            return redirect("draft", uid=draft.instrument.uid)
    context = {"form": form, "refusals": refusals, "instrument": instrument}
    return render(request, "xlsform/import.html", context, status=422 if request.method == "POST" else 200)


def _kept(request: HttpRequest, instrument, imported: Imported):
    given = {"by": request.user, "at": now()}
    if instrument is None:
        draft = actions.create_instrument(imported.form, **given)
    else:
        draft = actions.begin_version(instrument, **given)
        draft = actions.save_draft(draft, imported.form, since=draft.version, **given)
    notices.success(request, _("It is brought in as a draft: read it again, then publish it."))
    for remark in imported.remarks[:20]:
        notices.info(request, remark)
    return draft


@never_cache
@reachable_by(TO_AUTHORS)
def take_out(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """One version as a workbook."""
    instrument = get_object_or_404(queries.instruments_visible_to(request.user), uid=uid)
    version = get_object_or_404(queries.versions_of(instrument), number=number)
    name = slugify(instrument.title) or "questionnaire"
    disposition = content_disposition_header(True, f"{name}-{number}.xlsx")
    return HttpResponse(
        write_xlsform(version.form, name=name.replace("-", "_"), version=number),
        content_type=XLSX,
        headers={"Content-Disposition": disposition or "attachment"},
    )
