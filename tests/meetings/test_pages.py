"""The pages of meetings, before, during and after."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.meetings.actions import agenda, attendance, loops, meetings, minutes
from arrimage.apps.meetings.models import Correction, Dissatisfaction, FollowUp, Item, Meeting, Series
from arrimage.apps.meetings.queries import meetings as queries
from tests.accounts.factories import UserFactory, acting_user
from tests.network.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def page(client, name: str, /, *args, **query) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def post(client, name: str, /, *args, **data):
    return client.post(reverse(name, args=args), data)


def test_a_series_is_opened_guests_looked_for_and_a_meeting_planned_where_the_rhythm_says(client, mailoutbox):
    user = acting_user(Role.WORKER)
    other = OrganisationFactory(name="La Maison des Saules", email="saules@essai.invalid")
    client.force_login(user)
    assert reverse("series_new") in page(client, "meetings")
    answer = post(client, "series_new", name="Le mardi", rhythm="months", every=1, lasts=60)
    assert answer.status_code == 422
    assert "Dites quel jour de la semaine." in answer.content.decode()
    given = {"rhythm": "months", "every": 1, "nth": 1, "weekday": 1, "starts": "13:30", "lasts": 60}
    answer = post(client, "series_new", name="Le mardi", **given)
    series = Series.objects.get()
    guests = reverse("series_guests", args=[series.uid])
    assert answer["Location"] == guests
    assert "La Maison des Saules" in page(client, "series_guests", series.uid, q="saul")
    assert client.post(guests, {"do": "add", "organisation": other.uid}).status_code == 302
    assert client.post(guests, {"do": "add", "organisation": "x"}).status_code == 400
    person = UserFactory(email="lea@essai.invalid")
    assert client.post(guests, {"do": "person", "email": "inconnue@essai.invalid"}).status_code == 422
    client.post(guests, {"do": "person", "email": person.email})
    form = client.get(reverse("meeting_new", args=[series.uid])).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    assert (typed["starts"].hour, typed["ends"].hour, typed["day"].weekday()) == (13, 14, 1)
    answer = post(client, "meeting_new", series.uid, **typed | {"starts": "13:30", "ends": "14:30"})
    meeting = Meeting.objects.get()
    assert answer["Location"] == meeting.get_absolute_url()
    assert {mail.to[0] for mail in mailoutbox} == {"saules@essai.invalid", person.email, user.email}
    client.force_login(person)
    assert "Le mardi" in page(client, "meetings")
    assert "Le mardi" in page(client, "series", series.uid)


def test_an_organisation_without_an_account_answers_by_its_link(client, table, mailoutbox):
    meeting = table.meeting()
    letter = next(mail for mail in mailoutbox if mail.to == ["maison@essai.invalid"])
    link = next(word for word in letter.body.split() if "/repondre/" in word)
    path = link[link.index("/rencontres/") :]
    shown = client.get(path)
    assert shown["Referrer-Policy"] == "same-origin"
    assert client.post(path, {}).status_code == 422
    assert client.post(path, {"answer": "yes", "words": "À deux"}).status_code == 200
    assert meeting.invitations.get(organisation=table.house).answer == "yes"
    assert "À deux" not in client.get(path).content.decode()
    assert client.get(path[:-2] + "x/").status_code == 404


def test_one_answers_and_proposes_and_who_runs_takes(client, table):
    meeting = table.meeting()
    client.force_login(table.guest)
    assert post(client, "meeting", meeting.uid, answer="").status_code == 422
    assert post(client, "meeting", meeting.uid, answer="maybe", words="").status_code == 302
    proposed = {"title": "Le transport", "weight": "consulted", "takes": 20}
    assert post(client, "item_new", meeting.uid, **proposed | {"title": " "}).status_code == 422
    post(client, "item_new", meeting.uid, **proposed)
    item = Item.objects.get()
    assert item.state == "proposed"
    assert post(client, "item_edit", meeting.uid, item.uid, **proposed | {"takes": 15}).status_code == 302
    assert post(client, "item_step", meeting.uid, item.uid, do="take").status_code == 404
    client.force_login(table.holder)
    assert "Le transport" in page(client, "meeting", meeting.uid)
    assert post(client, "item_step", meeting.uid, item.uid, do="?").status_code == 400
    post(client, "item_step", meeting.uid, item.uid, do="aside", why="En janvier")
    post(client, "item_step", meeting.uid, item.uid, do="take")
    post(client, "item_step", meeting.uid, item.uid, do="up")
    item.refresh_from_db()
    assert (item.state, item.takes, item.why_set_aside) == ("on", 15, "")
    client.force_login(table.guest)
    assert client.get(reverse("item_edit", args=[meeting.uid, item.uid])).status_code == 404
    post(client, "item_relay", meeting.uid, item.uid, name="Odile", do="name")
    post(client, "item_relay", meeting.uid, item.uid, do="told")
    assert item.relays.get().relayed_at
    client.force_login(table.stranger)
    assert client.get(reverse("meeting", args=[meeting.uid])).status_code == 404


def test_a_whole_meeting_with_the_pen_in_hand(client, table, mailoutbox):
    meeting = table.meeting(days=0, starts_at=now() - timedelta(minutes=5))
    item = agenda.add_item(meeting, title="Le répit", by=table.holder, at=now())
    client.force_login(table.holder)
    post(client, "meeting_step", meeting.uid, do="open")
    post(client, "attend", meeting.uid, name="Odile", organisation=table.house.pk, do="arrive")
    post(client, "attend", meeting.uid, name="", do="arrive")
    presence = meeting.presences.get()
    for do in ("leave", "back"):
        assert post(client, "attend", meeting.uid, who=presence.uid, do=do).status_code == 302
    assert post(client, "attend", meeting.uid, who=table.house.uid, do="leave").status_code == 400
    assert presence.stays.count() == 2
    run = page(client, "meeting_run", meeting.uid)
    assert "Odile" in run
    note = reverse("item_note", args=[meeting.uid, item.uid])
    saved = client.post(
        note, {"said": "On en parle", "version": item.version}, headers={"HX-Request": "true"}
    )
    assert "Enregistré à" in saved.content.decode()
    assert f'value="{item.version + 1}"' in saved.content.decode()
    stale = client.post(note, {"said": "Autre", "version": item.version}, headers={"HX-Request": "true"})
    assert "Quelqu’un d’autre a écrit" in stale.content.decode()
    assert client.post(note, {"decision": "On essaie"}).status_code == 302
    item.refresh_from_db()
    assert (item.said, item.decision) == ("On en parle", "On essaie")
    promised = {"text": "Appeler", "organisation": table.house.pk, "owner": "Odile", "due_on": str(today())}
    assert post(client, "item_follow_up", meeting.uid, item.uid, text="Appeler").status_code == 422
    assert post(client, "item_follow_up", meeting.uid, item.uid, **promised).status_code == 302
    assert post(client, "meeting_step", meeting.uid, do="?").status_code == 400
    post(client, "meeting_step", meeting.uid, do="hold")
    post(client, "meeting_step", meeting.uid, do="resume")
    post(client, "meeting_step", meeting.uid, do="hold")
    client.force_login(table.guest)
    assert "pas encore écrit" in page(client, "minutes", meeting.uid)
    assert "On en parle" not in page(client, "meeting", meeting.uid)
    client.force_login(table.holder)
    assert "brouillon" in page(client, "minutes", meeting.uid)
    post(client, "meeting_step", meeting.uid, do="send")
    client.force_login(table.guest)
    shown = page(client, "minutes", meeting.uid)
    assert "On en parle" in shown
    assert "Appeler" in shown
    post(client, "correction_new", meeting.uid, item.uid, words="Pas tout à fait")
    correction = Correction.objects.get()
    answer = reverse("correction_answer", args=[meeting.uid, item.uid, correction.uid])
    assert client.get(answer).status_code == 404
    client.force_login(table.holder)
    assert client.get(answer).status_code == 200
    client.post(answer, {"do": "make", "said": "On en parle un peu", "decision": ""})
    assert "<del>On en parle" in page(client, "minutes", meeting.uid)
    following = table.meeting()
    assert "à adopter" in page(client, "meeting_run", following.uid)
    post(client, "meeting_step", meeting.uid, do="adopt", **{"in": following.uid})
    meeting.refresh_from_db()
    assert meeting.adopted_in == following


def test_minutes_not_sent_yet_are_read_on_no_page_of_whoever_is_invited(client, table):
    meeting = table.meeting(days=-2)
    item = agenda.add_item(meeting, title="Le répit", by=table.holder, at=meeting.starts_at)
    given = {"by": table.holder, "at": meeting.starts_at}
    agenda.note_item(item, said="Brouillon de la plume", decision="Rien encore", **given)
    attendance.hold(meeting, by=table.holder, at=meeting.ends_at)
    client.force_login(table.guest)
    for name, *args in (
        ("meeting", meeting.uid),
        ("minutes", meeting.uid),
        ("correction_new", meeting.uid, item.uid),
        ("dissatisfaction_about", meeting.uid),
        ("series", table.series.uid),
    ):
        text = page(client, name, *args)
        assert "Brouillon de la plume" not in text, name
        assert "Rien encore" not in text, name


def test_a_meeting_is_moved_cancelled_and_put_back(client, table):
    meeting = table.meeting()
    client.force_login(table.holder)
    form = client.get(reverse("meeting_edit", args=[meeting.uid])).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    answer = post(client, "meeting_edit", meeting.uid, **typed | {"starts": "14:00", "ends": "13:00"})
    assert "La rencontre doit finir après son début." in answer.content.decode()
    post(client, "meeting_edit", meeting.uid, **typed | {"starts": "13:00", "ends": "14:00"})
    post(client, "meeting_step", meeting.uid, do="cancel", why="")
    post(client, "meeting_step", meeting.uid, do="cancel", why="Tempête")
    assert "Tempête" in page(client, "meeting", meeting.uid)
    assert "METHOD:CANCEL" in page(client, "meeting_calendar", meeting.uid)
    post(client, "meeting_step", meeting.uid, do="restore")
    meeting.refresh_from_db()
    assert (meeting.state, meeting.sequence) == ("planned", 3)
    client.force_login(table.guest)
    assert client.get(reverse("meeting_edit", args=[meeting.uid])).status_code == 404


def test_a_meeting_s_own_guests(client, table):
    meeting, third = table.meeting(), OrganisationFactory(name="Les Passeurs")
    client.force_login(table.holder)
    address = reverse("meeting_guests", args=[meeting.uid])
    assert "Les Passeurs" in page(client, "meeting_guests", meeting.uid, q="passeurs")
    client.post(address, {"do": "add", "organisation": third.uid})
    invitation = meeting.invitations.get(organisation=third)
    client.post(address, {"do": "remove", "guest": invitation.pk})
    assert not meeting.invitations.filter(organisation=third).exists()
    assert client.post(address, {"do": "remove", "guest": "0"}).status_code == 400


def test_the_series_changes_ends_and_resumes_on_its_page(client, table):
    client.force_login(table.holder)
    typed = {"name": "Table", "rhythm": "by_hand", "every": 1, "lasts": 60, "secretary": table.guest.pk}
    assert post(client, "series_edit", table.series.uid, **typed | {"name": ""}).status_code == 422
    for wrong in ({"every": 0}, {"lasts": 99999}):
        assert post(client, "series_edit", table.series.uid, **typed | wrong).status_code == 422
    post(client, "series_edit", table.series.uid, **typed)
    post(client, "series_end", table.series.uid)
    table.series.refresh_from_db()
    assert (table.series.secretary, table.series.ended_on) == (table.guest, today())
    assert "ont pris fin" in page(client, "series", table.series.uid)
    post(client, "series_end", table.series.uid)
    table.series.refresh_from_db()
    assert table.series.ended_on is None


def test_a_document_is_added_downloaded_and_removed(client, table):
    meeting = table.meeting()
    client.force_login(table.guest)
    assert "readers" not in page(client, "document_new", meeting.uid)
    file = SimpleUploadedFile("Notes d’avant.txt", b"Bonjour")
    assert post(client, "document_new", meeting.uid, file=file, title="Notes").status_code == 302
    document = meeting.documents.get()
    answer = client.get(reverse("document", args=[meeting.uid, document.uid]))
    assert answer.content == b"Bonjour"
    assert answer["Content-Disposition"].startswith("attachment")
    program = SimpleUploadedFile("page.html", b"<script>")
    assert post(client, "document_new", meeting.uid, file=program).status_code == 422
    kept = SimpleUploadedFile("budget.txt", b"1")
    client.force_login(table.holder)
    post(client, "document_new", meeting.uid, file=kept, readers="running")
    budget = meeting.documents.get(name="budget.txt")
    client.force_login(table.guest)
    assert client.get(reverse("document", args=[meeting.uid, budget.uid])).status_code == 404
    assert "budget" not in page(client, "meeting", meeting.uid)
    post(client, "document_remove", meeting.uid, document.uid)
    assert meeting.documents.get() == budget


def test_follow_ups_are_listed_exported_and_closed(client, table):
    meeting = table.meeting(days=-20)
    given = {
        "organisation": table.house,
        "due_on": today() - timedelta(days=3),
        "by": table.holder,
        "at": now(),
    }
    follow_up = loops.decide_follow_up(meeting, text="Envoyer la liste", **given)
    client.force_login(table.guest)
    listed = page(client, "follow_ups")
    assert "en retard de 3\xa0j" in listed or "en retard de 3 j" in listed
    sheet = b"".join(client.get(reverse("follow_ups"), {"export": "csv"}).streaming_content).decode()
    assert sheet.startswith("\ufeff")
    assert str(follow_up.due_on) in sheet
    assert client.get(reverse("follow_ups"), {"export": "xlsx"}).content[:2] == b"PK"
    assert post(client, "follow_up", follow_up.uid, do="drop").status_code == 422
    assert post(client, "follow_up", follow_up.uid, do="?").status_code == 400
    post(client, "follow_up", follow_up.uid, do="drop", words="Plus utile")
    assert "Plus utile" in page(client, "follow_ups", closed=1)
    post(client, "follow_up", follow_up.uid, do="reopen")
    client.force_login(table.holder)
    back = post(client, "follow_up", follow_up.uid, do="done", **{"from": meeting.uid})
    assert back["Location"].startswith(reverse("meeting_run", args=[meeting.uid]))
    assert FollowUp.objects.get().state == "done"
    client.force_login(table.stranger)
    assert client.get(reverse("follow_up", args=[follow_up.uid])).status_code == 404
    assert "Envoyer la liste" not in page(client, "follow_ups")


def test_a_dissatisfaction_goes_back_and_forth_on_its_page(client, table):
    meeting = table.meeting(days=-20)
    item = agenda.add_item(meeting, title="Le répit", by=table.holder, at=now())
    client.force_login(table.guest)
    about = reverse("dissatisfaction_about", args=[meeting.uid]) + f"?item={item.uid}"
    typed = {
        "to": table.centre.pk,
        "words": "On ne nous a rien dit.",
        "answer_by": today(),
        "is_shared": "two",
    }
    assert client.post(about, typed).status_code == 422
    client.post(about, typed | {"answer_by": today() + timedelta(days=5)})
    found = Dissatisfaction.objects.get()
    assert (found.item, found.is_shared) == (item, False)
    client.force_login(table.holder)
    assert "attend une réponse écrite" in page(client, "meetings")
    assert post(client, "dissatisfaction", found.uid, words="").status_code == 422
    post(client, "dissatisfaction", found.uid, words="Nous aurions dû.")
    client.force_login(table.guest)
    assert post(client, "dissatisfaction", found.uid, is_enough="no").status_code == 422
    later = today() + timedelta(days=9)
    post(client, "dissatisfaction", found.uid, is_enough="no", verdict="Et la suite ?", answer_by=later)
    found.refresh_from_db()
    assert (found.state, found.answer_by) == ("again", later)
    sheet = b"".join(client.get(reverse("dissatisfactions"), {"export": "csv"}).streaming_content).decode()
    assert "réponse insuffisante" in sheet
    post(client, "dissatisfaction_withdraw", found.uid)
    assert "retirée" in page(client, "dissatisfactions")
    client.force_login(table.stranger)
    assert client.get(reverse("dissatisfaction", args=[found.uid])).status_code == 404


def test_on_an_agenda_the_two_names_appear_and_the_words_only_if_they_were_shared(client, table):
    written = loops.raise_dissatisfaction(
        table.series,
        to=table.centre,
        words="Un mot entre nous",
        answer_by=today() + timedelta(days=1),
        by=table.guest,
        at=now(),
    )
    meeting = table.meeting()
    third = acting_user(Role.WORKER)
    meetings.invite(meeting, organisations=[third.acting.organisation], by=table.holder, at=now())
    client.force_login(third)
    shown = page(client, "meeting", meeting.uid)
    assert "La maison attend une réponse écrite de Le centre" in shown
    assert written.get_absolute_url() not in shown
    assert client.get(written.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(("name", "most"), [("meetings", 22), ("follow_ups", 12), ("dissatisfactions", 12)])
def test_lists_ask_the_database_no_more_when_there_is_more(
    client, table, django_assert_max_num_queries, name, most
):
    client.force_login(table.guest)
    page(client, name)
    for days in (-60, -50, -40, -30, 4, 8):
        meeting = table.meeting(days=days)
        loops.decide_follow_up(meeting, text="x", organisation=table.house, by=table.holder, at=now())
        loops.raise_dissatisfaction(
            table.series,
            to=table.centre,
            words="x",
            answer_by=today() + timedelta(days=9),
            by=table.guest,
            at=now(),
        )
    with django_assert_max_num_queries(most):
        page(client, name)


def test_a_meeting_s_page_asks_as_much_for_ten_subjects_as_for_one(
    client, table, django_assert_max_num_queries
):
    before, meeting = table.meeting(days=-9), table.meeting()
    for number in range(10):
        attendance.arrive(before, name=f"Personne {number}", by=table.holder, at=before.starts_at)
        item = agenda.add_item(meeting, title=f"Point {number}", by=table.holder, at=now())
        agenda.say_who_relays(item, organisation=table.house, name="Odile", by=table.guest, at=now())
    client.force_login(table.holder)
    with django_assert_max_num_queries(36):
        page(client, "meeting", meeting.uid)
    with django_assert_max_num_queries(34):
        page(client, "meeting_run", meeting.uid)


def test_the_minutes_of_an_old_meeting_say_what_was_open_then(client, table):
    first, second = table.meeting(days=-40), table.meeting(days=-10)
    follow_up = loops.decide_follow_up(
        first, text="Envoyer la liste", organisation=table.house, by=table.holder, at=first.starts_at
    )
    item = agenda.add_item(second, title="x", by=table.holder, at=second.starts_at)
    agenda.note_item(item, said="y", by=table.holder, at=second.starts_at)
    attendance.hold(second, by=table.holder, at=second.ends_at)
    minutes.write_minutes(second, by=table.holder, at=second.ends_at)
    loops.close_follow_up(follow_up, words="Fait hier", by=table.guest, at=now())
    client.force_login(table.guest)
    assert "Envoyer la liste" in page(client, "minutes", second.uid)
    assert queries.past(table.guest, at=now()).count() == 2
