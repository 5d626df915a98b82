"""The pages of this room, for the walk of `tests/browser`."""

from arrimage.apps.recognition.models import Coaching, Dossier, Grid, Visit


def addresses() -> dict[str | None, list[str]]:
    """By the person who opens them (`None`: anybody), the pages."""
    grid = Grid.objects.get()
    looked, reported, concluded = (
        Dossier.objects.get(state=state) for state in ("visiting", "reported", "concluded")
    )
    coaching = Coaching.objects.get(state="accepted")
    visit = Visit.objects.order_by("meeting__starts_at").first()
    item = grid.items.get(code="C2")
    relative = looked.seats.get(kind="relative")
    return {
        "clinical_supervisor": [
            "/reconnaissance/",
            "/reconnaissance/demander/",
            "/reconnaissance/accompagnements/demander/",
            coaching.get_absolute_url(),
            visit.get_absolute_url(),
            looked.get_absolute_url(),
            f"{looked.get_absolute_url()}points/{item.uid}/",
            looked.get_absolute_url() + "visites/",
            reported.get_absolute_url(),
            reported.get_absolute_url() + "reponse/",
            concluded.get_absolute_url(),
            grid.get_absolute_url(),
        ],
        "manager2": [
            "/reconnaissance/",
            "/reconnaissance/organisme/",
            "/reconnaissance/grilles/nouvelle/",
            grid.get_absolute_url() + "criteres/",
            Coaching.objects.get(state="asked").get_absolute_url(),
            visit.get_absolute_url(),
            looked.get_absolute_url(),
            f"{looked.get_absolute_url()}points/{item.uid}/",
            f"{looked.get_absolute_url()}sieges/relative/",
            looked.get_absolute_url() + "visites/",
            looked.get_absolute_url() + "rapport/",
            concluded.get_absolute_url(),
            concluded.get_absolute_url() + "visites/",
        ],
        "resource_patient": ["/reconnaissance/", looked.get_absolute_url()],
        "family_peer_helper": [f"/reconnaissance/sieges/{relative.uid}/"],
    }
