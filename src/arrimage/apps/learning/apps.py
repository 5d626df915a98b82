from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


class LearningConfig(AppConfig):
    name = "arrimage.apps.learning"
    label = "learning"

    def ready(self) -> None:
        from arrimage.apps.practices.beside import register_beside

        from .queries.beside import pieces_beside

        register_beside(pieces_beside)
        self._hold_meetings()
        self._ask_and_wait()
        if not settings.TESTING:  # tests begin with empty tables and ask for what they need
            from .actions.starter import load_starter_once

            post_migrate.connect(load_starter_once, sender=self)

    def _ask_and_wait(self) -> None:
        from arrimage.apps.inquiry.populations import register_population
        from arrimage.apps.kernel.public import register_public
        from arrimage.apps.kernel.waiting import register_waiting

        from . import public
        from .populations import KINDS
        from .queries.waiting import waiting

        for population in KINDS:
            register_population(population)
        register_public(*public.KINDS)
        register_waiting(waiting)

    def _hold_meetings(self) -> None:
        """Supervisions and webinars are held on the meetings: who sees and runs them, our policies say."""
        from django.utils.translation import gettext_lazy as _

        from arrimage.apps.meetings.hosts import Host, register_host

        from .models import Team, Webinar
        from .policies import series_of_teams, series_of_webinars
        from .queries import supervisions, webinars

        def page(series) -> str:
            team = Team.objects.filter(uid=series.about_uid).first()
            return team.get_absolute_url() if team else ""

        register_host(
            Host(
                kind=supervisions.HOST,
                label=_("Clinical supervision of a team"),
                seen_by=series_of_teams,
                run_by=series_of_teams,
                link=page,
            )
        )

        def webinar_page(series) -> str:
            webinar = Webinar.objects.filter(uid=series.about_uid).first()
            return webinar.get_absolute_url() if webinar else ""

        register_host(
            Host(
                kind=webinars.HOST,
                label=_("Webinar"),
                seen_by=series_of_webinars,
                run_by=series_of_webinars,
                link=webinar_page,
            )
        )
