"""Addresses of the analysis of a network's ties: map, measures, comparison, departures, files."""

from django.urls import path

from .views import network_comparison, network_departures, network_files, network_map, network_measures
from .views import network_neighbourhood as neighbourhood

MAP = "reseaux/<uuid:uid>/carte/"
urlpatterns = [
    path(MAP, network_map.network_map, name="network_map"),
    path(MAP + "mesures/", network_measures.network_measures, name="network_measures"),
    path(MAP + "comparer/", network_comparison.network_comparison, name="network_comparison"),
    path(MAP + "departs/", network_departures.network_departures, name="network_departures"),
    path(
        MAP + "departs/<uuid:reading>/repondre/", network_departures.departure_answer, name="departure_answer"
    ),
    path(MAP + "departs/<uuid:wave>/montrer/", network_departures.departures_show, name="departures_show"),
    path(
        MAP + "departs/<uuid:wave>/publier/",
        network_departures.departures_publish,
        name="departures_publish",
    ),
    path(MAP + "fichiers/<str:name>", network_files.network_file, name="network_file"),
    path(MAP + "<uuid:organisation>/", neighbourhood.network_neighbourhood, name="network_neighbourhood"),
]
