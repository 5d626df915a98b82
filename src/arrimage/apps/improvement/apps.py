from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "arrimage.apps.improvement"
    label = "improvement"

    def ready(self) -> None:
        from arrimage.apps.inquiry.indicators import register_indicators
        from arrimage.apps.kernel.waiting import register_waiting
        from arrimage.apps.meetings.hosts import register_host
        from arrimage.apps.questionnaires import hosts as questionnaires

        from . import indicators, meeting_host
        from .actions.evaluations import HOST
        from .queries.waiting import waiting

        register_host(meeting_host.COMMITTEE)
        questionnaires.register_host(
            questionnaires.Host(
                HOST,
                sending=lambda response, *, code: None,
                sent=lambda response, *, code, at: None,
                who=lambda response: "",
            )
        )
        register_waiting(waiting)
        register_indicators("measure", indicators.MEASURES)
