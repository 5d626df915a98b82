"""The pages of this room, for the walk of `tests/browser`."""

from arrimage.apps.qualitative.actions.demo import TITLE
from arrimage.apps.qualitative.models import Coding, Corpus, Participant, Recording
from tests.qualitative.world import corpus_of


def addresses() -> dict[str | None, list[str]]:
    """By the person who opens them (`None`: anybody), the pages."""
    corpus = Corpus.objects.get(title=TITLE)
    base = corpus.get_absolute_url()
    who = Participant.objects.filter(corpus=corpus, state="agreed").first()
    text = corpus.transcripts.filter(state="frozen").first()
    prepared = corpus.transcripts.get(state="prepared")
    recording = Recording.objects.get(participant__corpus=corpus)
    # Nobody leads it any more: the demonstration has no such project.
    orphan = Corpus.objects.filter(members=None).first() or corpus_of(
        corpus.organisation, title="Sans personne"
    )
    blind = corpus.rounds.get(kind="blind")
    mine = Coding.objects.filter(transcript__corpus=corpus, coder__called="Léonie").first()
    return {
        "evaluator": [
            "/entretiens/",
            "/entretiens/nouveau/",
            "/entretiens/importer/",
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
            f"/entretiens/textes/{prepared.uid}/preparer/",
            f"/entretiens/enregistrements/{recording.uid}/effacer/",
            f"/entretiens/{orphan.uid}/reprendre/",
            text.get_absolute_url(),
            base + "codes/",
            base + "lectures/",
            blind.get_absolute_url(),
            blind.get_absolute_url() + "trancher/",
            base + "passages/",
            base + "reponses-ouvertes/",
            base + f"passages/?code={corpus.codes.first().uid}",
            base + "croisements/",
            base + "croisements/ensemble/",
            base + "croisements/nouveau/",
            f"/entretiens/codes/{corpus.codes.get(name='Place des proches').uid}/contre/",
            corpus.codes.last().get_absolute_url(),
        ],
        "resource_patient": [
            "/entretiens/",
            base,
            text.get_absolute_url(),
            f"/entretiens/codages/{mine.uid}/",
        ],
        "manager": ["/entretiens/"],
    }
