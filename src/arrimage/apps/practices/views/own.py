"""Telling what one does: a draft of one’s own, a page everybody reads, an address that can be quoted."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.practices.actions import own as actions
from arrimage.apps.practices.forms.own import OwnForm, QuotationForm, TitleForm
from arrimage.apps.practices.models import OwnVersion
from arrimage.apps.practices.queries import own as queries
from arrimage.apps.practices.queries import tags as vocabulary
from arrimage.apps.practices.queries.doing import choices

from .refusals import TO_KEEPERS, TO_MEMBERS, TO_OWN_KEEPERS, accepted, done


@never_cache
@reachable_by(TO_KEEPERS)
def own_new(request: HttpRequest) -> HttpResponse:
    """A name, and the draft is there."""
    form = TitleForm(request.POST if request.method == "POST" else held_data(request))
    organisation = request.user.acting.organisation
    if request.method == "POST" and (
        draft := accepted(
            form,
            lambda: actions.begin(organisation, title=form.cleaned_data["title"], by=request.user, at=now()),
        )
    ):
        return redirect("own_write", draft.practice.uid)
    told = queries.told_by(organisation, user=request.user)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "organisation": organisation, "told": told}
    return render(request, "practices/own_new.html", context, status=status)


@reachable_by(EVERYONE)
def own_practice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is published; for its own people, what is being written when nothing is yet."""
    seen = queries.versions_visible_to(request.user).filter(practice__uid=uid)
    version = seen.filter(state=OwnVersion.State.PUBLISHED).first() or seen.order_by("-number").first()
    if version is None:
        raise Http404
    return _show(request, version)


