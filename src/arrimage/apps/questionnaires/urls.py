"""Addresses of questionnaires: answering them, writing them, putting them to people."""

from django.urls import path

from .views import answering, files, known, team, versions, wording, writing

urlpatterns = [
    path("questionnaires/", team.instruments, name="instruments"),
    path("questionnaires/alertes/", team.alerts, name="alerts"),
    path("questionnaires/connus/", known.known_instruments, name="known_instruments"),
    path("questionnaires/connus/<slug:slug>/", known.known_instrument, name="known_instrument"),
    path("questionnaires/autorisations/<uuid:uid>/", known.permission_proof, name="permission_proof"),
    path("questionnaires/<uuid:uid>/", team.instrument, name="instrument"),
    path("questionnaires/<uuid:uid>/<int:number>/essayer/", versions.version_try, name="version_try"),
    path(
        "questionnaires/<uuid:uid>/<int:number>/changements/",
        versions.version_changes,
        name="version_changes",
    ),
    path("questionnaires/nouveau/", writing.draft_begin, name="draft_begin"),
    path("questionnaires/<uuid:uid>/ecrire/", writing.draft, name="draft"),
    path("questionnaires/<uuid:uid>/ecrire/ajouter/", writing.draft_new, name="draft_new"),
    path("questionnaires/<uuid:uid>/ecrire/titre/", writing.draft_heading, name="draft_heading"),
    path("questionnaires/<uuid:uid>/ecrire/textes/", wording.draft_words, name="draft_words"),
    path("questionnaires/<uuid:uid>/ecrire/reprendre/", wording.draft_borrow, name="draft_borrow"),
    path("questionnaires/<uuid:uid>/ecrire/verifier/", writing.draft_check, name="draft_check"),
    path("questionnaires/<uuid:uid>/ecrire/question/<str:name>/", writing.draft_item, name="draft_item"),
    path("questionnaires/<uuid:uid>/ecrire/partie/<str:name>/", writing.draft_section, name="draft_section"),
    path("questionnaires/<uuid:uid>/ecrire/score/<str:name>/", writing.draft_score, name="draft_score"),
    path("questionnaires/<uuid:uid>/ouvrir/", team.opening_new, name="opening_new"),
    path("questionnaires/ouvertures/<uuid:uid>/", team.opening, name="opening"),
    path("questionnaires/ouvertures/<uuid:uid>/etat/", team.opening_state, name="opening_state"),
    path("questionnaires/ouvertures/<uuid:uid>/fichiers/", files.opening_files, name="opening_files"),
    path("questionnaires/reponses/<uuid:uid>/", team.response, name="response"),
    path("questionnaires/fichiers/<uuid:uid>/", files.response_file, name="response_file"),
    path("questionnaire/<uuid:uid>/", answering.questionnaire, name="questionnaire"),
    path("mes-reponses/", answering.resume, name="resume"),
    path("mes-reponses/<str:code>/", answering.answer_review, name="answer_review"),
    path("mes-reponses/<str:code>/<int:number>/", answering.answer, name="answer"),
    path("mes-reponses/<str:code>/<int:number>/garder/", answering.answer_keep, name="answer_keep"),
    path("mes-reponses/<str:code>/copie/", answering.answer_copy, name="answer_copy"),
    path("mes-reponses/<str:code>/fichiers/<str:name>/", files.answer_file, name="answer_file"),
]
