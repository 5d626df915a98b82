"""Logic models: the list, the drawing, a box and what was found of it."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.mixed.actions import logic as actions
from arrimage.apps.mixed.drawing import draw
from arrimage.apps.mixed.forms import mixed as forms
from arrimage.apps.mixed.guides import lighting
from arrimage.apps.mixed.models import Arrow, Box
from arrimage.apps.mixed.numbers import KIND
from arrimage.apps.mixed.pieces import KINDS
from arrimage.apps.mixed.queries import displays
from arrimage.apps.mixed.queries import logic as queries

from .doors import TO_LEADERS, accepted, done, numbers_to_choose


@never_cache
@reachable_by(TO_LEADERS)
def logic_models(request: HttpRequest) -> HttpResponse:
    context = {
        "models": queries.models_led_by(request.user),
        "displays": displays.displays_led_by(request.user)[:30],
    }
    return render(request, "mixed/logic_models.html", context)


@never_cache
@reachable_by(TO_LEADERS)
def logic_model_new(request: HttpRequest) -> HttpResponse:
    form = forms.ModelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data | {"by": request.user, "at": now()}
        model = actions.begin_model(request.user.acting.organisation, **told)
        notices.success(request, _("The model is begun: add what it is made of."))
        return redirect(model)
    status = 422 if request.method == "POST" else 200
    return render(request, "mixed/logic_model_new.html", {"form": form}, status=status)


@never_cache
@reachable_by(TO_LEADERS)
def logic_model(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The drawing on a wide screen, the list by column everywhere; a box is added here."""
    model = get_object_or_404(queries.models_led_by(request.user), uid=uid)
    form = forms.BoxForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data | {"by": request.user, "at": now()}
        if added := accepted(form, actions.add_box, model, **told):
            notices.success(request, _("It is in the model."))
            return redirect(model.get_absolute_url() + f"#b-{added.uid}")
    drawn = queries.drawn(model)
    context = {
        "model": model,
        "drawn": drawn,
        "drawing": draw(drawn, model.title),
        "counted": queries.counted(drawn.boxes),
        "form": form,
        "displays": model.displays.all(),
    }
    return render(request, "mixed/logic_model.html", context, status=422 if request.POST else 200)


def _pieces(user, numbers: list) -> list:
    """What can be chosen, in groups: «kind|ref»."""
    figures = [(heading, [(f"{KIND}|{ref}", label) for ref, label in refs]) for heading, refs in numbers]
    return figures + [
        (f"{kind.label} · {heading}", [(f"{kind.kind}|{ref}", label) for ref, label in choices])
        for kind in KINDS.values()
        for heading, choices in kind.listed(user)
    ]


@never_cache
@reachable_by(TO_LEADERS)
def box(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One box: its words, where it leads, what was found of it and by what."""
    found = get_object_or_404(queries.boxes_led_by(request.user), uid=uid)
    model, do = found.model, request.POST.get("do", "")
    by = {"by": request.user, "at": now()}
    own = {"kind": found.kind, "words": found.words, "details": found.details}
    words = forms.BoxForm(request.POST if do == "words" else None, initial=own, auto_id="box_%s")
    others = model.boxes.exclude(pk=found.pk).exclude(kind__in=Box.AROUND)
    arrow = forms.ArrowForm(request.POST if do == "arrow" else None, targets=others)
    told = {"finding": found.finding, "words": found.finding_words}
    finding = forms.FindingForm(request.POST if do == "finding" else None, initial=told, auto_id="finding_%s")
    source, every, numbers = numbers_to_choose(request)
    evidence = forms.EvidenceForm(
        request.POST if do == "evidence" else None, choices=_pieces(request.user, numbers), auto_id="piece_%s"
    )
    if request.method == "POST":
        here = redirect(found)
        if do == "words" and words.is_valid():
            if _changed(request, found, words, by):
                return here
        elif do == "arrow" and arrow.is_valid():
            if accepted(arrow, actions.draw_arrow, found, arrow.cleaned_data["target"], **by):
                return here
        elif do == "finding" and finding.is_valid():
            if accepted(finding, actions.say_finding, found, **finding.cleaned_data, **by):
                notices.success(request, _("It is said, with what it rests on."))
                return redirect(model.get_absolute_url() + f"#b-{found.uid}")
        elif do == "evidence" and evidence.is_valid():
            if accepted(evidence, actions.add_evidence, found, **evidence.told, **by):
                notices.success(request, _("It is noted."))
                return here
        elif do == "remove":
            if done(request, actions.remove_box, found, **by):
                return redirect(model)
            return here
        elif do.startswith("unlink-"):
            drawn = get_object_or_404(Arrow.objects.filter(source=found), target__uid=_uid(do[7:]))
            done(request, actions.remove_arrow, drawn, **by)
            return here
        elif do not in {"words", "arrow", "finding", "evidence"}:
            raise BadRequest
    context = {
        "found": found,
        "model": model,
        "is_around": found.kind in Box.AROUND,
        "leads_to": [one.target for one in found.leads_to.select_related("target")],
        "comes_from": [one.source for one in found.comes_from.select_related("source")],
        "pieces": found.evidence.all(),
        "questions": lighting(found, request.user),
        "words": words,
        "arrow": arrow,
        "finding": finding,
        "evidence": evidence,
        "has_others": others.exists(),
        "sources": every,
        "source": source,
    }
    return render(request, "mixed/box.html", context, status=422 if request.POST else 200)


def _changed(request: HttpRequest, found: Box, form, by: dict) -> bool:
    since = request.POST.get("version", "")
    since = int(since) if since.isdigit() else found.version
    try:
        return bool(accepted(form, actions.change_box, found, since=since, **form.cleaned_data, **by))
    except StaleVersion:
        form.add_error(None, _("Somebody else changed this box meanwhile: look at it again, then save."))
        return False


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


@require_POST
@reachable_by(TO_LEADERS)
def evidence_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.evidence_led_by(request.user), uid=uid)
    box = found.box
    done(request, actions.remove_evidence, found, said=_("It is taken away."), by=request.user, at=now())
    return redirect(box)
