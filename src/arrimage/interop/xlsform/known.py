"""The text of a known instrument: an outline to fill in, and the workbook that comes back with its words."""

from django import forms
from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache

from arrimage.apps.kernel.access import door, doors, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.exports import XLSX
from arrimage.apps.kernel.uploads import IMAGES, Kind, UploadField
from arrimage.apps.questionnaires import policies
from arrimage.apps.questionnaires.actions.known import Proof, bring_text
from arrimage.apps.questionnaires.document.known import Known, NotThisInstrument, known_instrument
from arrimage.apps.questionnaires.document.questionnaire import said

from .reading import Refused, read_xlsform
from .writing import write_xlsform

TO_AUTHORS = doors(door(*policies.AUTHORS))  # the catalogue is nobody's: any author reads it
MAX_BYTES = 5_000_000


class TextForm(forms.Form):
    workbook = UploadField(
        label=lazy("The outline, filled in"),
        allowed={Kind.XLSX},
        max_bytes=MAX_BYTES,
        required=False,
        help_text=lazy(
            "The workbook of this instrument, with the official words of each question and answer."
            " Without it, you write the words on the page of the draft."
        ),
    )
    text_from = forms.CharField(
        label=lazy("Where this text comes from"),
        max_length=300,
        help_text=lazy("The publication or the site, and the edition: “French for Canada, 2014”."),
    )
    proof = UploadField(
        label=lazy("The permission"),
        allowed={Kind.PDF} | IMAGES,
        max_bytes=MAX_BYTES,
        required=False,
        help_text=lazy("The letter or the agreement of those who hold the rights: a PDF or a picture."),
    )

    def __init__(self, *args, known: Known, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if known.is_free:
            del self.fields["proof"]
        else:
            self.fields["proof"].required = True

    def proof_given(self) -> Proof | None:
        file = self.cleaned_data.get("proof")
        return Proof(file.upload.name, str(file.upload.kind), file.read()) if file else None


def _known(slug: str) -> Known:
    known = known_instrument(slug)
    if known is None or known.form is None:
        raise Http404
    return known


@never_cache
@reachable_by(TO_AUTHORS)
def bring(request: HttpRequest, slug: str) -> HttpResponse:
    """Bring the words in; a draft of one's own comes of it."""
    known = _known(slug)
    form = TextForm(request.POST or None, request.FILES or None, known=known)
    refusals: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            workbook = form.cleaned_data["workbook"]
            text = read_xlsform(workbook.read()).form if workbook else known.form
            draft = bring_text(
                known,
                text,
                text_from=form.cleaned_data["text_from"],
                proof=form.proof_given(),
                by=request.user,
                at=now(),
            )
        except Refused as refusal:
            refusals = [(f"{one.sheet} {one.cell}".strip(), one.sentence) for one in refusal.refusals]
        except NotThisInstrument as refusal:
            refusals = [("", sentence) for sentence in refusal.sentences]
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            notices.success(request, _("Its text is there, as a draft: read it again, then publish it."))
            return redirect("draft", uid=draft.instrument.uid)
    title = said(known.title, get_language())
    context = {"form": form, "known": known, "title": title, "refusals": refusals}
    return render(request, "xlsform/known.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@reachable_by(TO_AUTHORS)
def outline(request: HttpRequest, slug: str) -> HttpResponse:
    """The workbook with the codes of each question and answer, and room for their words."""
    known = _known(slug)
    disposition = content_disposition_header(True, f"{known.slug}.xlsx")
    return HttpResponse(
        write_xlsform(known.form, name=known.slug.replace("-", "_"), to_fill=True),
        content_type=XLSX,
        headers={"Content-Disposition": disposition or "attachment"},
    )
