"""Addresses of consultations, syntheses, what became of them."""

from django.urls import path

from .views import gatherings, ideas, moderating, outcomes, preparing, reading, speaking, tables, workbench

ONE = "consultations/<uuid:uid>/"
MINE = "consultations/ma-parole/"
BENCH = ONE + "synthese/atelier/"
urlpatterns = [
    path("consultations/", reading.consultations, name="consultations"),
    path("consultations/nouvelle/", preparing.consultation_new, name="consultation_new"),
    path("consultations/adresse/<str:token>/", reading.consultation_key, name="consultation_key"),
    # What somebody said, followed
    path("consultations/mes-contributions/", speaking.my_contributions, name="my_contributions"),
    path(MINE, speaking.my_words, name="my_words"),
    path(MINE + "<str:code>/", speaking.my_words_behind, name="my_words_behind"),
    path(MINE + "<str:code>/synthese/<uuid:uid>/", speaking.draft_by_code, name="draft_by_code"),
    path("consultations/contributions/<uuid:uid>/", reading.contribution, name="words_given"),
    path("consultations/contributions/<uuid:uid>/son/", moderating.sound, name="sound"),
    path("consultations/contributions/<uuid:uid>/vote/", speaking.vote, name="contribution_vote"),
    # Tables
    path("consultations/table/", tables.table_enter, name="table_enter"),
    path("consultations/table/<str:code>/", tables.table, name="consultation_table"),
    path("consultations/table/<str:code>/garder/", tables.table_keep, name="table_keep"),
    path("consultations/table/<str:code>/etat/", tables.table_state, name="table_state"),
    # What became of it, what is contested
    path("consultations/conclusions/<uuid:uid>/", outcomes.conclusion, name="conclusion"),
    path(
        "consultations/conclusions/<uuid:uid>/repondre/", outcomes.conclusion_answer, name="conclusion_answer"
    ),
    path("consultations/contestations/", outcomes.contestations, name="contestations"),
    path("consultations/contestations/nouvelle/", outcomes.contestation_new, name="contestation_new"),
    path(
        "consultations/contestations/<uuid:uid>/retirer/",
        outcomes.contestation_withdraw,
        name="figure_contestation_withdraw",
    ),
    # One consultation
    path(ONE, reading.consultation, name="consultation"),
    path(ONE + "regles/", reading.rules, name="consultation_rules"),
    path(ONE + "documents/<uuid:document>/", reading.document, name="consultation_document"),
    path(ONE + "contributions/", reading.contributions, name="contributions"),
    path(ONE + "cahier/", reading.workbook, name="workbook"),
    path(ONE + "questions/<uuid:question>/contribuer/", speaking.contribute, name="contribute"),
    path(ONE + "suites/", outcomes.outcomes, name="outcomes"),
    path(ONE + "synthese/<int:number>/", reading.synthesis, name="synthesis"),
    path(ONE + "synthese/<int:number>/dossier.json", reading.synthesis_file, name="synthesis_file"),
    path(ONE + "synthese/ebauche/", workbench.draft, name="synthesis_draft"),
    # Preparing it
    path(ONE + "modifier/", preparing.consultation_edit, name="consultation_edit"),
    path(ONE + "questions/", preparing.consultation_questions, name="consultation_questions"),
    path(ONE + "regles/changer/", preparing.rules_write, name="rules_write"),
    path(ONE + "invites/", preparing.consultation_guests, name="consultation_guests"),
    path(ONE + "equipe/", preparing.consultation_team, name="consultation_team"),
    path(ONE + "documents/", preparing.consultation_documents, name="consultation_documents"),
    path(ONE + "etape/", preparing.consultation_step, name="consultation_step"),
    # Moderating it, holding its meetings
    path(ONE + "moderation/", moderating.moderation, name="moderation"),
    path(ONE + "moderation/<uuid:contribution>/", moderating.moderate, name="moderate"),
    path(ONE + "saisir/", moderating.type_in, name="type_in"),
    path(ONE + "rencontres/nouvelle/", gatherings.gathering_new, name="gathering_new"),
    path("consultations/rencontres/<uuid:uid>/", gatherings.gathering, name="gathering"),
    path("consultations/rencontres/<uuid:uid>/tableau/", gatherings.board, name="gathering_board"),
    path("consultations/rencontres/<uuid:uid>/fiches/", gatherings.cards, name="gathering_cards"),
    # Writing the synthesis
    path(BENCH, workbench.workbench, name="workbench"),
    path(BENCH + "suivante/", workbench.place_next, name="place_next"),
    path(BENCH + "<uuid:contribution>/", workbench.place, name="place_words"),
    path(ONE + "synthese/idees/", ideas.ideas, name="ideas"),
    path(ONE + "synthese/idees/<uuid:idea>/", ideas.idea, name="idea"),
    path(ONE + "synthese/conclusions/", ideas.conclusions, name="conclusions_write"),
    path(ONE + "synthese/repliques/", ideas.replies, name="replies"),
    path(ONE + "synthese/etape/", workbench.synthesis_step, name="synthesis_step"),
]
