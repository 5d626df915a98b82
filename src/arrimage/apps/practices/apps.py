from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


class PracticesConfig(AppConfig):
    name = "arrimage.apps.practices"
    label = "practices"

    def ready(self) -> None:
        from arrimage.apps.kernel.public import register_public

        from . import public

        register_public(*public.KINDS)
        self._appear_in_the_directory()
        if not settings.TESTING:  # tests begin with empty tables and ask for the facts they need
            from .actions.loading import load_catalogue_after_migrate

            post_migrate.connect(load_catalogue_after_migrate, sender=self)

    def _appear_in_the_directory(self) -> None:
        """What organisations tell here is read on their page, and finds them."""
        from arrimage.apps.network import above

        from .queries import directory

        above.register_section(
            "practices", template="practices/_of_organisation.html", content=directory.section
        )
        above.register_words("practices", directory.words)
        above.register_links("practices", directory.links)
