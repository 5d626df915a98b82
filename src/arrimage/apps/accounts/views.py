"""The pages of one's account, of one's roles, and of an organisation's members. allauth has the others."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from arrimage.apps.kernel.access import EVERYONE, SIGNED_IN, Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now

from . import actions, policies, queries
from .forms import InvitationForm, NewAccountForm, ProfileForm
from .held import held_data
from .models import Invitation
from .roles import HOSTS

HOSTS_AT_HOME = doors(door(*HOSTS, relation=Relation.OWN))
MEMBERS_PER_PAGE = 50


@reachable_by(SIGNED_IN)
def account(request: HttpRequest) -> HttpResponse:
    """One's name, address, password, second factor, devices, roles."""
    form = ProfileForm(request.POST or held_data(request), instance=request.user)
    if request.method == "POST" and form.is_valid():
        actions.rename(user=request.user, name=form.cleaned_data["name"], at=now())
        messages.success(request, _("Your name is saved."))
        return redirect("account")
    context = {
        "form": form,
        "second_factor": queries.holds_second_factor(request.user),
        "is_host": bool(policies.grantable_by(request.user)),
    }
    return render(request, "accounts/account.html", context)


@reachable_by(SIGNED_IN)
def acting(request: HttpRequest) -> HttpResponse:
    """The roles one holds, and the one to act under."""
    if request.method == "POST":
        mine = queries.memberships_of(request.user)
        chosen = request.POST.get("membership", "")
        membership = get_object_or_404(mine, pk=int(chosen) if chosen.isdecimal() else None)
        actions.choose_membership(session=request.session, membership=membership, by=request.user, at=now())
        messages.success(request, _("You now act as: %(role)s.") % {"role": membership})
        return redirect("home")
    context = {
        "memberships": request.user.memberships_now,
        "is_host": bool(policies.grantable_by(request.user)),
    }
    return render(request, "accounts/acting.html", context)


@reachable_by(HOSTS_AT_HOME)
def members(request: HttpRequest) -> HttpResponse:
    """Who belongs to the organisation one acts for, and whom to invite."""
    user = request.user
    form = InvitationForm(request.POST or held_data(request), roles=policies.grantable_by(user))
    if request.method == "POST" and form.is_valid():
        return consume_or_429(request, action="invite", user=user) or _invite(request, form)
    context = {
        "form": form,
        "organisation": user.acting.organisation,
        "page": Paginator(queries.members_hosted_by(user), MEMBERS_PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "invitations": queries.invitations_hosted_by(user, at=now()),
        "grantable": policies.grantable_by(user),
    }
    return render(request, "accounts/members.html", context)


def _invite(request: HttpRequest, form: InvitationForm) -> HttpResponse:
    try:
        actions.invite(
            **form.cleaned_data, organisation=request.user.acting.organisation, by=request.user, at=now()
        )
    except ValidationError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("The invitation to %(email)s is on its way.") % form.cleaned_data)
    return redirect("members")


@require_POST
@reachable_by(HOSTS_AT_HOME)
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(queries.memberships_endable_by(request.user), pk=pk)
    actions.end_membership(membership=membership, by=request.user, at=now())
    messages.success(request, _("%(name)s no longer has this role.") % {"name": membership.user})
    return redirect("members")


@require_POST
@reachable_by(HOSTS_AT_HOME)
def withdraw_invitation(request: HttpRequest, uid) -> HttpResponse:
    invitation = get_object_or_404(queries.invitations_hosted_by(request.user, at=now()), uid=uid)
    actions.withdraw_invitation(invitation=invitation, by=request.user, at=now())
    messages.success(request, _("The invitation to %(email)s is withdrawn.") % {"email": invitation.email})
    return redirect("members")


@never_cache
@sensitive_post_parameters("password")
@reachable_by(EVERYONE)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take the place that was kept: signed in with the invited address, or by choosing a password."""
    kept = queries.invitation_behind(token, at=now())
    if kept is None:
        return render(request, "accounts/invitation_gone.html", status=404)
    try:
        return _accept(request, kept) if request.user.is_authenticated else _accept_as_new(request, kept)
    except ValidationError as error:  # taken meanwhile, in another window
        messages.warning(request, error.message)
        return redirect(request.path)


def _accept_as_new(request: HttpRequest, kept: Invitation) -> HttpResponse:
    if queries.user_with(kept.email):
        return redirect_to_login(request.path)
    form = NewAccountForm(request.POST or None, email=kept.email)
    if request.method == "POST" and form.is_valid():
        user = actions.open_account(invitation=kept, at=now(), **form.cleaned_data)
        return perform_password_login(request, {"email": user.email}, Login(user=user, email=user.email))
    return render(request, "accounts/invitation_new.html", {"form": form, "invitation": kept})


def _accept(request: HttpRequest, kept: Invitation) -> HttpResponse:
    theirs = request.user.email.lower() == kept.email.lower()
    if request.method == "POST" and theirs:
        membership = actions.accept_invitation(invitation=kept, by=request.user, at=now())
        actions.choose_membership(session=request.session, membership=membership, by=request.user, at=now())
        messages.success(request, _("Welcome. You now act as: %(role)s.") % {"role": membership})
        return redirect("home")
    return render(request, "accounts/invitation.html", {"invitation": kept, "theirs": theirs})
