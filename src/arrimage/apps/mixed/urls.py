"""Addresses: logic models and joint displays: what figures and words say together."""

from django.urls import path

from .views import displays, logic, quotes

MODEL = "ce-qui-change/modeles/<uuid:uid>/"
DISPLAY = "ce-qui-change/mises-en-regard/<uuid:uid>/"
urlpatterns = [
    path("ce-qui-change/", logic.logic_models, name="logic_models"),
    path("ce-qui-change/modeles/nouveau/", logic.logic_model_new, name="logic_model_new"),
    path(MODEL, logic.logic_model, name="logic_model"),
    path(MODEL + "mise-en-regard/", displays.display_new, name="joint_display_new"),
    path("ce-qui-change/cases/<uuid:uid>/", logic.box, name="model_box"),
    path("ce-qui-change/appuis/<uuid:uid>/enlever/", logic.evidence_remove, name="evidence_remove"),
    path(DISPLAY, displays.display, name="joint_display"),
    path(DISPLAY + "ligne/", displays.row_new, name="display_row_new"),
    path("ce-qui-change/lignes/<uuid:uid>/", displays.row, name="display_row"),
    path("ce-qui-change/publiees/", displays.published_list, name="joint_displays_published"),
    path("ce-qui-change/publiees/<uuid:uid>/", displays.published, name="joint_display_published"),
    path("ce-qui-change/mes-mots/", quotes.my_quotes, name="my_quotes"),
    path("ce-qui-change/mots/<str:token>/", quotes.quote_by_link, name="quote_by_link"),
]
