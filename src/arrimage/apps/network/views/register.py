"""Loading the official register from the platform."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.access import door, doors, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.network.actions.register.background import start_import
from arrimage.apps.network.forms.register import RegisterForm
from arrimage.apps.network.queries import pages as queries


@reachable_by(doors(door(Role.NETWORK_COORDINATOR)))
def register(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        job = start_import(**form.cleaned_data, by=request.user, at=now())
        return redirect("job", uid=job.uid)
    return render(
        request,
        "network/register.html",
        {"form": form, "state": queries.register_state()},
        status=422 if form.is_bound and form.errors else 200,
    )
