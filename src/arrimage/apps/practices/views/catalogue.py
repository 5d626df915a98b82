"""The pages of the catalogue, its former editions, and what is said against it."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.practices import policies
from arrimage.apps.practices.actions import contestations as actions
from arrimage.apps.practices.forms.catalogue import AnswerForm, ContestationForm
from arrimage.apps.practices.models import Contestation, Edition, Practice
from arrimage.apps.practices.queries import catalogue as queries
from arrimage.apps.practices.references import sentence

from .refusals import TO_EDITORS, TO_KEEPERS, TO_OWN_KEEPERS, accepted, done


@reachable_by(EVERYONE)
def practice(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(queries.practices(), slug=slug)
    page = queries.page_of(found, language=get_language() or "fr", user=request.user, day=today())
    if page is None:
        raise Http404
    context = {
        "page": page,
        "practice": found,
        "edition": page.edition,
        "keeps": policies.kept_by(request.user),
        "is_editor": policies.is_editor(request.user),
    }
    return render(request, "practices/practice.html", context)


@reachable_by(EVERYONE)
def practice_edition(request: HttpRequest, slug: str, language: str, number: int) -> HttpResponse:
    """One edition at its own address, for good: published, replaced, or being written for those who may."""
    edition = get_object_or_404(
        queries.editions_visible_to(request.user),
        practice__slug=slug,
        language=language,
        number=number,
    )
    context = {
        "edition": edition,
        "practice": edition.practice,
        "references": [sentence(item) for item in edition.references],
        "is_current": edition.state == Edition.State.PUBLISHED,
        "readings": edition.readings.filter(agrees=True) | edition.readings.filter(answered_at__isnull=False),
    }
    return render(request, "practices/edition.html", context)


@reachable_by(EVERYONE)
def practice_history(request: HttpRequest, slug: str) -> HttpResponse:
    """What was published, and what moved from one edition to another."""
    found = get_object_or_404(queries.practices(), slug=slug)
    language = request.GET.get("langue", "fr")
    language = language if language in dict(Edition.LANGUAGES) else "fr"
    editions = queries.history_of(found, language)
    before, after = _chosen(request, editions)
    context = {
        "practice": found,
        "editions": editions,
        "language": language,
        "before": before,
        "after": after,
        "changes": queries.changes(before, after) if before and after else [],
    }
    return render(request, "practices/history.html", context)


def _chosen(request: HttpRequest, editions: list[Edition]) -> tuple[Edition | None, Edition | None]:
    """The two asked for (`?a=1&b=3`); the last two otherwise."""
    by_number = {str(one.number): one for one in editions}
    before, after = by_number.get(request.GET.get("a", "")), by_number.get(request.GET.get("b", ""))
    if before and after:
        return (before, after) if before.number <= after.number else (after, before)
    return (editions[1], editions[0]) if len(editions) > 1 else (None, None)


@reachable_by(EVERYONE)
def practice_references(request: HttpRequest, slug: str) -> JsonResponse:
    """The references as CSL data, for any reference manager."""
    found = get_object_or_404(Practice, pk__in=queries.practices().filter(slug=slug).values("pk"))
    edition = found.editions.get(state=Edition.State.PUBLISHED, language="fr")
    return JsonResponse(
        edition.references,
        safe=False,
        json_dumps_params={"ensure_ascii": False},
        headers={"Content-Disposition": f'attachment; filename="{slug}-references.json"'},
    )


# --- What is said against it


@reachable_by(TO_KEEPERS)
def contest(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(queries.practices(), slug=slug)
    data = request.POST if request.method == "POST" else held_data(request)
    form = ContestationForm(data, initial={"section": request.GET.get("partie", "")})
    if request.method == "POST" and (
        made := accepted(form, lambda: actions.contest(found, by=request.user, at=now(), **form.cleaned_data))
    ):
        notices.success(
            request, _("It is beside the text from now on. The editors owe you a written answer.")
        )
        return redirect(made)
    page = queries.page_of(found, language=get_language() or "fr", user=request.user, day=today())
    context = {"form": form, "practice": found, "edition": page.edition}
    return render(request, "practices/contest.html", context, status=422 if request.method == "POST" else 200)


@reachable_by(EVERYONE)
def contestation(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was said, what was answered; and what one’s side may do now."""
    found = get_object_or_404(queries.contestations_visible(), uid=uid)
    is_open = found.state != Contestation.State.WITHDRAWN
    context = {
        "found": found,
        "edition": found.edition,
        "form": AnswerForm() if is_open and policies.is_editor(request.user) else None,
        "is_theirs": is_open and policies.kept_by(request.user) == found.organisation_id,
    }
    return render(request, "practices/contestation.html", context)


@require_POST
@reachable_by(TO_EDITORS)
def contestation_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.contestations_visible(), uid=uid)
    done(
        request,
        actions.answer_contestation,
        found,
        words=request.POST.get("words", ""),
        by=request.user,
        at=now(),
        said=_("Your answer stands beside it."),
    )
    return redirect(found)


@require_POST
@reachable_by(TO_OWN_KEEPERS)
def contestation_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    mine = Contestation.objects.filter(policies.contestations_kept_by(request.user))
    found = get_object_or_404(mine, uid=uid)
    said = _("It is withdrawn, and no longer shown beside the text.")
    done(request, actions.withdraw_contestation, found, by=request.user, at=now(), said=said)
    return redirect(found)
