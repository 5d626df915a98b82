"""Addresses of FHIR resources, beside those of what they say."""

from django.urls import path

from . import views

urlpatterns = [
    path("<uuid:uid>/<int:number>/fhir/", views.version_as_fhir, name="version_fhir"),
    path("reponses/<uuid:uid>/fhir/", views.response_as_fhir, name="response_fhir"),
]
