"""Addresses of the territories' pages."""

from django.urls import path

from .views import territories

urlpatterns = [
    path("", territories.territory_list, name="territories"),
    path("<slug:code>/", territories.territory_detail, name="territory"),
]
