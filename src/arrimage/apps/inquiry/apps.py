from django.apps import AppConfig


class InquiryConfig(AppConfig):
    name = "arrimage.apps.inquiry"
    label = "inquiry"

    def ready(self) -> None:
        self.ready_campaigns()
        self.ready_waiting()

    def ready_campaigns(self) -> None:
        from arrimage.apps.questionnaires.hosts import Host, register_host

        from .actions import campaigns_answering as answering
        from .actions.campaigns import HOST
        from .population_kinds import KINDS
        from .populations import register_population

        register_host(Host(HOST, answering.sending, answering.sent, answering.who))
        for population in KINDS:
            register_population(population)

    def ready_waiting(self) -> None:
        from arrimage.apps.kernel.public import register_public
        from arrimage.apps.kernel.waiting import register_waiting

        from . import public
        from .queries.waiting import waiting

        register_public(*public.KINDS)
        register_waiting(waiting)
