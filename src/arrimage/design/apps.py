from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "arrimage.design"
    label = "design"
