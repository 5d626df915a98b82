from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "arrimage.apps.improvement"
    label = "improvement"
