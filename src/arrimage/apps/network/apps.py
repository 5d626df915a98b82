from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


class NetworkConfig(AppConfig):
    name = "arrimage.apps.network"
    label = "network"

    def ready(self) -> None:
        from arrimage.apps.kernel.public import register_public

        from . import public

        register_public(*public.KINDS)
        self._hold_meetings()
        if not settings.TESTING:  # tests begin with empty tables and ask for the facts they need
            from .actions.strategies import load_strategies_once
            from .actions.territories import load_facts_once
            from .actions.tie_kinds import load_tie_kinds_after_migrate

            post_migrate.connect(load_facts_once, sender=self)
            post_migrate.connect(load_strategies_once, sender=self)
            post_migrate.connect(load_tie_kinds_after_migrate, sender=self)

    def _hold_meetings(self) -> None:
        """Committees meet: who sees their meetings and runs them is said by our policies."""
        from django.urls import reverse
        from django.utils.translation import gettext_lazy as _

        from arrimage.apps.meetings.hosts import Host, register_host

        from .models import Committee
        from .policies import governance as policies
        from .queries import governance as queries

        def page(series) -> str:
            found = Committee.objects.filter(uid=series.about_uid).select_related("network").first()
            return reverse("committee", args=[found.network.uid, found.uid]) if found else ""

        register_host(
            Host(
                kind=queries.HOST,
                label=_("A network’s committee"),
                seen_by=policies.series_seen_by,
                run_by=policies.series_run_by,
                link=page,
                places=queries.places_at,
                called=queries.called_at,
            )
        )
