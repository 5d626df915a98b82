"""Pages of learning, for those they are for: looked at by `tests/browser/test_every_page.py`."""

from arrimage.apps.learning.models import Programme, Team


def addresses() -> dict[str | None, list[str]]:
    """By the person of the demonstration who opens them (None: nobody in particular)."""
    starter = Programme.objects.get(slug="se-retablir-ensemble")
    ours = Programme.objects.get(after=starter)
    theme = ours.themes.first()
    team = Team.objects.get(name="Équipe SIM de la Confluence")
    return {
        None: [
            "/apprendre/",
            starter.get_absolute_url(),
            ours.get_absolute_url(),
            theme.get_absolute_url(),
        ],
        "clinical_supervisor": [
            "/apprendre/",
            ours.get_absolute_url(),
            starter.get_absolute_url(),
            theme.get_absolute_url(),
            team.get_absolute_url(),
            team.get_absolute_url() + "modifier/",
            team.get_absolute_url() + f"themes/{theme.uid}/",
            ours.get_absolute_url() + "couverture/",
        ],
        "facilitator": [
            ours.get_absolute_url() + "modifier/",
            theme.get_absolute_url() + "modifier/",
            theme.get_absolute_url() + "activites/nouvelle/",
            "/apprendre/programmes/nouveau/",
            "/apprendre/equipes/nouvelle/",
        ],
    }
