from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "arrimage.apps.practices"
    label = "practices"
