"""Addresses of REFI-QDA files, beside those of projects of interviews."""

from django.urls import path

from . import pages

urlpatterns = [
    path("importer/", pages.bring_project, name="refi_import"),
    path("<uuid:uid>/codes/importer/", pages.bring_codebook, name="refi_codebook_import"),
    path("<uuid:uid>/projet.qdpx", pages.take_project, name="refi_export"),
    path("<uuid:uid>/codes.qdc", pages.take_codebook, name="refi_codebook_export"),
]
