"""Addresses of campaigns: leading them, and being asked."""

from django.urls import path

from .views import campaigns_answering as answering

urlpatterns = [
    path("enquete/<str:token>/", answering.asked, name="asked"),
    path("enquete/<str:token>/passer/", answering.asked_pass_on, name="asked_pass_on"),
]
