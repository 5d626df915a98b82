"""Addresses: interviews, transcripts and coding."""

from django.urls import path

from .views import answers, coding, corpora, crossing, people, retrieval, rounds, texts

urlpatterns = [
    path("entretiens/", corpora.interviews, name="interviews"),
    path("entretiens/nouveau/", corpora.corpus_new, name="corpus_new"),
    path("entretiens/<uuid:uid>/", corpora.corpus, name="corpus"),
    path("entretiens/<uuid:uid>/modifier/", corpora.corpus_change, name="corpus_change"),
    path("entretiens/<uuid:uid>/reprendre/", corpora.take_over, name="corpus_take_over"),
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
    path("entretiens/textes/<uuid:uid>/", coding.transcript, name="transcript"),
    path("entretiens/textes/<uuid:uid>/nouveau/", coding.transcript_news, name="transcript_news"),
    path("entretiens/textes/<uuid:uid>/memo/", coding.transcript_memo, name="transcript_memo"),
    path("entretiens/codages/<uuid:uid>/", coding.coding_memo, name="coding_memo"),
    path("entretiens/<uuid:uid>/codes/", coding.codebook, name="codebook"),
    path("entretiens/<uuid:uid>/lectures/", rounds.rounds, name="coding_rounds"),
    path("entretiens/lectures/<uuid:uid>/", rounds.coding_round, name="coding_round"),
    path("entretiens/lectures/<uuid:uid>/trancher/", rounds.round_settle, name="round_settle"),
    path("entretiens/<uuid:uid>/reponses-ouvertes/", answers.answers, name="corpus_answers"),
    path("entretiens/<uuid:uid>/passages/", retrieval.retrieval, name="retrieval"),
    path("entretiens/<uuid:uid>/croisements/", crossing.code_grid, name="code_grid"),
    path("entretiens/<uuid:uid>/croisements/ensemble/", crossing.codes_together, name="codes_together"),
    path("entretiens/<uuid:uid>/croisements/nouveau/", crossing.new_codes, name="new_codes"),
    path("entretiens/codes/<uuid:uid>/contre/", retrieval.negative_cases, name="negative_cases"),
    path("entretiens/codes/<uuid:uid>/", coding.code, name="code_of_corpus"),
]
