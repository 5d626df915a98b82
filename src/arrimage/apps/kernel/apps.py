from django.apps import AppConfig
from django.conf import settings
from django.core.management import call_command
from django.db.models.signals import post_migrate


def create_cache_table(sender, using: str = "default", **kwargs) -> None:
    """Signing in counts wrong passwords in the shared cache: its table comes with the others."""
    call_command("createcachetable", database=using, verbosity=0)


class KernelConfig(AppConfig):
    name = "arrimage.apps.kernel"
    label = "kernel"

    def ready(self) -> None:
        if not settings.TESTING:  # the test runner makes its own
            post_migrate.connect(create_cache_table, sender=self)
