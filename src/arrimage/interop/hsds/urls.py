"""Addresses of the API: its page for people first, as the API answers everything else."""

from django.urls import path

from .api import api
from .views import docs

urlpatterns = [
    path("docs/", docs, name="hsds_docs"),
    path("", api.urls),
]
