"""Pages of learning, for those they are for: looked at by `tests/browser/test_every_page.py`."""

from arrimage.apps.learning.models import (
    Activity,
    Certificate,
    Edition,
    Piece,
    Programme,
    Supervision,
    Team,
    Webinar,
)


def addresses() -> dict[str | None, list[str]]:
    """By the person of the demonstration who opens them (None: nobody in particular)."""
    starter = Programme.objects.get(slug="se-retablir-ensemble")
    ours = Programme.objects.get(after=starter)
    theme = ours.themes.first()
    team = Team.objects.get(name="Équipe SIM de la Confluence")
    dossier = Piece.objects.get(slug="ce-qui-peut-se-dire")
    capsule = Piece.objects.get(slug="dire-bonjour-dabord")
    material = Piece.objects.get(slug="mes-jours-difficiles")
    own = Piece.objects.get(after__slug="les-proches-avec-nous")
    draft = Edition.objects.get(status="review")
    held = Supervision.objects.get(form="group")
    past, coming = Webinar.objects.order_by("meeting__starts_at")
    certificate = Certificate.objects.filter(user__email__startswith="clinical_supervisor@").get()
    return {
        None: [
            "/apprendre/webinaires/",
            coming.get_absolute_url(),
            past.get_absolute_url(),
            f"/apprendre/attestations/{certificate.code}/",
            "/apprendre/bibliotheque/",
            "/apprendre/bibliotheque/?q=clé+du+logement",
            "/apprendre/bibliotheque/?q=introuvablexyz",
            dossier.get_absolute_url(),
            dossier.get_absolute_url() + "guide/",
            capsule.get_absolute_url(),
            material.get_absolute_url(),
            own.get_absolute_url() + "?langue=en",
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
            team.get_absolute_url() + "supervision/",
            held.get_absolute_url(),
            dossier.get_absolute_url(),
            f"{dossier.get_absolute_url()}inviter/{own.organisation.uid}/",
            coming.get_absolute_url(),
            "/apprendre/mes-attestations/",
        ],
        "resource_patient": ["/apprendre/redaction/", draft.get_absolute_url() + "lire/"],
        "facilitator": [
            "/apprendre/webinaires/nouveau/",
            past.get_absolute_url() + "presence/",
            past.get_absolute_url() + "modifier/",
            "/apprendre/redaction/",
            "/apprendre/redaction/nouveau/",
            f"/apprendre/redaction/{own.uid}/",
            f"/apprendre/redaction/{draft.piece.uid}/",
            draft.get_absolute_url(),
            own.editions.get(status="published", language="fr").get_absolute_url(),
            ours.get_absolute_url() + "modifier/",
            ours.get_absolute_url() + "questions/",
            ours.get_absolute_url() + "themes/nouveau/",
            f"/apprendre/activites/{Activity.objects.filter(theme__programme=ours).first().uid}/",
            theme.get_absolute_url() + "modifier/",
            theme.get_absolute_url() + "activites/nouvelle/",
            "/apprendre/programmes/nouveau/",
            "/apprendre/equipes/nouvelle/",
        ],
    }
