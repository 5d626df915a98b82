from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "arrimage.apps.learning"
    label = "learning"
