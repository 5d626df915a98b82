"""Addresses of committees with patients, cycles, accompaniment."""

urlpatterns = []
