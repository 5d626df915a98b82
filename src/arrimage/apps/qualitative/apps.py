from django.apps import AppConfig


class QualitativeConfig(AppConfig):
    name = "arrimage.apps.qualitative"
    label = "qualitative"
