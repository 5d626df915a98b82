"""Addresses of meetings, under «rencontres/»."""

from django.urls import path

from .views import agenda, loops, meetings, series

SERIES = "series/<uuid:uid>/"
ONE = "<uuid:uid>/"
ITEM = ONE + "points/<uuid:item>/"
urlpatterns = [
    path("", series.meetings, name="meetings"),
    path("nouvelle/", series.series_new, name="series_new"),
    path("repondre/<str:token>/", meetings.meeting_by_link, name="meeting_by_link"),
    path("reponse/<str:token>/", loops.reply_by_link, name="reply_by_link"),
    path("suites/", loops.follow_ups, name="follow_ups"),
    path("suites/<uuid:uid>/", loops.follow_up, name="follow_up"),
    path("insatisfactions/", loops.dissatisfactions, name="dissatisfactions"),
    path("insatisfactions/<uuid:uid>/", loops.dissatisfaction, name="dissatisfaction"),
    path(
        "insatisfactions/<uuid:uid>/retirer/", loops.dissatisfaction_withdraw, name="dissatisfaction_withdraw"
    ),
    path(SERIES, series.series, name="series"),
    path(SERIES + "modifier/", series.series_edit, name="series_edit"),
    path(SERIES + "invites/", series.series_guests, name="series_guests"),
    path(SERIES + "fin/", series.series_end, name="series_end"),
    path(SERIES + "planifier/", meetings.meeting_new, name="meeting_new"),
    path(SERIES + "insatisfaction/", loops.dissatisfaction_new, name="dissatisfaction_new"),
    path(ONE, meetings.meeting, name="meeting"),
    path(ONE + "rencontre.ics", meetings.meeting_calendar, name="meeting_calendar"),
    path(ONE + "modifier/", meetings.meeting_edit, name="meeting_edit"),
    path(ONE + "etape/", meetings.meeting_step, name="meeting_step"),
    path(ONE + "invites/", meetings.meeting_guests, name="meeting_guests"),
    path(ONE + "documents/", meetings.document_new, name="document_new"),
    path(ONE + "documents/<uuid:document>/", meetings.document, name="document"),
    path(ONE + "documents/<uuid:document>/enlever/", meetings.document_remove, name="document_remove"),
    path(ONE + "insatisfaction/", loops.dissatisfaction_about, name="dissatisfaction_about"),
    path(ONE + "proposer/", agenda.item_new, name="item_new"),
    path(ONE + "mener/", agenda.meeting_run, name="meeting_run"),
    path(ONE + "presences/", agenda.attend, name="attend"),
    path(ONE + "compte-rendu/", agenda.minutes_page, name="minutes"),
    path(ITEM, agenda.item_edit, name="item_edit"),
    path(ITEM + "etape/", agenda.item_step, name="item_step"),
    path(ITEM + "relayer/", agenda.item_relay, name="item_relay"),
    path(ITEM + "noter/", agenda.item_note, name="item_note"),
    path(ITEM + "suite/", agenda.item_follow_up, name="item_follow_up"),
    path(ITEM + "corriger/", agenda.correction_new, name="correction_new"),
    path(ITEM + "corrections/<uuid:correction>/", agenda.correction_answer, name="correction_answer"),
]
