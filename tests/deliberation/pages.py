"""Pages of consultations, for those they are for: looked at by `tests/browser/test_every_page.py`."""

from arrimage.apps.deliberation.models import Consultation


def addresses() -> dict[str | None, list[str]]:
    """By the person of the demonstration who opens them (None: nobody in particular)."""
    finished = Consultation.objects.get(title__startswith="Nos façons")
    running = Consultation.objects.get(title__startswith="Le soir")
    live = running.gatherings.get(state="live")
    done, open_ = finished.get_absolute_url(), running.get_absolute_url()
    conclusion = finished.conclusions.get(answers__decision="refused")
    silent = finished.conclusions.get(answers=None)
    question = running.questions.first()
    said = finished.contributions.get(number=7)
    idea = finished.ideas.get(joined_to=None, joined__isnull=False)
    table = live.tables.first().code
    return {
        None: [
            "/consultations/",
            done,
            done + "regles/",
            done + "contributions/",
            done + "synthese/1/",
            done + "suites/",
            conclusion.get_absolute_url(),
            silent.get_absolute_url(),
            said.get_absolute_url(),
            open_,
            open_ + f"questions/{question.uid}/contribuer/",
            open_ + "contributions/",
            open_ + "cahier/",
            running.contributions.first().get_absolute_url(),
            "/consultations/ma-parole/",
            "/consultations/table/",
            f"/consultations/table/{table}/",
            f"/consultations/ma-parole/{finished.contributions.exclude(table=None).first().table.code}/",
            "/consultations/contestations/",
        ],
        "coalition_coordinator": [
            "/consultations/nouvelle/",
            *(done + page for page in ("", "modifier/", "questions/", "regles/changer/")),
            *(
                done + page
                for page in ("invites/?q=maison", "equipe/", "documents/", "moderation/", "saisir/")
            ),
            *(done + page for page in ("rencontres/nouvelle/", "synthese/atelier/", "synthese/idees/")),
            *(done + page for page in ("synthese/conclusions/", "synthese/repliques/", "synthese/ebauche/")),
            done + f"moderation/{said.uid}/",
            done + f"synthese/atelier/{said.uid}/",
            done + f"synthese/idees/{idea.uid}/",
        ],
        "network_coordinator": [
            live.get_absolute_url(),
            live.get_absolute_url() + "tableau/",
            live.get_absolute_url() + "fiches/",
            open_ + "synthese/atelier/",
            open_ + f"synthese/atelier/{running.contributions.first().uid}/",
        ],
        "manager": [conclusion.get_absolute_url() + "repondre/"],
        "manager2": ["/consultations/mes-contributions/", "/consultations/contestations/nouvelle/"],
    }
