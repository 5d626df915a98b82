from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    name = "arrimage.apps.deliberation"
    label = "deliberation"
