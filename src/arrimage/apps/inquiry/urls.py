"""Addresses of campaigns, paired studies, reports, interviews."""

from django.urls import include, path

urlpatterns = [
    # Campaigns
    path("", include("arrimage.apps.inquiry.urls_campaigns")),
    # Studies and reports
    path("", include("arrimage.apps.inquiry.urls_studies")),
]
