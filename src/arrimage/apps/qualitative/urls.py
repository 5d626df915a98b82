"""Addresses: interviews, transcripts and coding."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
