"""Addresses of working together: messages, affiliations, the joint seat, «still true»."""

from django.urls import path

from .views import affiliations, joint_seat, messages, reminders

ONE = "organisations/<uuid:uid>/"
urlpatterns = [
    path("messages/", messages.messages, name="messages"),
    path("messages/aux-membres/", messages.write_to_members, name="write_to_members"),
    path("messages/consulter/", messages.consult_members, name="consult_members"),
    path("messages/<uuid:uid>/", messages.message, name="message"),
    path("messages/<uuid:uid>/rencontre.ics", messages.message_calendar, name="message_calendar"),
    path(ONE + "inviter/", messages.invite, name="invite"),
    path(ONE + "ecrire/", messages.write, name="write"),
    path("repondre/<str:token>/", messages.answer_by_link, name="answer_by_link"),
    path(ONE + "membres/", affiliations.members, name="federation_members"),
    path(ONE + "affiliation/", affiliations.affiliation_propose, name="affiliation_propose"),
    path("affiliations/<uuid:uid>/repondre/", affiliations.affiliation_answer, name="affiliation_answer"),
    path("affiliations/<int:pk>/terminer/", affiliations.affiliation_end, name="affiliation_end"),
    path(ONE + "toujours-vrai/", reminders.still_true, name="still_true"),
    path("services/<uuid:uid>/toujours-vrai/", reminders.offer_still_true, name="offer_still_true"),
    path("toujours-vrai/<str:token>/", reminders.still_true_by_link, name="still_true_by_link"),
    path("reseaux/", joint_seat.networks, name="networks"),
    path("reseaux/<uuid:uid>/", joint_seat.network, name="network"),
    path("reseaux/<uuid:uid>/table/", joint_seat.network_table, name="network_table"),
    path("reseaux/<uuid:uid>/table/<uuid:decision>/", joint_seat.table_answer, name="table_answer"),
]
