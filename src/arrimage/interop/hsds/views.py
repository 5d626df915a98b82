"""What the API is, for people: our own page, which needs no script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from arrimage.apps.kernel.access import EVERYONE, reachable_by

from .api import api
from .spec import VERSION


@reachable_by(EVERYONE)
def docs(request: HttpRequest) -> HttpResponse:
    schema = api.get_openapi_schema()
    operations = [
        {
            "path": path,
            "url": path if "{" not in path else "",
            "summary": described["get"]["summary"],
            "parameters": [
                {"name": each["name"], "description": each["schema"].get("description", "")}
                for each in described["get"].get("parameters", ())
            ],
        }
        for path, described in schema["paths"].items()
    ]
    return render(
        request,
        "interop/hsds_docs.html",
        {
            "operations": operations,
            "version": VERSION,
            "root": request.build_absolute_uri(reverse("hsds:api-root")),
            "openapi_url": reverse("hsds:openapi-json"),
            "example": reverse("hsds:services") + "?search=entraide&per_page=5",
        },
    )
