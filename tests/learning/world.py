"""Examples of the addresses of learning, for the permission matrix of `tests/house`."""

from arrimage.apps.kernel.clock import now, today
from arrimage.apps.learning.models import Activity, Enrolment, Programme, Team, Theme


def examples(organisation) -> dict[str, dict]:
    """Arguments that lead each address to something of this organisation's."""
    programme = Programme.objects.create(
        organisation=organisation, title="Un programme", purpose="…", status="published", published_at=now()
    )
    theme = Theme.objects.create(programme=programme, title="Un thème", summary="…")
    activity = Activity.objects.create(theme=theme, kind="read", title="Lire")
    team = Team.objects.create(organisation=organisation, name="Une équipe", kind="community")
    Enrolment.objects.create(team=team, programme=programme, since=today())
    about_programme = "programme programme_edit programme_state programme_copy programme_stance"
    about_programme += " programme_coverage learning_theme_new"
    about_theme = "learning_theme learning_theme_edit learning_theme_do learning_theme_source"
    about_theme += " learning_theme_vote learning_activity_new"
    return {
        **{name: {"uid": programme.uid} for name in about_programme.split()},
        **{name: {"uid": theme.uid} for name in about_theme.split()},
        **{name: {"uid": team.uid} for name in "learning_team learning_team_edit learning_team_do".split()},
        "learning_activity_edit": {"uid": activity.uid},
        "learning_team_theme": {"uid": team.uid, "theme": theme.uid},
    }
