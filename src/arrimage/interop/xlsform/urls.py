"""Addresses of workbooks, beside those of questionnaires."""

from django.urls import path

from . import views

urlpatterns = [
    path("importer/", views.bring_in, name="xlsform_import"),
    path("<uuid:uid>/<int:number>/xlsform/", views.take_out, name="xlsform_export"),
]
