"""Addresses of consultations, syntheses, what became of them."""

urlpatterns = []
