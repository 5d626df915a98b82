from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    name = "arrimage.apps.communities"
    label = "communities"

    def ready(self) -> None:
        from arrimage.apps.kernel.waiting import register_waiting
        from arrimage.apps.learning.conversations import register_conversations

        from .queries.themes import conversations_on
        from .queries.waiting import waiting_for

        register_waiting(waiting_for)
        register_conversations(conversations_on)
