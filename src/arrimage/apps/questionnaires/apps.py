from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "arrimage.apps.questionnaires"
    label = "questionnaires"
