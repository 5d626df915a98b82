"""Every address, in French, each named in English. A rooms' own addresses live with it."""

from django.urls import include, path
from django.views.i18n import set_language

from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.design.views import appearance, styleguide

urlpatterns = [
    path("langue/", set_language, name="set_language"),
    path("apparence/", reachable_by(EVERYONE)(appearance), name="appearance"),
    path("charte/", reachable_by(EVERYONE)(styleguide), name="styleguide"),
    path("compte/", include("arrimage.apps.accounts.urls")),
]
