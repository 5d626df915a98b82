from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "arrimage.apps.recognition"
    label = "recognition"
