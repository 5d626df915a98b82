"""Pages of practices, for those they are for: looked at by `tests/browser/test_every_page.py`."""

from arrimage.apps.practices.models import Contestation, Doing, Edition, OwnVersion, Tag


def addresses() -> dict[str | None, list[str]]:
    """By the person of the demonstration who opens them (None: nobody in particular)."""
    told = OwnVersion.objects.get(title="Sabler la première planche", state="published")
    heard = OwnVersion.objects.get(title="Des bottes avant un bureau", state="published")
    former = OwnVersion.objects.get(title="Des bottes avant un bureau", state="replaced")
    mine = OwnVersion.objects.get(title="La chaise de plus", state="published")
    draft = OwnVersion.objects.get(title="La lampe de l’entrée")
    read_over = Edition.objects.get(state="in_review")
    begun = Edition.objects.get(state="draft")
    stopped = Doing.objects.get(practice__slug="siv", until_year__isnull=False)
    own_doing = Doing.objects.get(organisation__name__startswith="Centre de crise", practice__isnull=False)
    word = Tag.objects.get(word="porte ouverte")
    return {
        None: [
            "/pratiques/",
            "/pratiques/?need=housing&q=maison",
            "/pratiques/?q=introuvablexyz",
            "/pratiques/fiches/siv/",
            "/pratiques/fiches/logement-dabord/",
            "/pratiques/fiches/siv/editions/",
            "/pratiques/fiches/siv/editions/fr/1/",
            f"/pratiques/comparer/?p=logement-dabord&p=hebergement-et-soutien&p={told.practice.uid}",
            Contestation.objects.get(practice__slug="siv").get_absolute_url(),
            told.practice.get_absolute_url(),
            heard.practice.get_absolute_url(),
            former.get_absolute_url(),
            "/pratiques/mots/",
            word.get_absolute_url(),
            "/pratiques/qui/",
            "/pratiques/qui/?practice=siv",
            "/pratiques/qui/?practice=siv&territory=991",
            "/pratiques/qui/?territory=991",
            stopped.get_absolute_url(),
            "/pratiques/redaction/traductions/",
            told.practice.organisation.get_absolute_url(),
        ],
        "worker": [
            "/pratiques/paroles/nouvelle/",
            f"/pratiques/paroles/{draft.practice.uid}/ecrire/",
            f"/pratiques/paroles/{draft.practice.uid}/images-et-sons/",
            "/pratiques/qui/dire/",
            own_doing.get_absolute_url(),
            own_doing.get_absolute_url() + "modifier/",
            own_doing.get_absolute_url() + "adapter/",
            own_doing.get_absolute_url() + "arreter/",
            "/pratiques/fiches/sim/contester/",
            mine.get_absolute_url() + "citer/",
        ],
        "manager2": [
            mine.practice.get_absolute_url(),
            mine.practice.get_absolute_url() + "citations/",
            word.get_absolute_url(),
        ],
        "resource_patient": [
            "/pratiques/redaction/",
            f"/pratiques/redaction/{read_over.uid}/lire/",
        ],
        "coalition_coordinator": [
            "/pratiques/redaction/",
            "/pratiques/redaction/nouvelle/",
            f"/pratiques/redaction/{begun.uid}/",
            f"/pratiques/redaction/{read_over.uid}/lire/",
        ],
    }