@reachable_by(EVERYONE)
def own_version(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """One version at its own address, for good: this is what is quoted."""
    seen = queries.versions_visible_to(request.user).filter(published_at__isnull=False)
    return _show(request, get_object_or_404(seen, practice__uid=uid, number=number))


def _show(request: HttpRequest, version: OwnVersion) -> HttpResponse:
    page = queries.page_of(version, user=request.user, language=get_language() or "fr")
    address = request.build_absolute_uri(version.get_absolute_url())
    context = {
        "page": page,
        "version": version,
        "practice": version.practice,
        "organisation": version.practice.organisation,
        "address": address,
        "citation": queries.citation(version, address=address) if version.published_at else "",
        "history": queries.history_of(version.practice, request.user),
        "acts": request.user.is_authenticated and request.user.acting,
    }
    return render(request, "practices/own_practice.html", context)


@reachable_by(EVERYONE)
def own_citation(request: HttpRequest, uid: UUID, number: int) -> JsonResponse:
    """How to quote it, as CSL data."""
    seen = queries.versions_visible_to(request.user).filter(published_at__isnull=False)
    version = get_object_or_404(seen, practice__uid=uid, number=number)
    address = request.build_absolute_uri(version.get_absolute_url())
    return JsonResponse(
        [queries.csl_of(version, address=address)],
        safe=False,
        json_dumps_params={"ensure_ascii": False},
        headers={"Content-Disposition": 'attachment; filename="citation.json"'},
    )


@never_cache
@reachable_by(TO_OWN_KEEPERS)
def own_write(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write the draft: kept as one types, published when one says so."""
    practice = get_object_or_404(queries.practices_kept_by(request.user), uid=uid)
    draft = practice.versions.filter(state=OwnVersion.State.DRAFT).first()
    if draft is None:
        if request.method == "POST":
            draft = actions.go_on(practice, by=request.user, at=now())
        else:
            return redirect(practice)
    data = request.POST if request.method == "POST" else held_data(request)
    form = OwnForm(data, instance=draft, practices=choices(get_language() or "fr"))
    if request.htmx:
        return _kept_while_typing(request, form, draft)
    if request.method == "POST" and (saved := accepted(form, _save, request, form, draft)):
        if request.POST.get("do") == "publish":
            said = _("It is published, as you wrote it. Thank you.")
            if done(request, actions.publish, saved, by=request.user, at=now(), said=said):
                return redirect(practice)
            return redirect("own_write", practice.uid)
        notices.success(request, _("It is kept. Nobody outside your organisation sees it."))
        return redirect("own_write", practice.uid)
    others = list(vocabulary.shown_tags().exclude(organisation=practice.organisation_id))
    context = {
        "form": form,
        "practice": practice,
        "draft": draft,
        "organisation": practice.organisation,
        "alike": [
            (tag, near) for tag in draft.tags.all() if (near := vocabulary.alike(tag.word, tag.key, others))
        ],
        "media": practice.media.filter(removed_at=None),
        "was_published": practice.versions.filter(published_at__isnull=False).exists(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "practices/own_form.html", context, status=status)


def _save(request: HttpRequest, form: OwnForm, draft: OwnVersion) -> OwnVersion:
    said = form.said()
    try:
        return actions.save_draft(draft, by=request.user, at=now(), **said)
    except StaleVersion:
        current = draft.practice.versions.get(pk=draft.pk)
        if request.htmx or current.by_id != request.user.pk:
            raise
        # What was kept while typing came in just before the button: it was oneself.
        said["since"] = current.version
        return actions.save_draft(current, by=request.user, at=now(), **said)


def _kept_while_typing(request: HttpRequest, form: OwnForm, draft: OwnVersion) -> HttpResponse:
    """A small word under the form, with the version it now has; what cannot be kept yet is left for later."""
    context: dict = {"version": request.POST.get("version", draft.version)}
    if form.is_valid():
        try:
            saved = _save(request, form, draft)
            context = {"version": saved.version, "at": localtime(saved.saved_at)}
        except StaleVersion:
            context["refused"] = _("A colleague saved this meanwhile: press “Keep” to see both.")
    return render(request, "practices/_saved.html", context)


@require_POST
@reachable_by(TO_OWN_KEEPERS)
def own_step(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Begin another version, throw a draft away, take a practice back, show it again."""
    practice = get_object_or_404(queries.practices_kept_by(request.user), uid=uid)
    by = {"by": request.user, "at": now()}
    match request.POST.get("do"):
        case "write":
            if done(request, actions.go_on, practice, **by):
                return redirect("own_write", practice.uid)
        case "discard":
            draft = practice.versions.filter(state=OwnVersion.State.DRAFT).first()
            if draft:
                done(request, actions.discard_draft, draft, said=_("The draft is thrown away."), **by)
            if not practice.versions.exists():
                return redirect(practice.organisation)
        case "withdraw":
            said = _("Nobody else reads it any more. You can show it again here.")
            done(request, actions.withdraw, practice, said=said, **by)
        case "show":
            done(request, actions.show_again, practice, said=_("Everybody may read it again."), **by)
    return redirect(practice)


@never_cache
@reachable_by(TO_MEMBERS)
def own_quote(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """Say that a plan, an orientation or a report of one’s organisation quotes this version."""
    seen = queries.versions_visible_to(request.user).filter(published_at__isnull=False)
    version = get_object_or_404(seen, practice__uid=uid, number=number)
    if request.user.acting is None:
        raise PermissionDenied
    form = QuotationForm(request.POST if request.method == "POST" else held_data(request))
    if request.method == "POST" and accepted(
        form, lambda: actions.quote(version, by=request.user, at=now(), **form.cleaned_data)
    ):
        notices.success(request, _("It is noted: those who told it will see where they are quoted."))
        return redirect(version)
    address = request.build_absolute_uri(version.get_absolute_url())
    context = {
        "form": form,
        "version": version,
        "citation": queries.citation(version, address=address),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "practices/own_quote.html", context, status=status)


@reachable_by(TO_OWN_KEEPERS)
def own_quotations(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who quotes what one tells, for those who told it alone."""
    practice = get_object_or_404(queries.practices_kept_by(request.user), uid=uid)
    context = {
        "practice": practice,
        "version": queries.current_or_draft(practice, request.user),
        "quotations": queries.quotations_of(practice),
    }
    return render(request, "practices/own_quotations.html", context)
