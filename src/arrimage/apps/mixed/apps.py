from django.apps import AppConfig


class MixedConfig(AppConfig):
    name = "arrimage.apps.mixed"
    label = "mixed"

    def ready(self) -> None:
        from arrimage.apps.inquiry.report_blocks import register_block
        from arrimage.apps.kernel.public import register_public
        from arrimage.apps.kernel.waiting import register_waiting
        from arrimage.apps.qualitative.ties import register_tie

        from . import guides, indicators, interviews, numbers, pieces, public, report_blocks
        from .queries.waiting import waiting

        for kind in (numbers.FIGURE, interviews.CODE, interviews.QUOTE, indicators.INDICATOR):
            pieces.register_kind(kind)
        register_block(report_blocks.DISPLAY)
        register_block(report_blocks.MODEL)
        register_tie(guides.LIGHTS)
        register_tie(guides.FIGURE)
        register_public(*public.KINDS)
        register_waiting(waiting)
