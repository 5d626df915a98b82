"""Addresses of campaigns, paired studies, reports, interviews."""

urlpatterns = []
