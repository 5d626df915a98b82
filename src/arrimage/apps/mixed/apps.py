from django.apps import AppConfig


class MixedConfig(AppConfig):
    name = "arrimage.apps.mixed"
    label = "mixed"

    def ready(self) -> None:
        from arrimage.apps.kernel.waiting import register_waiting

        from . import numbers, pieces
        from .queries.waiting import waiting

        pieces.register_kind(numbers.FIGURE)
        register_waiting(waiting)
