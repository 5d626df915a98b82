"""Addresses of campaigns: leading them, and being asked."""

from django.urls import path

from .views import campaigns
from .views import campaigns_answering as answering
from .views import campaigns_waves as waves

urlpatterns = [
    path("enquetes/", campaigns.campaigns, name="campaigns"),
    path("enquetes/nouvelle/", campaigns.campaign_new, name="campaign_new"),
    path("enquetes/<uuid:uid>/", campaigns.campaign, name="campaign"),
    path("enquetes/<uuid:uid>/modifier/", campaigns.campaign_edit, name="campaign_edit"),
    path("enquetes/<uuid:uid>/population/", campaigns.campaign_population, name="campaign_population"),
    path("enquetes/<uuid:uid>/lancer/", campaigns.campaign_launch, name="campaign_launch"),
    path("enquetes/<uuid:uid>/vague/", campaigns.campaign_wave_new, name="campaign_wave_new"),
    path("enquetes/vagues/<uuid:uid>/invitations/", waves.campaign_people, name="campaign_people"),
    path("enquetes/vagues/<uuid:uid>/rappels/", waves.campaign_reminders, name="campaign_reminders"),
    path("enquetes/vagues/<uuid:uid>/retours/", waves.campaign_bounces, name="campaign_bounces"),
    path("enquetes/vagues/<uuid:uid>/fermer/", waves.campaign_close, name="campaign_close"),
    path(
        "enquetes/invitations/<uuid:uid>/",
        waves.campaign_invitation,
        name="campaign_invitation",
    ),
    path("enquete/<str:token>/", answering.asked, name="asked"),
    path("enquete/<str:token>/passer/", answering.asked_pass_on, name="asked_pass_on"),
]
