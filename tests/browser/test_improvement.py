"""A person's first committee, on a phone: asked, reading what it is, deciding what is known, taking part."""

import re
from datetime import timedelta

import pytest

from arrimage.apps.improvement.actions import committees as seats
from arrimage.apps.improvement.actions import cycles, evaluations
from arrimage.apps.improvement.models import Holder, Place, Task
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.meetings.actions import attendance, meetings, series
from arrimage.apps.meetings.models import Meeting
from arrimage.apps.questionnaires.models import Response
from tests.browser.conftest import SITE, faults
from tests.improvement.conftest import Table, member

both = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


class Around(Table):
    """A committee at work, with a chair for Lili, who was talked with, and a meeting in a week."""

    def __init__(self) -> None:
        super().__init__()
        lead, at = self.user("lead"), now()
        self.lead = {"by": lead, "at": at}
        self.lili = member(self.organisation, "lili", "resource_patient")
        self.series = series.plan_series(
            "Rencontres du comité",
            kind="improvement",
            about_uid=self.committee.uid,
            organisation=self.organisation,
            lasts=90,
            **self.lead,
        )
        self.meeting = meetings.plan_meeting(self.series, starts_at=at + timedelta(days=7), **self.lead)
        self.talk = seats.write_conversation(
            self.committee,
            called="Lili",
            user=self.lili,
            lived="Trois hospitalisations, puis un logement à elle.",
            time="Le matin, et quelqu’un pour le premier trajet.",
            **self.lead,
        )
        self.place = seats.open_place(self.committee, Place.Kind.PATIENT, **self.lead)

    def seat_lili(self) -> Holder:
        return seats.seat(
            self.place, called="Lili", user=self.lili, welcomed_by=self.holder("mado"), **self.lead
        )

    def hold_meeting(self) -> None:
        """The day has come: Lili is there for an hour and a half."""
        begun = now() - timedelta(minutes=90)
        Meeting.objects.filter(pk=self.meeting.pk).update(starts_at=begun, ends_at=now())
        self.meeting.refresh_from_db()
        attendance.open_meeting(self.meeting, by=self.user("lead"), at=begun)
        attendance.arrive(self.meeting, name="", user=self.lili, by=self.user("lead"), at=begun)
        attendance.hold(self.meeting, **self.lead)

    def begin_cycle(self):
        cycle = cycles.begin_cycle(self.committee, starts_on=today(), **self.lead)
        objective = cycles.propose_objective(
            cycle,
            words="Que personne n’attende seul la première semaine",
            holder=self.holder("mado"),
            by=self.user("mado"),
            at=now(),
        )
        letters = dict.fromkeys(objective.LETTERS, "Quelques mots.")
        cycles.make_precise(objective, by=None, at=now(), since=objective.version, **letters)
        return cycle, objective


@pytest.fixture
def around(db) -> Around:
    return Around()


@both
def test_a_person_lives_their_first_committee(visit, around, javascript):
    def look(page) -> None:
        assert not (javascript and faults(page))

    # Asked: their first page says so, and they decide what is known of them.
    page = visit("/", signed_in_as=around.lili, width=360, javascript=javascript)
    page.get_by_role("link", name=re.compile("Veux-tu venir")).first.click()
    page.get_by_text("Trois hospitalisations").wait_for()
    look(page)
    page.get_by_label("Je veux venir").check()
    page.get_by_label("Ce que les autres peuvent savoir de toi").fill("Je connais l’hôpital et l’après.")
    page.get_by_role("button", name="Garder").click()
    page.get_by_text("Ta réponse est notée").wait_for()

    # Seated: they read what it is about, and choose how they are named.
    holder = around.seat_lili()
    page.goto(SITE + "/ameliorer/")
    page.get_by_role("link", name="Un comité").first.click()
    page.get_by_role("heading", name="Pourquoi cette équipe").wait_for()
    page.get_by_text("Elle le voulait.").wait_for()
    look(page)
    page.get_by_role("link", name="Ma place").click()
    assert page.get_by_label("Ce que les autres peuvent savoir de toi").input_value().startswith("Je connais")
    page.get_by_label("par ma place seulement").check()
    page.get_by_role("button", name="Garder").first.click()
    page.get_by_text("C’est noté").first.wait_for()
    look(page)
    holder.refresh_from_db()
    assert (holder.said, holder.known) == ("Patient ressource", "Je connais l’hôpital et l’après.")

    # The meeting: they say that they come, and afterwards its time is theirs.
    page.goto(SITE + around.committee.get_absolute_url())
    page.get_by_role("link", name="Ses rencontres").click()
    page.locator(f"a[href='{around.meeting.get_absolute_url()}']").first.click()
    page.get_by_label("Oui", exact=True).check()
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_text("Merci").or_(page.get_by_text("Répondu par")).first.wait_for()
    look(page)
    assert around.meeting.invitations.get(user=around.lili).answer == "yes"
    around.hold_meeting()
    page.goto(SITE + "/ameliorer/mon-temps/")
    page.get_by_text("présence notée à la rencontre").wait_for()
    look(page)

    # The cycle: where they stand, then a task they take on themselves.
    cycle, objective = around.begin_cycle()
    page.goto(SITE + "/")
    page.get_by_role("link", name=re.compile("Où vous situez-vous|Où te situes-tu")).first.click()
    page.get_by_label("Je suis pour").or_(page.get_by_label("Je l’appuie")).first.check()
    page.get_by_role("button", name="Le dire").click()
    page.get_by_text("C’est gardé").wait_for()
    look(page)
    for name in around.voices:
        told = {"holder": around.holder(name), "by": around.user(name), "at": now()}
        cycles.speak(objective, stance="with", words="", **told)
    cycles.choose_objective(objective, **around.lead)
    cycle.refresh_from_db()
    cycles.share_out(cycle, words="Relire la feuille d’accueil", **around.lead)
    page.goto(SITE + cycle.get_absolute_url())
    page.get_by_role("button", name="Je m’en charge").click()
    page.get_by_role("button", name="Je la rends").wait_for()
    look(page)
    assert list(Task.objects.get().holders.all()) == [holder]

    # The evaluation: twelve sentences, without anybody's name.
    evaluations.open_evaluation(cycle, "midway", **around.lead)
    page.goto(SITE + "/")
    page.get_by_role("link", name=re.compile("ensez-vous de ce cycle|enses-tu de ce cycle")).first.click()
    page.get_by_role("button", name=re.compile("Répondre")).click()
    send = page.get_by_role("button", name="Envoyer mes réponses")
    go_on = page.get_by_role("button", name="Continuer")
    while True:
        send.or_(go_on).first.wait_for()
        if send.count():
            break
        for group in page.get_by_role("group").all():
            if group.get_by_label("4", exact=True).count():
                group.get_by_label("4", exact=True).check(force=True)
        look(page)
        here = page.url
        go_on.click()
        page.wait_for_url(lambda url, here=here: url != here)
    send.click()
    page.get_by_role("heading", name="Merci").wait_for()
    look(page)
    response = Response.objects.get()
    assert (response.is_sent, response.owner) == (True, "")
    assert response.answers.filter(state="value").count() == 12
