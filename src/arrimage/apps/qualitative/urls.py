"""Addresses: interviews, transcripts and coding."""

from django.urls import path

from .views import corpora, people, texts

urlpatterns = [
    path("entretiens/", corpora.interviews, name="interviews"),
    path("entretiens/nouveau/", corpora.corpus_new, name="corpus_new"),
    path("entretiens/<uuid:uid>/", corpora.corpus, name="corpus"),
    path("entretiens/<uuid:uid>/modifier/", corpora.corpus_change, name="corpus_change"),
    path("entretiens/<uuid:uid>/equipe/", corpora.corpus_team, name="corpus_team"),
    path("entretiens/<uuid:uid>/guide/", corpora.guide, name="interview_guide"),
    path("entretiens/questions/<uuid:uid>/", corpora.question, name="interview_question"),
    path("entretiens/<uuid:uid>/personnes/", people.people, name="participants"),
    path("entretiens/personnes/<uuid:uid>/", people.participant, name="participant"),
    path("entretiens/rendez-vous/<uuid:uid>/", people.interview_held, name="interview_held"),
    path("entretiens/enregistrements/<uuid:uid>/", people.recording, name="interview_recording"),
    path(
        "entretiens/enregistrements/<uuid:uid>/effacer/",
        people.recording_delete,
        name="interview_recording_delete",
    ),
    path("entretiens/<uuid:uid>/cas/", texts.cases, name="corpus_cases"),
    path("entretiens/cas/<uuid:uid>/", texts.case, name="corpus_case"),
    path("entretiens/textes/<uuid:uid>/preparer/", texts.transcript_prepare, name="transcript_prepare"),
    path("entretiens/textes/<uuid:uid>/masquer/", texts.transcript_mask, name="transcript_mask"),
]
