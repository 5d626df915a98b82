from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    name = "arrimage.apps.communities"
    label = "communities"

    def ready(self) -> None:
        from arrimage.apps.kernel.public import register_public
        from arrimage.apps.kernel.waiting import register_waiting
        from arrimage.apps.learning.conversations import register_conversations

        from . import public
        from .queries.themes import conversations_on
        from .queries.waiting import waiting_for

        register_public(*public.KINDS)
        register_waiting(waiting_for)
        register_conversations(conversations_on)
