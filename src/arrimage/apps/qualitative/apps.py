from django.apps import AppConfig


class QualitativeConfig(AppConfig):
    name = "arrimage.apps.qualitative"
    label = "qualitative"

    def ready(self) -> None:
        from arrimage.apps.kernel.waiting import register_waiting

        from .queries.waiting import waiting

        register_waiting(waiting)
