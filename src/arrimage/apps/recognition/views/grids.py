"""The grids of those who recognise: written, brought from a file, put in use by their owner alone."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from arrimage.apps.accounts.held import held_data
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.recognition import policies
from arrimage.apps.recognition.actions import grids as actions
from arrimage.apps.recognition.figures import FIGURES
from arrimage.apps.recognition.forms.dossiers import GridForm, ItemsForm
from arrimage.apps.recognition.queries import dossiers as queries
from arrimage.apps.recognition.queries.coachings import body_of

from .doors import AT_WORK, TO_EDITORS, TO_OWN_EDITORS, accepted, done, status_of


@reachable_by(AT_WORK)
def recognition_grid(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Every criterion, who wrote it and why it matters."""
    found = get_object_or_404(queries.grids_visible_to(request.user), uid=uid)
    mine = policies.editor_for(request.user)
    context = {
        "grid": found,
        "items": queries.items_of(found),
        "figures": FIGURES,
        "is_ours": mine is not None and found.body.organisation_id == mine,
        "asks": mine is not None and found.state == "published" and found.body.organisation_id != mine,
    }
    return render(request, "recognition/grid.html", context)


@reachable_by(TO_EDITORS)
def recognition_grid_new(request: HttpRequest) -> HttpResponse:
    body = body_of(request.user)
    if body is None or not body.recognises:
        if request.method == "POST":
            raise PermissionDenied
        notices.info(request, _("Say first that your organisation recognises practices that ask for it."))
        return redirect("recognition_body")
    form = GridForm(request.POST if request.method == "POST" else held_data(request))
    if request.method == "POST" and (
        made := accepted(
            form, lambda: actions.write_grid(body, **form.cleaned_data, by=request.user, at=now())
        )
    ):
        notices.success(request, _("The grid is begun. Bring its criteria."))
        return redirect("recognition_grid_items", uid=made.uid)
    return render(request, "recognition/grid_new.html", {"form": form}, status=status_of(request))


@reachable_by(TO_OWN_EDITORS)
def recognition_grid_items(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Bring the items from a file; put the grid in use, retire it."""
    found = get_object_or_404(queries.grids_kept_by(request.user), uid=uid)
    do, given = request.POST.get("do"), {"by": request.user, "at": now()}
    form = ItemsForm(*((request.POST, request.FILES) if do == "bring" else (None, None)))
    if do == "use":
        done(request, actions.put_in_use, found, **given, said=_("It is in use: teams may ask."))
        return redirect(found)
    if do == "retire":
        done(request, actions.retire, found, **given, said=_("Nobody new may ask. Dossiers begun go on."))
        return redirect(found)
    if do == "bring" and (
        count := accepted(form, lambda: actions.bring_items(found, form.cleaned_data["file"].read(), **given))
    ):
        notices.success(request, _("%(count)d items are there.") % {"count": count})
        return redirect(found)
    context = {"grid": found, "form": form, "figures": FIGURES}
    return render(request, "recognition/grid_items.html", context, status=status_of(request))
