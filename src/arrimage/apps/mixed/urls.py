"""Addresses: logic models and joint displays: what figures and words say together."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
