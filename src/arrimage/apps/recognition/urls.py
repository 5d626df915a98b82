"""Addresses: coaching and recognition, asked for by a team."""

from django.urls import path

from .views import coachings, dossiers, grids, visits

HERE = "reconnaissance/"
DOSSIER = HERE + "dossiers/<uuid:uid>/"
urlpatterns = [
    path(HERE, coachings.recognition, name="recognition"),
    path(HERE + "organisme/", coachings.body_edit, name="recognition_body"),
    path(HERE + "accompagnements/demander/", coachings.coaching_new, name="coaching_new"),
    path(HERE + "accompagnements/<uuid:uid>/", coachings.coaching, name="coaching"),
    path(HERE + "visites/<uuid:uid>/", coachings.coaching_visit, name="coaching_visit"),
    path(HERE + "grilles/nouvelle/", grids.recognition_grid_new, name="recognition_grid_new"),
    path(HERE + "grilles/<uuid:uid>/", grids.recognition_grid, name="recognition_grid"),
    path(HERE + "grilles/<uuid:uid>/criteres/", grids.recognition_grid_items, name="recognition_grid_items"),
    path(HERE + "demander/", dossiers.dossier_new, name="dossier_new"),
    path(DOSSIER, dossiers.dossier, name="dossier"),
    path(DOSSIER + "points/<uuid:item>/", dossiers.dossier_item, name="dossier_item"),
    path(DOSSIER + "faire/", dossiers.dossier_do, name="dossier_do"),
    path(DOSSIER + "sieges/<slug:kind>/", dossiers.dossier_seat, name="dossier_seat"),
    path(DOSSIER + "visites/", visits.dossier_visits, name="dossier_visits"),
    path(DOSSIER + "rapport/", dossiers.dossier_report, name="dossier_report"),
    path(DOSSIER + "reponse/", dossiers.dossier_answer, name="dossier_answer"),
    path(HERE + "sieges/<uuid:uid>/", dossiers.dossier_speak, name="dossier_speak"),
]
