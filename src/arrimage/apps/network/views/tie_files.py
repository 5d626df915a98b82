"""Taking in files of ties: one's own, or a past study."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network.actions import tie_files as actions
from arrimage.apps.network.forms.waves import StudyForm, TieFileForm
from arrimage.apps.network.queries.rosters import entries_held_by
from arrimage.apps.network.queries.ties import kinds_of
from arrimage.apps.network.queries.together import mandated_networks

from .ties import TO_OWN_KEEPERS
from .waves import TO_COORDINATORS


@reachable_by(TO_OWN_KEEPERS)
def wave_import(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Our own ties from a file: they join our cards, to be read over and submitted."""
    entry = get_object_or_404(entries_held_by(request.user), wave__uid=uid)
    form = TieFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            count = actions.import_own_ties(entry, file.read(), file.name, by=request.user, at=now())
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            notices.success(
                request,
                ngettext(
                    "%d tie joined your cards. Read them over, then submit.",
                    "%d ties joined your cards. Read them over, then submit.",
                    count,
                )
                % count,
            )
            return redirect("wave_answer", uid=uid)
    context = {"entry": entry, "wave": entry.wave, "form": form, "kinds": kinds_of(entry.wave.network)}
    return render(request, "network/wave_import.html", context, status=422 if form.is_bound else 200)


@reachable_by(TO_COORDINATORS)
def network_study(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A past study, as a closed wave that says where it comes from."""
    network = get_object_or_404(mandated_networks(request.user, today()), uid=uid)
    form = StudyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        file = data.pop("file")
        try:
            wave = actions.import_study(network, file.read(), file.name, **data, by=request.user, at=now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            notices.success(request, _("The study is loaded. Nobody else sees it until you publish it."))
            return redirect("wave_lead", uid=wave.uid)
    context = {"network": network, "form": form, "kinds": kinds_of(network)}
    return render(request, "network/study.html", context, status=422 if form.is_bound else 200)
