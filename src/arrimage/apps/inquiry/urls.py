"""Addresses of campaigns, paired studies, reports, interviews."""

from django.urls import include, path

urlpatterns = [
    # Studies and reports
    path("", include("arrimage.apps.inquiry.urls_studies")),
]
