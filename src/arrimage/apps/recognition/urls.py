"""Addresses: coaching and recognition, asked for by a team."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
