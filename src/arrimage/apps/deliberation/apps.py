from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliberationConfig(AppConfig):
    name = "arrimage.apps.deliberation"
    label = "deliberation"
    verbose_name = _("Consultations")

    def ready(self) -> None:
        from arrimage.apps.kernel.public import register_public
        from arrimage.apps.kernel.waiting import register_waiting

        from . import public
        from .queries.waiting import waiting_for

        register_public(*public.KINDS)
        register_waiting(waiting_for)
