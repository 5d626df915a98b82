"""Clinical supervision fed by a theme, and inviting an organisation to a team's meeting in two clicks."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.accounts.held import held_data
from arrimage.apps.accounts.roles import KEEPERS
from arrimage.apps.audit.actions import seen
from arrimage.apps.kernel.access import Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.refusals import accepted, status_of
from arrimage.apps.learning.actions import supervisions as actions
from arrimage.apps.learning.forms.supervision import (
    FollowUpForm,
    NotesForm,
    SupervisionForm,
    TeamInvitation,
)
from arrimage.apps.learning.policies import EDITORS
from arrimage.apps.learning.queries import library, teams
from arrimage.apps.learning.queries import supervisions as queries
from arrimage.apps.meetings.queries import loops
from arrimage.apps.meetings.queries.meetings import series_run_by
from arrimage.apps.network.actions import messages
from arrimage.apps.network.queries import pages

from .refusals import TO_OWN_EDITORS

TO_HOLDERS = doors(door(*EDITORS, relation=Relation.OWN), door(relation=Relation.SELF))
TO_KEEPERS = doors(door(*KEEPERS))


@reachable_by(TO_OWN_EDITORS)
def supervision_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    team = get_object_or_404(teams.teams_kept_by(request.user), uid=uid)
    themes = teams.themes_open_to(team)
    asked = themes.filter(uid=request.GET["theme"]).first() if _is_uid(request.GET.get("theme")) else None
    asked = asked or themes.first()
    form = SupervisionForm(
        request.POST if request.method == "POST" else held_data(request),
        themes=themes,
        initial={"theme": asked, "question": asked.question if asked else "", "form": "group"},
    )
    if request.method == "POST" and (
        held := accepted(
            form,
            lambda: actions.plan_supervision(
                team, form.cleaned_data["theme"], by=request.user, at=now(), **form.content()
            ),
        )
    ):
        notices.success(request, _("It is planned; its question heads the agenda."))
        return redirect(held)
    context = {"team": team, "form": form, "has_themes": asked is not None}
    return render(request, "learning/supervision_new.html", context, status=status_of(request))


@never_cache
@reachable_by(TO_HOLDERS)
def supervision(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The question brought back, what was tried, what to follow up."""
    with seen(
        "learning.supervision_read", by=request.user, purpose=_("supervision"), request=request
    ) as shown:
        found = shown.one(get_object_or_404(queries.supervisions_visible_to(request.user), uid=uid))
        given = {"by": request.user, "at": now()}
        runs = series_run_by(request.user).filter(pk=found.meeting.series_id).exists()
        do = request.POST.get("do")
        form = NotesForm(
            request.POST if do == "note" else held_data(request),
            initial={"since": found.version, "tried": found.tried, "kept": found.kept},
        )
        follow_form = FollowUpForm(request.POST if do == "follow" else None)
        if do == "note" and accepted(
            form,
            lambda: actions.note_supervision(
                found,
                **{name: form.cleaned_data[name] for name in ("tried", "kept", "since")},
                **given,
            ),
        ):
            notices.success(request, _("It is noted."))
            return redirect("supervision", uid=uid)
        if (
            do == "follow"
            and runs
            and accepted(follow_form, lambda: actions.follow_up(found, **follow_form.cleaned_data, **given))
        ):
            notices.success(request, _("It will come back on the next agenda."))
            return redirect("supervision", uid=uid)
        context = {
            "held": found,
            "form": form,
            "follow_form": follow_form,
            "runs": runs,
            "follow_ups": loops.follow_ups_visible_to(request.user).filter(series=found.meeting.series_id),
        }
        return render(request, "learning/supervision.html", context, status=status_of(request))


def _is_uid(value: str | None) -> bool:
    try:
        return bool(value and UUID(value))
    except ValueError:
        return False


@reachable_by(TO_KEEPERS)
def piece_invite(request: HttpRequest, uid: UUID, organisation: UUID) -> HttpResponse:
    """The second click: the invitation is written already, reading it and pressing Send is enough."""
    piece = get_object_or_404(library.with_editions(library.pieces_visible_to(request.user)), uid=uid)
    to = get_object_or_404(pages.open_organisations(), uid=organisation)
    sender = request.user.acting.organisation
    if to == sender:
        notices.info(request, _("This is your own organisation: choose another to write to."))
        return redirect(piece)
    edition = library.edition_in(piece, get_language())
    form = TeamInvitation(
        request.POST if request.method == "POST" else held_data(request),
        about=edition.document.title,
        sender=sender,
        to=to,
        by=request.user,
    )
    if request.method == "POST" and (
        message := accepted(
            form,
            lambda: messages.send_message(sender, [to], by=request.user, at=now(), **form.content()),
        )
    ):
        notices.success(request, _("The invitation is sent."))
        return redirect(message)
    context = {"piece": piece, "to": to, "form": form}
    return render(request, "learning/piece_invite.html", context, status=status_of(request))


def hosts_of(request: HttpRequest, kinds) -> list:
    """Whom a reader could invite about a text: nobody for a visitor."""
    acting = request.user.acting if request.user.is_authenticated else None
    if acting is None or acting.role not in KEEPERS:
        return []
    return queries.hosts_worth_inviting(kinds, acting.organisation, today(), count=4)
