"""Communities: finding one, joining, who is there, its rules."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from arrimage.apps.accounts.held import held_data
from arrimage.apps.communities import policies
from arrimage.apps.communities.actions import places as actions
from arrimage.apps.communities.forms import places as forms
from arrimage.apps.communities.forms.talking import SearchForm
from arrimage.apps.communities.models import Member
from arrimage.apps.communities.queries import following, moderating, saying
from arrimage.apps.communities.queries import places as queries
from arrimage.apps.communities.queries.waiting import waiting_for
from arrimage.apps.communities.vocabulary import Joining
from arrimage.apps.kernel.access import EVERYONE, SIGNED_IN, reachable_by
from arrimage.apps.kernel.clock import now

from .doors import TO_OPENERS, TO_SELF, accepted, done, shown

State = Member.State


@reachable_by(EVERYONE)
def communities(request: HttpRequest) -> HttpResponse:
    """Mine first, then those one may join."""
    user = request.user
    context = {
        "mine": queries.with_latest(queries.communities_joined_by(user), user),
        "others": queries.with_latest(queries.others_to_join(user), user),
        "waiting": list(waiting_for(user, now())),
        "may_open": policies.may_open(user),
        "search": SearchForm(),
    }
    return shown(request, "communities", context)


@reachable_by(TO_OPENERS)
def community_new(request: HttpRequest) -> HttpResponse:
    form = forms.CommunityForm(request.POST if request.method == "POST" else held_data(request))
    if request.method == "POST" and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "since"}
        if made := accepted(form, actions.open_community, by=request.user, at=now(), **told):
            notices.success(request, _("Your community is open. Begin a discussion, or invite somebody."))
            return redirect(made)
    return shown(request, "community_form", {"form": form})


@reachable_by(EVERYONE)
def community(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Its door for whoever does not read it; else what is talked about there."""
    user = request.user
    found = get_object_or_404(queries.communities_visible_to(user), uid=uid)
    reads = queries.communities_read_by(user).filter(pk=found.pk).exists()
    mine = queries.membership_of(user, found)
    context = {"community": found, "reads": reads, "mine": mine, "is_in": bool(mine and mine.is_active)}
    if reads:
        listed = following.with_unread(saying.discussions_in(found, user), user)
        page = Paginator(listed, 20).get_page(request.GET.get("page"))
        titles = queries.theme_titles(user, {one.theme_uid for one in page})
        for one in page:
            one.theme = titles.get(one.theme_uid, "")
        context |= {"page": page, "facilitators": queries.facilitators_of(found)}
        context["follows"] = following.follows(user, community=found)
    if mine and mine.is_facilitator:
        context |= {
            "requests": queries.requests_of(found).count(),
            "reported": len(moderating.reported_posts(user, found)),
            "appeals": moderating.open_appeals(user, found).count(),
        }
    return shown(request, "community", context, found)


@reachable_by(TO_SELF)
def community_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.communities_facilitated_by(request.user), uid=uid)
    do, by = request.POST.get("do", ""), {"by": request.user, "at": now()}
    if do in {"close", "open"}:
        said = _("It is open again.") if do == "open" else _("It is closed: it stays to be read.")
        done(request, actions.close_community, found, again=do == "open", said=said, **by)
        return redirect(found)
    data = request.POST if request.method == "POST" else held_data(request)
    form = forms.CommunityForm(data, community=found)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data | {"since": form.cleaned_data["since"] or found.version}
        if accepted(form, actions.change_community, found, **told, **by):
            notices.success(request, _("The community is saved."))
            return redirect(found)
    return shown(request, "community_form", {"form": form, "community": found}, found)


