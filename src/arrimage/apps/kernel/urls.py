"""Addresses of background work."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<uuid:uid>/", views.job, name="job"),
]
