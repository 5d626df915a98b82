from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "arrimage.apps.kernel"
    label = "kernel"
