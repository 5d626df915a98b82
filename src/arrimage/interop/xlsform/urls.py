"""Addresses of workbooks, beside those of questionnaires."""

from django.urls import path

from . import known, views

urlpatterns = [
    path("importer/", views.bring_in, name="xlsform_import"),
    path("connus/<slug:slug>/texte/", known.bring, name="known_text"),
    path("connus/<slug:slug>/canevas/", known.outline, name="known_outline"),
    path("<uuid:uid>/<int:number>/xlsform/", views.take_out, name="xlsform_export"),
]
