"""Pages of improvement committees, by reader: looked at by `tests/browser/test_every_page.py`."""

from arrimage.apps.improvement.actions.demo import NAME
from arrimage.apps.improvement.models import Committee, Contact, Holder, Shared


def addresses() -> dict[str | None, list[str]]:
    """By the person of the demonstration who opens them (None: nobody in particular)."""
    committee = Committee.objects.get(name=NAME)
    done, going = committee.cycles.order_by("number")
    chosen = done.objectives.get(chosen_at__isnull=False)
    place = committee.places.filter(kind="patient").first()
    talk = committee.conversations.get()
    mine = Holder.objects.get(called="Rosalie")
    had = Contact.objects.exclude(state="planned").latest("due_on")
    return {
        None: [
            "/ameliorer/bibliotheque/",
            "/ameliorer/bibliotheque/?q=accueil",
            "/ameliorer/evaluation-publiee/",
        ],
        "resource_patient": [
            "/",
            "/ameliorer/",
            committee.get_absolute_url(),
            going.get_absolute_url(),
            f"/ameliorer/objectifs/{going.objectives.order_by('id').last().uid}/",
            f"/ameliorer/ma-place/{mine.uid}/",
            "/ameliorer/contacts/",
        ],
        "clinical_coordinator": [f"/ameliorer/regards/{committee.assessments.get().uid}/"],
        "worker": ["/ameliorer/mon-temps/"],
        "family_peer_helper": ["/ameliorer/", talk.get_absolute_url()],
        "manager2": ["/ameliorer/engagement/"],
        "patient_coach": ["/ameliorer/contacts/", f"/ameliorer/contacts/{had.uid}/"],
        "collaboration_lead": [
            committee.get_absolute_url(),
            done.get_absolute_url(),
            f"/ameliorer/objectifs/{chosen.uid}/",
            f"/ameliorer/mesures/{chosen.measure.uid}/",
            f"/ameliorer/regards/{committee.assessments.get().uid}/",
            f"/ameliorer/places/{place.uid}/",
            committee.get_absolute_url() + "conversation/",
            committee.get_absolute_url() + "partager/",
            committee.get_absolute_url() + "heures/",
            committee.get_absolute_url() + "regard/",
            committee.get_absolute_url() + "cycle/",
            f"/ameliorer/objectifs/{going.objectives.earliest('id').uid}/mesure/",
            going.get_absolute_url(),
            f"/ameliorer/ma-place/{Holder.objects.get(called='Animation').uid}/",
            Shared.objects.get().get_absolute_url(),
        ],
        "manager": ["/ameliorer/", "/ameliorer/equipes/nouvelle/"],
    }
