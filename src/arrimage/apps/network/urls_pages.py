"""Addresses of the directory's pages."""

from django.urls import path, register_converter

from .views import editing, home, pages, register


class PartKind:
    """The parts of an organisation, as addresses say them."""

    FRENCH = {"lieu": "site", "service": "offer", "contact": "contact", "organisation": "organisation"}
    regex = "lieu|service|contact|organisation"

    def to_python(self, value: str) -> str:
        return self.FRENCH[value]

    def to_url(self, value: str) -> str:
        return next(french for french, kind in self.FRENCH.items() if kind == value)


register_converter(PartKind, "part")

ONE = "organisations/<uuid:uid>/"
urlpatterns = [
    path("", home.home, name="home"),
    path("reseau/registre/", register.register, name="register"),
    path("organisations/", pages.organisation_list, name="organisations"),
    path("organisations/nouvelle/", editing.organisation_new, name="organisation_new"),
    path(ONE, pages.organisation_detail, name="organisation"),
    path(ONE + "historique/", pages.organisation_history, name="organisation_history"),
    path(ONE + "modifier/", editing.organisation_edit, name="organisation_edit"),
    path(ONE + "nouveau/<part:kind>/", editing.part_new, name="part_new"),
    path(ONE + "lieux/<uuid:part>/", editing.site_edit, name="site_edit"),
    path(ONE + "services/<uuid:part>/", editing.offer_edit, name="offer_edit"),
    path(ONE + "contacts/<uuid:part>/", editing.contact_edit, name="contact_edit"),
    path(ONE + "contacts/<uuid:part>/retirer/", editing.contact_remove, name="contact_remove"),
    path(ONE + "brouillons/<uuid:part>/jeter/", editing.draft_discard, name="draft_discard"),
    path(ONE + "<part:kind>/<uuid:part>/fermer/", editing.part_close, name="part_close"),
    path("services/<uuid:uid>/", pages.offer_detail, name="offer"),
    path("lieux/<uuid:uid>/", pages.site_detail, name="site"),
]
