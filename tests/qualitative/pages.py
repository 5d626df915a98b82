"""The pages of this room, for the walk of `tests/browser`."""

from arrimage.apps.qualitative.actions.demo import TITLE
from arrimage.apps.qualitative.models import Corpus, Participant


def addresses() -> dict[str | None, list[str]]:
    """By the person who opens them (`None`: anybody), the pages."""
    corpus = Corpus.objects.get(title=TITLE)
    base = corpus.get_absolute_url()
    who = Participant.objects.filter(corpus=corpus, state="agreed").first()
    text = corpus.transcripts.first()
    return {
        "evaluator": [
            "/entretiens/",
            "/entretiens/nouveau/",
            base,
            base + "modifier/",
            base + "equipe/",
            base + "guide/",
            f"/entretiens/questions/{corpus.guide.first().uid}/",
            base + "personnes/",
            who.get_absolute_url(),
            f"/entretiens/rendez-vous/{who.appointments.first().uid}/",
            base + "cas/",
            who.case.get_absolute_url(),
            f"/entretiens/textes/{text.uid}/masquer/",
        ],
        "resource_patient": ["/entretiens/", base],
        "manager": ["/entretiens/"],
    }
