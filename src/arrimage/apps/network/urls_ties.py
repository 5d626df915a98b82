"""Addresses of ties: what an organisation says of its own, waves, files."""

from django.urls import path

from .views import tie_files, tie_relations, ties, waves

WAVE = "reseaux/vagues/<uuid:uid>/"
NETWORK = "reseaux/<uuid:uid>/"
urlpatterns = [
    path("nos-liens/", ties.our_ties, name="our_ties"),
    path(WAVE, waves.wave, name="wave"),
    path(WAVE + "repondre/", ties.wave_answer, name="wave_answer"),
    path(WAVE + "repondre/transmettre/", ties.wave_finish, name="wave_finish"),
    path(WAVE + "repondre/importer/", tie_files.wave_import, name="wave_import"),
    path(WAVE + "repondre/<uuid:other>/", ties.wave_card, name="wave_card"),
    path(WAVE + "relations/", tie_relations.wave_relations, name="wave_relations"),
    path(WAVE + "relations/<uuid:other>/", tie_relations.wave_relation, name="wave_relation"),
    path(WAVE + "mener/", waves.wave_lead, name="wave_lead"),
    path(WAVE + "mener/<uuid:entry>/retirer/", waves.wave_leave_out, name="wave_leave_out"),
    path(NETWORK + "vagues/", waves.network_waves, name="network_waves"),
    path(NETWORK + "vagues/nouvelle/", waves.wave_new, name="wave_new"),
    path(NETWORK + "vagues/etude/", tie_files.network_study, name="network_study"),
    path(NETWORK + "genres-de-liens/", waves.network_tie_kinds, name="network_tie_kinds"),
]
