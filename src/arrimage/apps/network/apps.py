from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


class NetworkConfig(AppConfig):
    name = "arrimage.apps.network"
    label = "network"

    def ready(self) -> None:
        if not settings.TESTING:  # tests begin with empty tables and ask for the facts they need
            from .actions.strategies import load_strategies_once
            from .actions.territories import load_facts_once
            from .actions.tie_kinds import load_tie_kinds_after_migrate

            post_migrate.connect(load_facts_once, sender=self)
            post_migrate.connect(load_strategies_once, sender=self)
            post_migrate.connect(load_tie_kinds_after_migrate, sender=self)
