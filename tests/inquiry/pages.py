"""Pages of campaigns and studies, for those they are for: looked at by `tests/browser/test_every_page.py`."""

from arrimage.apps.inquiry.models import Reader, Study

from . import campaign_pages


def addresses() -> dict[str | None, list[str]]:
    """By the person of the demonstration who opens them (None: nobody in particular)."""
    found: dict[str | None, list[str]] = {}
    for room in (campaign_pages.addresses(), study_pages()):
        for slug, paths in room.items():
            found.setdefault(slug, []).extend(paths)
    return found


def study_pages() -> dict[str | None, list[str]]:
    """Studies and reports."""
    reconstructed, teams = Study.objects.order_by("on", "id")[:2]
    report = reconstructed.reports.get()
    draft = teams.reports.get()
    at, sheet = reconstructed.get_absolute_url(), reconstructed.sources.get().uid
    words = teams.sources.get(moment="after").uid
    of_sheet = f"/enquetes/resultats/fichier/{sheet}/"
    return {
        None: ["/rapports/", report.get_public_url(), report.editions.get().get_absolute_url()],
        "evaluator": [
            "/enquetes/etudes/",
            "/enquetes/etudes/nouvelle/",
            "/enquetes/fichiers/nouveau/",
            *(at + page for page in ("", "questions/", "paires/", "paires/2/", "rencontres/", "croiser/")),
            *(at + page for page in ("methode/", "modifier/", "reponses/", "rapport/")),
            teams.get_absolute_url() + "avant-apres/",
            of_sheet,
            of_sheet + "questions/satisfied/?avec=met_last_year",
            of_sheet + "scores/score1/",
            f"/enquetes/resultats/fichier/{words}/mots/reussites/",
            draft.get_absolute_url(),
            f"/rapports/{draft.uid}/lecture/",
            f"/rapports/{draft.uid}/blocs/figure/nouveau/",
            f"/rapports/{draft.uid}/blocs/quotes/nouveau/",
        ],
        "coalition_coordinator": [
            "/rapports/a-lire/",
            Reader.objects.get(edition__report=draft).get_absolute_url(),
            Reader.objects.get(edition__report=draft).get_absolute_url() + "repliquer/",
        ],
    }
