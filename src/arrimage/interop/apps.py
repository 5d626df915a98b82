from django.apps import AppConfig


class InteropConfig(AppConfig):
    name = "arrimage.interop"
    label = "interop"
