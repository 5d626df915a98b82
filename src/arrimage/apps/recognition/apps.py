from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "arrimage.apps.recognition"
    label = "recognition"

    def ready(self) -> None:
        from django.urls import reverse
        from django.utils.translation import gettext_lazy as _

        from arrimage.apps.kernel.waiting import register_waiting
        from arrimage.apps.meetings.hosts import Host, register_host

        from .policies import series_of_coachings, series_of_dossiers, series_of_dossiers_run
        from .queries import dossiers
        from .queries.coachings import HOST
        from .queries.waiting import waiting

        register_host(
            Host(
                kind=HOST,
                label=_("Coaching of a team"),
                seen_by=series_of_coachings,
                run_by=series_of_coachings,
                link=lambda series: reverse("coaching", args=[series.about_uid]),
            )
        )
        register_host(
            Host(
                kind=dossiers.HOST,
                label=_("Visits of a recognition"),
                seen_by=series_of_dossiers,
                run_by=series_of_dossiers_run,
                link=lambda series: reverse("dossier", args=[series.about_uid]),
                places=dossiers.places_at,
                called=dossiers.called_at,
            )
        )
        register_waiting(waiting)
