from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


class LearningConfig(AppConfig):
    name = "arrimage.apps.learning"
    label = "learning"

    def ready(self) -> None:
        if not settings.TESTING:  # tests begin with empty tables and ask for what they need
            from .actions.starter import load_starter_once

            post_migrate.connect(load_starter_once, sender=self)
