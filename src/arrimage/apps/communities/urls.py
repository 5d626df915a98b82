"""Addresses: debates, discussions and communities of practice."""

from django.urls import path

from .views import debates, following, moderating, places, reuse, talking

HERE = "echanges/"
PLACE = HERE + "communautes/<uuid:uid>/"
TALK = HERE + "discussions/<uuid:uid>/"
POST = HERE + "paroles/<uuid:uid>/"
urlpatterns = [
    path(HERE, places.communities, name="communities"),
    path(HERE + "chercher/", talking.discussions_search, name="discussions_search"),
    path(HERE + "mes-mots/", talking.my_sayings, name="my_sayings"),
    path(HERE + "mes-mots/fichier/", talking.my_sayings_file, name="my_sayings_file"),
    path(HERE + "courriels/", following.digest, name="digest"),
    path(HERE + "courriels/<str:token>/", following.digest_stop, name="digest_stop"),
    path(HERE + "themes/<uuid:uid>/", following.theme_discussions, name="theme_discussions"),
    path(HERE + "reprises/<uuid:uid>/", reuse.reuse, name="reuse"),
    path(HERE + "communautes/nouvelle/", places.community_new, name="community_new"),
    path(PLACE, places.community, name="community"),
    path(PLACE + "suivre/", following.community_follow, name="community_follow"),
    path(PLACE + "modifier/", places.community_edit, name="community_edit"),
    path(PLACE + "rejoindre/", places.community_join, name="community_join"),
    path(PLACE + "quitter/", places.community_leave, name="community_leave"),
    path(PLACE + "membres/", places.community_people, name="community_people"),
    path(PLACE + "moderation/", moderating.community_moderation, name="community_moderation"),
    path(PLACE + "discussions/nouvelle/", talking.discussion_new, name="discussion_new"),
    path(PLACE + "debats/nouveau/", debates.debate_new, name="debate_new"),
    path(HERE + "membres/<uuid:uid>/", places.community_member, name="community_member"),
    path(TALK, talking.discussion, name="discussion"),
    path(TALK + "suivre/", following.discussion_follow, name="discussion_follow"),
    path(TALK + "fermer/", talking.discussion_close, name="discussion_close"),
    path(TALK + "preparer/", debates.debate_edit, name="debate_edit"),
    path(TALK + "ma-position/", debates.debate_stand, name="debate_stand"),
    path(POST, talking.post, name="post"),
    path(POST + "repondre/", talking.post_answer, name="post_answer"),
    path(POST + "la-mienne/", talking.post_mine, name="post_mine"),
    path(POST + "signaler/", moderating.post_report, name="post_report"),
    path(POST + "citer/", reuse.post_reuse, name="post_reuse"),
    path(POST + "moderer/", moderating.post_moderate, name="post_moderate"),
]
