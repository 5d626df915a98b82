"""Addresses of programmes, themes, library, discussions, webinars."""

urlpatterns = []
