"""Addresses of studies, of the answers they read, of reports."""

from django.urls import path

from .views import datasets, report_pages, reports, results, studies, study_more, study_pages

STUDY = "enquetes/etudes/<uuid:uid>/"
SHEET = "enquetes/resultats/<slug:origin>/<uuid:uid>/"
REPORT = "rapports/<uuid:uid>/"

urlpatterns = [
    path("enquetes/etudes/", studies.studies, name="studies"),
    path("enquetes/etudes/nouvelle/", studies.study_new, name="study_new"),
    path(STUDY, study_pages.study, name="study"),
    path(STUDY + "modifier/", studies.study_edit, name="study_edit"),
    path(STUDY + "reponses/", studies.study_sources, name="study_sources"),
    path(STUDY + "paires/", study_pages.study_pairs, name="study_pairs"),
    path(STUDY + "paires/<int:number>/", study_pages.study_pair, name="study_pair"),
    path(STUDY + "rencontres/", study_pages.study_meet, name="study_meet"),
    path(STUDY + "croiser/", study_pages.study_cross, name="study_cross"),
    path(STUDY + "questions/", study_more.study_questions, name="study_questions"),
    path(STUDY + "avant-apres/", study_more.study_change, name="study_change"),
    path(STUDY + "methode/", study_more.study_method, name="study_method"),
    path(STUDY + "rapport/", reports.report_new, name="report_new"),
    path("enquetes/fichiers/nouveau/", datasets.dataset_new, name="dataset_new"),
    path("enquetes/fichiers/<uuid:uid>/retirer/", datasets.dataset_remove, name="dataset_remove"),
    path(SHEET, results.results, name="results"),
    path(SHEET + "scores/<str:score>/", results.results_score, name="results_score"),
    path(SHEET + "questions/<str:item>/", results.results_item, name="results_item"),
    path(SHEET + "mots/<str:item>/", results.results_words, name="results_words"),
    path("rapports/", report_pages.reports, name="reports"),
    path("rapports/a-lire/", report_pages.readings, name="readings"),
    path("rapports/lectures/<uuid:uid>/", report_pages.report_read, name="report_read"),
    path("rapports/lectures/<uuid:uid>/repliquer/", report_pages.report_reply, name="report_reply"),
    path(REPORT, report_pages.report, name="report"),
    path(REPORT + "editions/<int:number>/", report_pages.report_edition, name="report_edition"),
    path(REPORT + "editions/<int:number>/<slug:form>/", report_pages.report_file, name="report_file"),
    path(REPORT + "ecrire/", reports.report_write, name="report_write"),
    path(REPORT + "tete/", reports.report_head, name="report_head"),
    path(REPORT + "blocs/<slug:kind>/nouveau/", reports.block_new, name="block_new"),
    path(REPORT + "blocs/<uuid:block>/modifier/", reports.block_edit, name="block_edit"),
    path(REPORT + "blocs/<uuid:block>/placer/", reports.block_move, name="block_move"),
    path(REPORT + "lecture/", reports.report_reading, name="report_reading"),
]
