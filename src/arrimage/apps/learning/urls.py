"""Addresses of programmes, themes, teams, library, discussions, webinars."""

from django.urls import path

from .views import asking, films, library, newsroom, programmes, supervision, teams, themes, webinars

HERE = "apprendre/"
PROGRAMME = HERE + "programmes/<uuid:uid>/"
THEME = HERE + "themes/<uuid:uid>/"
PIECE = HERE + "bibliotheque/<uuid:uid>/"
WEBINAR = HERE + "webinaires/<uuid:uid>/"
EDITION = HERE + "redaction/editions/<uuid:uid>/"
TEAM = HERE + "equipes/<uuid:uid>/"
urlpatterns = [
    path(HERE, programmes.learning, name="learning"),
    path(HERE + "programmes/nouveau/", programmes.programme_new, name="programme_new"),
    path(PROGRAMME, programmes.programme, name="programme"),
    path(PROGRAMME + "modifier/", programmes.programme_edit, name="programme_edit"),
    path(PROGRAMME + "etat/", programmes.programme_state, name="programme_state"),
    path(PROGRAMME + "copier/", programmes.programme_copy, name="programme_copy"),
    path(PROGRAMME + "reponse/", programmes.programme_stance, name="programme_stance"),
    path(PROGRAMME + "couverture/", programmes.coverage, name="programme_coverage"),
    path(PROGRAMME + "questions/", asking.programme_questions, name="programme_questions"),
    path(PROGRAMME + "xapi.json", asking.programme_statements, name="programme_statements"),
    path(PROGRAMME + "themes/nouveau/", themes.theme_new, name="learning_theme_new"),
    path(THEME, themes.theme, name="learning_theme"),
    path(THEME + "modifier/", themes.theme_edit, name="learning_theme_edit"),
    path(THEME + "faire/", themes.theme_do, name="learning_theme_do"),
    path(THEME + "sources/", themes.theme_source, name="learning_theme_source"),
    path(THEME + "bibliotheque/", themes.theme_piece, name="learning_theme_piece"),
    path(THEME + "choisir/", themes.theme_vote, name="learning_theme_vote"),
    path(THEME + "activites/nouvelle/", themes.activity_new, name="learning_activity_new"),
    path(HERE + "activites/<uuid:uid>/", themes.activity_edit, name="learning_activity_edit"),
    path(HERE + "equipes/nouvelle/", teams.team_new, name="learning_team_new"),
    path(TEAM, teams.team, name="learning_team"),
    path(TEAM + "modifier/", teams.team_edit, name="learning_team_edit"),
    path(TEAM + "faire/", teams.team_do, name="learning_team_do"),
    path(TEAM + "themes/<uuid:theme>/", teams.team_theme, name="learning_team_theme"),
    path(TEAM + "supervision/", supervision.supervision_new, name="supervision_new"),
    path(HERE + "supervisions/<uuid:uid>/", supervision.supervision, name="supervision"),
    path(PIECE + "inviter/<uuid:organisation>/", supervision.piece_invite, name="piece_invite"),
    path(HERE + "bibliotheque/", library.library, name="library"),
    path(PIECE, library.piece, name="piece"),
    path(PIECE + "guide/", library.piece_guide, name="piece_guide"),
    path(PIECE + "document.pdf", library.piece_pdf, name="piece_pdf"),
    path(PIECE + "references.json", library.piece_references, name="piece_references"),
    path(PIECE + "video/", films.piece_film, name="piece_film"),
    path(PIECE + "sous-titres/<str:language>.vtt", films.piece_captions, name="piece_captions"),
    path(PIECE + "copier/", newsroom.piece_copy, name="piece_copy"),
    path(HERE + "redaction/", newsroom.newsroom, name="newsroom"),
    path(HERE + "redaction/nouveau/", newsroom.piece_new, name="piece_new"),
    path(HERE + "redaction/<uuid:uid>/", newsroom.piece_desk, name="piece_desk"),
    path(EDITION, newsroom.edition, name="edition"),
    path(EDITION + "faire/", newsroom.edition_step, name="edition_step"),
    path(EDITION + "lecteurs/", newsroom.edition_reader, name="edition_reader"),
    path(EDITION + "lire/", newsroom.edition_read, name="edition_read"),
    path(EDITION + "video/", films.edition_film, name="edition_film"),
    path(EDITION + "sous-titres.vtt", films.edition_captions, name="edition_captions"),
    path(HERE + "webinaires/", webinars.webinars, name="webinars"),
    path(HERE + "webinaires/nouveau/", webinars.webinar_new, name="webinar_new"),
    path(WEBINAR, webinars.webinar, name="webinar"),
    path(WEBINAR + "modifier/", webinars.webinar_edit, name="webinar_edit"),
    path(WEBINAR + "webinaire.ics", webinars.webinar_calendar, name="webinar_calendar"),
    path(WEBINAR + "faire/", webinars.webinar_do, name="webinar_do"),
    path(WEBINAR + "questions/", webinars.webinar_question, name="webinar_question"),
    path(WEBINAR + "presence/", webinars.attendance, name="webinar_attendance"),
    path(HERE + "mes-attestations/", webinars.my_record, name="my_record"),
    path(HERE + "mes-attestations/<uuid:uid>.pdf", webinars.certificate_pdf, name="certificate_pdf"),
    path(HERE + "attestations/<str:code>/", webinars.certificate, name="certificate"),
]
