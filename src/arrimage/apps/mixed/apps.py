from django.apps import AppConfig


class MixedConfig(AppConfig):
    name = "arrimage.apps.mixed"
    label = "mixed"
