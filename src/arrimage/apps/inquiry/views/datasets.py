"""Bringing a file of answers, and taking it away."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.inquiry.actions import datasets as actions
from arrimage.apps.inquiry.forms.datasets import DatasetForm
from arrimage.apps.inquiry.queries import datasets as queries
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now

from .study_doors import TO_LEADERS


@never_cache
@reachable_by(TO_LEADERS)
def dataset_new(request: HttpRequest) -> HttpResponse:
    """A file is kept whole, or refused line by line."""
    form = DatasetForm(request.POST or None, request.FILES or None)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        answers, codebook = given.pop("answers"), given.pop("codebook")
        more = {"codebook": codebook.read(), "codebook_name": codebook.name} if codebook else {}
        try:
            dataset = actions.import_dataset(
                answers.read(), answers.name, **given, **more, by=request.user, at=now()
            )
        except ValidationError as refusal:
            refused = refusal.messages
        else:
            notices.success(request, _("The answers are here: this is what they say."))
            return redirect(dataset)
    status = 422 if request.method == "POST" else 200
    return render(request, "inquiry/dataset_new.html", {"form": form, "refused": refused}, status=status)


@require_POST
@reachable_by(TO_LEADERS)
def dataset_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.datasets_led_by(request.user), uid=uid)
    try:
        actions.remove_dataset(found, by=request.user, at=now())
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
        return redirect(found)
    notices.success(request, _("The file is gone, with all its answers."))
    return redirect("studies")
