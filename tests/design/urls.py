"""The addresses of the design alone, so that its tests stand without any context."""

from types import SimpleNamespace

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.i18n import set_language

from arrimage.design import views
from arrimage.design.styleguide import context

MENU = [
    SimpleNamespace(url=f"#{label}", label=label, active=label == "Réseau")
    for label in ("Accueil", "Trouver", "Demandes", "Réseau", "Enquêtes", "Apprendre", "Améliorer")
]


class Odile(SimpleNamespace):
    is_authenticated = True

    def __str__(self):
        return "Odile Gravel"


def in_office(request):
    """The style page as somebody who is signed in and acts for an organisation sees it."""
    acting = SimpleNamespace(get_role_display="Intervenante", organisation="Guichet d’accès")
    return render(
        request,
        "arrimage/styleguide.html",
        context(request) | {"menu": MENU, "acting": acting, "user": Odile()},
    )


urlpatterns = [
    path("", in_office, name="home"),
    path("compte/connexion/", lambda request: HttpResponse(), name="account_login"),
    path("agir/", lambda request: HttpResponse(), name="acting"),
    path("langue/", set_language, name="set_language"),
    path("apparence/", views.appearance, name="appearance"),
    path("charte/", views.styleguide, name="styleguide"),
]
