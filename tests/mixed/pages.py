"""The pages of this room, for the walk of `tests/browser`."""

from arrimage.apps.mixed.models import Box, Display, LogicModel, Quote
from arrimage.apps.mixed.queries.displays import token_of


def addresses() -> dict[str | None, list[str]]:
    """By the person who opens them (`None`: anybody), the pages."""
    pilot, teams, week = LogicModel.objects.order_by("id")
    display, published = Display.objects.get(state="offered"), Display.objects.get(state="published")
    quote = Quote.objects.get(by_line="Une paire aidante")
    return {
        None: [
            "/ce-qui-change/publiees/",
            published.get_public_url(),
            f"/ce-qui-change/mots/{token_of(quote)}/",
        ],
        "evaluator": [
            "/ce-qui-change/",
            "/ce-qui-change/modeles/nouveau/",
            pilot.get_absolute_url(),
            teams.get_absolute_url(),
            Box.objects.get(model=pilot, finding="nuanced", kind="short").get_absolute_url(),
            teams.get_absolute_url() + "mise-en-regard/",
            display.get_absolute_url(),
            display.rows.first().get_absolute_url(),
            display.get_absolute_url() + "ligne/",
            published.get_absolute_url(),
            week.get_absolute_url(),
            Box.objects.get(model=week, kind="output").get_absolute_url(),
        ],
        "resource_patient": ["/ce-qui-change/mes-mots/"],
    }
