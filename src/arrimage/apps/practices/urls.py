"""Addresses of practices: what is done, by its models and in its makers’ own words."""

urlpatterns = []