@reachable_by(SIGNED_IN)
def community_join(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Join, ask, accept an invitation or decline it."""
    user = request.user
    found = get_object_or_404(queries.communities_visible_to(user), uid=uid)
    mine = queries.membership_of(user, found)
    if (mine and mine.is_active) or not found.is_open:
        return redirect(found)
    is_invited = bool(mine and mine.state == State.INVITED)
    by = {"by": user, "at": now()}
    if is_invited and request.POST.get("do") == "decline":
        done(request, actions.decline_invitation, mine, said=_("The invitation is declined."), **by)
        return redirect("communities")
    if found.joining == Joining.INVITATION and not is_invited:
        notices.info(request, _("One joins this community when a facilitator invites."))
        return redirect(found)
    asks = found.joining == Joining.REQUEST and not is_invited
    first = mine.called if mine else (user.name.split() or [""])[0]
    data = request.POST if request.method == "POST" else held_data(request)
    form = forms.JoinForm(data, asks=asks, initial={"called": first})
    if request.method == "POST" and accepted(form, lambda: actions.join(found, **form.cleaned_data, **by)):
        said = _("Your request is sent. You will find the answer here.") if asks else _("Welcome.")
        notices.success(request, said)
        return redirect(found)
    context = {"form": form, "community": found, "asks": asks, "is_invited": is_invited, "mine": mine}
    return shown(request, "community_join", context, found)


@reachable_by(TO_SELF)
def community_leave(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Leave, or take a request back."""
    mine = _mine_or_404(request, uid, State.ACTIVE, State.ASKED)
    form = forms.LeaveForm(request.POST or None)
    if request.method == "POST":
        given = {"by": request.user, "at": now()}
        if accepted(form, lambda: actions.leave(mine.community, **form.cleaned_data, **given)):
            notices.success(request, _("It is done. You may come back when you wish."))
            return redirect("communities")
    return shown(
        request, "community_leave", {"form": form, "mine": mine, "community": mine.community}, mine.community
    )


@reachable_by(TO_SELF)
def community_people(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who is there, under the name each chose; for facilitators, who asks and who is invited."""
    mine = _mine_or_404(request, uid, State.ACTIVE)
    found, by, do = mine.community, {"by": request.user, "at": now()}, request.POST.get("do", "")
    called = forms.CalledForm(request.POST if do == "called" else None, initial={"called": mine.called})
    invite = forms.InviteForm(request.POST if do == "invite" else None)
    if do == "called":
        if accepted(called, lambda: actions.be_called(found, **called.cleaned_data, **by)):
            notices.success(request, _("That is how you are called here, on all you said too."))
            return redirect("community_people", uid)
    elif do == "invite" and mine.is_facilitator:
        if accepted(invite, lambda: actions.invite(found, **invite.cleaned_data, **by) or True):
            notices.success(
                request, _("If this address has an account, the invitation waits there on the first page.")
            )
            return redirect("community_people", uid)
    elif do == "step_back" and mine.is_facilitator:
        done(request, actions.step_back, found, said=_("You are a member like the others again."), **by)
        return redirect("community_people", uid)
    elif request.method == "POST":
        raise BadRequest
    context = {
        "community": found,
        "mine": mine,
        "members": queries.members_of(found),
        "called": called,
        "invite": invite,
    }
    if mine.is_facilitator:
        context |= {"requests": queries.requests_of(found), "invited": queries.invited_in(found)}
    return shown(request, "community_people", context, found)


@reachable_by(TO_SELF)
def community_member(request: HttpRequest, uid: UUID) -> HttpResponse:
    """For a facilitator: answer a request, name a facilitator, remove somebody and tell them why."""
    member = get_object_or_404(queries.member_facilitated(request.user, uid))
    form = forms.AnswerForm(request.POST or None)
    do, by = request.POST.get("do", ""), {"by": request.user, "at": now()}
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        acts = {
            "accept": lambda: actions.answer_request(member, accept=True, answer=answer, **by),
            "decline": lambda: actions.answer_request(member, accept=False, answer=answer, **by),
            "name": lambda: actions.name_facilitator(member, **by),
            "remove": lambda: actions.remove_member(member, answer=answer, **by),
        }
        if do not in acts:
            raise BadRequest
        if accepted(form, acts[do]):
            notices.success(request, _("It is done, and they will read it."))
            return redirect("community_people", member.community.uid)
    return shown(
        request,
        "community_member",
        {"form": form, "member": member, "community": member.community},
        member.community,
    )


def _mine_or_404(request: HttpRequest, uid: UUID, *states) -> Member:
    held = Member.objects.filter(user=request.user.pk, state__in=states, community__uid=uid)
    return get_object_or_404(held.select_related("community__organisation"))
