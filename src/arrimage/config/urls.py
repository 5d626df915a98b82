"""Every address, in French, each named in English. A rooms' own addresses live with it."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("langue/", set_language, name="set_language"),
    path("compte/", include("arrimage.apps.accounts.urls")),
]
