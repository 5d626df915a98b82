from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "arrimage.design"
    label = "design"

    def ready(self) -> None:
        from .dates import install

        install()
