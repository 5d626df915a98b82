"""Addresses: debates, discussions and communities of practice."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
