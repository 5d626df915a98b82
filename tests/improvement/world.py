"""Examples of the addresses of improvement committees, for the permission matrix of `tests/house`.

The member called «own» animates one committee of the organisation, and comes to another as a person.
"""

from datetime import date, timedelta

from django.contrib.auth import get_user_model

from arrimage.apps.accounts.models import User
from arrimage.apps.improvement.models import (
    Assessment,
    Committee,
    Contact,
    Conversation,
    Cycle,
    Engagement,
    Evaluation,
    Holder,
    Measure,
    Objective,
    Place,
    Shared,
    Task,
)
from arrimage.apps.kernel.clock import now
from tests.questionnaires.factories import OpeningFactory

SINCE = date(2024, 1, 1)


def committee_of(organisation, *, name: str = "Un comité", **more) -> Committee:
    engagement, _is_new = Engagement.objects.get_or_create(
        organisation=organisation,
        ended_on=None,
        defaults={"words": "Du temps.", "sponsor": "Une directrice", "engaged_on": SINCE},
    )
    told = {"team": "Une équipe", "why_chosen": "Elle le voulait.", "chosen_on": SINCE} | more
    return Committee.objects.create(
        engagement=engagement, organisation=organisation, name=name, state="active", **told
    )


def seat(committee: Committee, kind: str, user=None, called: str = "Quelqu’un", **more) -> Holder:
    place = Place.objects.create(committee=committee, kind=kind, opened_on=SINCE)
    return Holder.objects.create(place=place, user=user, called=called, since=SINCE, **more)


def cycle_of(committee: Committee, **more) -> Cycle:
    told = {"number": 1, "starts_on": SINCE, "ends_on": SINCE + timedelta(days=105)} | more
    return Cycle.objects.create(committee=committee, **told)


def _own_member(organisation) -> User | None:
    """The one to whom «self» belongs in the matrix, if the organisation has accounts."""
    found = get_user_model().objects.filter(email="own-worker@essai.invalid")
    return found.filter(memberships__organisation=organisation).first()


def examples(organisation) -> dict[str, dict]:
    """Arguments that lead each address to something of this organisation's."""
    own = _own_member(organisation)
    other = get_user_model().objects.create_user(f"coach-{organisation.pk}@essai.invalid", name="Coach")
    led = committee_of(organisation, name="Animé")
    place = seat(led, Place.Kind.LEAD, own)
    joined = committee_of(organisation, name="Rejoint")
    person = seat(joined, Place.Kind.PATIENT, own, called="Mado")
    coach = seat(joined, Place.Kind.COACH, other, called="Coach")
    cycle = cycle_of(led)
    measure = Measure.objects.create(name="Un nombre", why="Pour voir", defined_by="Nous", chart="run")
    objective = Objective.objects.create(cycle=cycle, words="Un accueil", measure=measure)
    task = Task.objects.create(cycle=cycle, words="Une tâche")
    evaluation = Evaluation.objects.create(
        cycle=cycle,
        moment="midway",
        opening=OpeningFactory(questionnaire__instrument__organisation=organisation, host="improvement"),
        opened_at=now(),
    )
    look = Assessment.objects.create(committee=led, begun_on=SINCE, state="shared")
    shared = Shared.objects.create(committee=led, kind="tool", title="Un outil", words="À essayer")
    contact = Contact.objects.create(holder=person, coach=coach, when="other", due_on=SINCE)
    talk = Conversation.objects.create(committee=led, user=own, called="Mado", held_by=other, held_on=SINCE)
    return {
        "committee_of_improvement": {"uid": led.uid},
        "conversation_new": {"uid": led.uid},
        "cycle_new": {"uid": led.uid},
        "assessment_of_team_new": {"uid": led.uid},
        "shared_new": {"uid": led.uid},
        "committee_place": {"uid": place.place.uid},
        "my_place": {"uid": person.uid},
        "conversation": {"uid": talk.uid},
        "cycle": {"uid": cycle.uid},
        "objective": {"uid": objective.uid},
        "measure_new": {"uid": objective.uid},
        "task_close": {"uid": task.uid},
        "evaluation_answer": {"uid": evaluation.uid},
        "evaluation_close": {"uid": evaluation.uid},
        "measure": {"uid": measure.uid},
        "team_assessment": {"uid": look.uid},
        "contact_with_coach": {"uid": contact.uid},
        "shared": {"uid": shared.uid},
        "committee_hours": {"uid": led.uid},
        "tandem_answer": {"uid": look.uid},
    }
