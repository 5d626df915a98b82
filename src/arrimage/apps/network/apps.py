from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "arrimage.apps.network"
    label = "network"
