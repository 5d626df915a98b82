"""One's own background work: what is under way, and what became of it."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from . import queries
from .access import SIGNED_IN, Relation, door, doors, reachable_by


@reachable_by(SIGNED_IN)
def jobs(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.jobs_of(request.user), 20).get_page(request.GET.get("page"))
    return render(request, "kernel/jobs.html", {"page": page})


@reachable_by(doors(door(relation=Relation.SELF)))
def job(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The whole page, or to htmx, which asks every two seconds, the progress alone."""
    found = get_object_or_404(queries.jobs_of(request.user), uid=uid)
    template = "arrimage/job.html" if request.htmx else "kernel/job.html"  # type: ignore[attr-defined]
    response = render(request, template, {"job": found})
    response["Cache-Control"] = "no-store"
    return response
