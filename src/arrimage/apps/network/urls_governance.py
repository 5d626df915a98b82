"""Addresses of a network's own conduct: strategies, self-assessments, governance, participation."""

from django.urls import path

from .views import assessments, governance, participation, strategies

NETWORK = "reseaux/<uuid:uid>/"
ONE = NETWORK + "regards/<uuid:assessment>/"
COMMITTEE = NETWORK + "comites/<uuid:committee>/"
SAID = NETWORK + "paroles/<uuid:contribution>/"
urlpatterns = [
    path(NETWORK + "strategies/", strategies.strategies, name="strategies"),
    path(NETWORK + "strategies/nouvelle/", strategies.strategy_new, name="strategy_new"),
    path(NETWORK + "strategies/rythme/", strategies.strategy_pace, name="strategy_pace"),
    path(NETWORK + "strategies/<int:pk>/", strategies.strategy, name="strategy"),
    path(NETWORK + "strategies/<int:pk>/reprendre/", strategies.strategy_undo, name="strategy_undo"),
    path(NETWORK + "regards/", assessments.assessments, name="assessments"),
    path(NETWORK + "regards/nouveau/", assessments.assessment_new, name="assessment_new"),
    path(NETWORK + "regards/<uuid:assessment>/", assessments.assessment, name="assessment"),
    path(ONE + "repondre/", assessments.assessment_answer, name="assessment_answer"),
    path(ONE + "etat/", assessments.assessment_do, name="assessment_do"),
    path(NETWORK + "gouvernance/", governance.governance, name="governance"),
    path(NETWORK + "gouvernance/proposer/", governance.governance_propose, name="governance_propose"),
    path(COMMITTEE, governance.committee, name="committee"),
    path(COMMITTEE + "rencontres/", governance.committee_meet, name="committee_meet"),
    path(NETWORK + "sieges/<int:pk>/", governance.seat_person, name="seat_person"),
    path(NETWORK + "places/<uuid:holder>/", governance.place, name="place"),
    path(NETWORK + "places/<uuid:holder>/avec/", governance.place_for, name="place_for"),
    path(NETWORK + "paroles/", participation.participation, name="participation"),
    path(NETWORK + "paroles/dire/", participation.contribution_new, name="contribution_new"),
    path(SAID, participation.contribution, name="contribution"),
    path(SAID + "assez/", participation.contribution_judge, name="contribution_judge"),
]
