"""Addresses of improvement committees."""

from django.urls import path

from .views import accompaniment, committees, cycles, hours, measures

urlpatterns = [
    path("ameliorer/", committees.committees, name="committees"),
    path("ameliorer/engagement/", committees.engage, name="engage"),
    path("ameliorer/equipes/nouvelle/", committees.team_new, name="team_new"),
    path("ameliorer/comites/<uuid:uid>/", committees.committee, name="committee_of_improvement"),
    path("ameliorer/comites/<uuid:uid>/conversation/", committees.conversation_new, name="conversation_new"),
    path("ameliorer/comites/<uuid:uid>/cycle/", cycles.cycle_new, name="cycle_new"),
    path("ameliorer/comites/<uuid:uid>/regard/", measures.assessment_new, name="assessment_of_team_new"),
    path("ameliorer/comites/<uuid:uid>/partager/", measures.shared_new, name="shared_new"),
    path("ameliorer/comites/<uuid:uid>/heures/", hours.committee_hours, name="committee_hours"),
    path("ameliorer/mon-temps/", hours.my_hours, name="my_hours"),
    path("ameliorer/regards/<uuid:uid>/repondre/", measures.tandem_answer, name="tandem_answer"),
    path("ameliorer/places/<uuid:uid>/", committees.place, name="committee_place"),
    path("ameliorer/ma-place/<uuid:uid>/", committees.my_place, name="my_place"),
    path("ameliorer/conversations/<uuid:uid>/", committees.conversation, name="conversation"),
    path("ameliorer/cycles/<uuid:uid>/", cycles.cycle, name="cycle"),
    path("ameliorer/objectifs/<uuid:uid>/", cycles.objective, name="objective"),
    path("ameliorer/objectifs/<uuid:uid>/mesure/", measures.measure_new, name="measure_new"),
    path("ameliorer/taches/<uuid:uid>/", cycles.task_close, name="task_close"),
    path("ameliorer/evaluations/<uuid:uid>/repondre/", cycles.evaluation_answer, name="evaluation_answer"),
    path("ameliorer/evaluations/<uuid:uid>/fermer/", cycles.evaluation_close, name="evaluation_close"),
    path("ameliorer/mesures/<uuid:uid>/", measures.measure, name="measure"),
    path("ameliorer/regards/<uuid:uid>/", measures.assessment, name="team_assessment"),
    path("ameliorer/contacts/", accompaniment.contacts, name="contacts"),
    path("ameliorer/contacts/<uuid:uid>/", accompaniment.contact, name="contact_with_coach"),
    path("ameliorer/partage/<uuid:uid>/", measures.shared, name="shared"),
    path("ameliorer/bibliotheque/", measures.library, name="improvement_library"),
    path("ameliorer/evaluation-publiee/", measures.published_evaluation, name="published_evaluation"),
]
