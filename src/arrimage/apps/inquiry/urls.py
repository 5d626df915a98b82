"""Addresses of campaigns, paired studies, reports, interviews."""

from django.urls import include, path

urlpatterns = [
    path("", include("arrimage.apps.inquiry.urls_campaigns")),
]
