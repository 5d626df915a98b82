"""Addresses of practices: what is done, by its models and in its makers’ own words."""

from django.urls import path

from .views import catalogue, doing, editing, listing, media, own, words

PAGE = "pratiques/fiches/<slug:slug>/"
DESK = "pratiques/redaction/"
OWN = "pratiques/paroles/<uuid:uid>/"
DOING = "pratiques/qui/<uuid:uid>/"
urlpatterns = [
    path("pratiques/", listing.practices, name="practices"),
    path("pratiques/comparer/", listing.practice_compare, name="practice_compare"),
    path(PAGE, catalogue.practice, name="practice"),
    path(PAGE + "editions/", catalogue.practice_history, name="practice_history"),
    path(PAGE + "editions/<str:language>/<int:number>/", catalogue.practice_edition, name="practice_edition"),
    path(PAGE + "references.json", catalogue.practice_references, name="practice_references"),
    path(PAGE + "contester/", catalogue.contest, name="practice_contest"),
    path(PAGE + "ecrire/<str:language>/", editing.edition_begin, name="practice_write"),
    path("pratiques/contestations/<uuid:uid>/", catalogue.contestation, name="contestation"),
    path(
        "pratiques/contestations/<uuid:uid>/repondre/",
        catalogue.contestation_answer,
        name="contestation_answer",
    ),
    path(
        "pratiques/contestations/<uuid:uid>/retirer/",
        catalogue.contestation_withdraw,
        name="contestation_withdraw",
    ),
    path(DESK, editing.desk, name="practices_desk"),
    path(DESK + "nouvelle/", editing.practice_new, name="practice_new"),
    path(DESK + "traductions/", editing.translations, name="practice_translations"),
    path(DESK + "<uuid:uid>/", editing.edition_edit, name="practice_edit"),
    path(DESK + "<uuid:uid>/etape/", editing.edition_step, name="practice_step"),
    path(DESK + "<uuid:uid>/lire/", editing.edition_read, name="practice_read"),
    path(
        DESK + "<uuid:uid>/lire/<uuid:reading>/repondre/",
        editing.reading_answer,
        name="practice_reading_answer",
    ),
    path("pratiques/paroles/nouvelle/", own.own_new, name="own_new"),
    path(OWN, own.own_practice, name="own_practice"),
    path(OWN + "v<int:number>/", own.own_version, name="own_version"),
    path(OWN + "v<int:number>/citation.json", own.own_citation, name="own_citation"),
    path(OWN + "v<int:number>/citer/", own.own_quote, name="own_quote"),
    path(OWN + "ecrire/", own.own_write, name="own_write"),
    path(OWN + "etape/", own.own_step, name="own_step"),
    path(OWN + "citations/", own.own_quotations, name="own_quotations"),
    path(OWN + "images-et-sons/", media.own_media, name="own_media"),
    path(OWN + "images-et-sons/<uuid:medium>/", media.own_medium, name="own_medium"),
    path(OWN + "images-et-sons/<uuid:medium>/enlever/", media.own_medium_remove, name="own_medium_remove"),
    path("pratiques/mots/", words.own_words, name="own_words"),
    path("pratiques/mots/<uuid:uid>/", words.own_word, name="own_word"),
    path("pratiques/mots/<uuid:uid>/lier/", words.own_word_tie, name="own_word_tie"),
    path("pratiques/mots/liens/<uuid:uid>/delier/", words.kinship_end, name="kinship_end"),
    path("pratiques/qui/", doing.doings, name="doings"),
    path("pratiques/qui/dire/", doing.doing_new, name="doing_new"),
    path(DOING, doing.doing, name="doing"),
    path(DOING + "modifier/", doing.doing_edit, name="doing_edit"),
    path(DOING + "adapter/", doing.doing_note, name="doing_note"),
    path(DOING + "arreter/", doing.doing_stop, name="doing_stop"),
    path(DOING + "reprendre/", doing.doing_resume, name="doing_resume"),
]
