from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    name = "arrimage.apps.communities"
    label = "communities"
