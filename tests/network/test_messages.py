"""Organisations write to one another: invited in two clicks, answered in one's own words."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from icalendar import Calendar

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network.actions import messages as actions
from arrimage.apps.network.models import Message, Recipient
from arrimage.apps.network.queries import messages as queries
from arrimage.apps.network.vocabulary import OrganisationKind
from tests.accounts.factories import MembershipFactory, UserFactory, acting_user
from tests.network.factories import AffiliationFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

WORDS = "Nous viendrons à deux, avec plaisir."


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def us():
    return acting_user(Role.WORKER, organisation=OrganisationFactory(name="Nous"))


@pytest.fixture
def them():
    return OrganisationFactory(name="Eux", email="eux@essai.invalid")


def send(us, *to, **content):
    content = {"kind": "letter", "subject": "Bonjour", "body": "Un mot."} | content
    return actions.send_message(us.acting.organisation, to, by=us, at=now(), **content)


def invited(us, them, **content) -> Recipient:
    return send(us, them, kind="invitation", **content).recipients.get()


# --- Sending


def test_inviting_takes_two_clicks(client, us, them, mailoutbox):
    client.force_login(us)
    invite = reverse("invite", args=[them.uid])
    assert invite in client.get(them.get_absolute_url()).content.decode()
    form = client.get(invite).context["form"]  # first click: the page is filled in
    typed = {name: form[name].value() or "" for name in form.fields}
    answer = client.post(invite, typed)  # second click
    message = Message.objects.get()
    assert answer["Location"] == reverse("message", args=[message.uid])
    assert message.recipients.get().organisation == them
    assert "Seriez-vous libres" in message.body
    assert [mail.to for mail in mailoutbox] == [["eux@essai.invalid"]]


def test_a_visitor_sees_no_button(client, them):
    assert reverse("invite", args=[them.uid]) not in client.get(them.get_absolute_url()).content.decode()


def test_only_a_keeper_of_the_sending_organisation_sends(us, them):
    auditor = acting_user(Role.AUDITOR, organisation=us.acting.organisation)
    stranger = acting_user(Role.MANAGER)
    for user in (auditor, stranger):
        with pytest.raises(PermissionDenied):
            actions.send_message(
                us.acting.organisation, [them], kind="letter", subject="x", body="y", by=user, at=now()
            )
    assert not Message.objects.exists()


def test_only_a_coalition_writes_to_several_and_to_its_members_alone(us, them):
    with pytest.raises(PermissionDenied):
        send(us, them, OrganisationFactory())
    with pytest.raises(PermissionDenied):
        send(us, them, kind="consultation", answer_by=today())
    held = AffiliationFactory()
    coalition = acting_user(Role.COALITION_COORDINATOR, organisation=held.federation)
    assert send(coalition, held.organisation, kind="consultation", answer_by=today()).recipients.count() == 1
    with pytest.raises(PermissionDenied):
        send(coalition, held.organisation, them)


def test_an_organisation_sends_so_many_messages_a_day(us, them, monkeypatch):
    monkeypatch.setattr(actions, "MESSAGES_A_DAY", 2)
    send(us, them)
    send(us, them)
    with pytest.raises(ValidationError, match="demain"):
        send(us, them)
    actions.send_message(
        us.acting.organisation,
        [them],
        kind="letter",
        subject="x",
        body="y",
        by=us,
        at=now() + timedelta(hours=25),
    )


def test_nobody_writes_to_themselves_or_to_the_closed(us, them):
    them.closed_on = today()
    them.save()
    with pytest.raises(ValidationError):
        send(us, us.acting.organisation, them)


def test_mail_goes_to_the_address_and_to_the_keepers(us, them, mailoutbox):
    manager = MembershipFactory(organisation=them, role=Role.MANAGER).user
    MembershipFactory(organisation=them, role=Role.AUDITOR)
    MembershipFactory(organisation=them, until=date(2024, 1, 1))
    MembershipFactory(organisation=them, user=UserFactory(is_active=False))
    us.acting.organisation.email = "nous@essai.invalid"
    us.acting.organisation.save()
    message = send(us, them)
    assert {mail.to[0] for mail in mailoutbox} == {"eux@essai.invalid", manager.email}
    assert all(mail.reply_to == ["nous@essai.invalid"] for mail in mailoutbox)
    by_address = {mail.to[0]: mail.body for mail in mailoutbox}
    assert reverse("message", args=[message.uid]) in by_address[manager.email]
    assert "/repondre/" in by_address["eux@essai.invalid"]
    assert "/repondre/" not in by_address[manager.email]


def test_whoever_cannot_be_reached_is_named(client, us, mailoutbox):
    alone = OrganisationFactory(name="Sans adresse", phone="418 555-0199")
    client.force_login(us)
    page = client.post(reverse("write", args=[alone.uid]), {"subject": "x", "body": "y"}, follow=True)
    assert "Sans adresse n’a ni courriel ni compte" in page.content.decode()
    assert Recipient.objects.get().mailed_at is None
    assert not mailoutbox


def test_a_meeting_enters_a_calendar(us, them, mailoutbox):
    starts = datetime(2026, 12, 1, 18, 30, tzinfo=now().tzinfo)
    message = invited(us, them, starts_at=starts, place="1, rue de l’Accueil; salle A, bas").message
    (attachment,) = mailoutbox[0].attachments
    assert attachment.mimetype == "text/calendar"
    (event,) = Calendar.from_ical(attachment.content).walk("VEVENT")
    assert event.decoded("dtstart") == starts
    assert event.decoded("dtend") == starts + timedelta(hours=1)
    assert str(event["location"]) == message.place
    assert str(event["uid"]) == f"{message.uid}@arrimage"


def test_a_subject_adds_no_header(us, them, mailoutbox):
    send(us, them, subject="Bonjour\r\nBcc: autre@essai.invalid")
    assert mailoutbox[0].bcc == []
    assert "\n" not in mailoutbox[0].subject


def test_the_journal_names_neither_the_subject_nor_the_words(us, them):
    recipient = invited(us, them, subject="Un sujet délicat", body="Un texte délicat")
    actions.answer_message(recipient, by=None, at=now(), answer="yes", words=WORDS)
    assert list(Entry.objects.order_by("pk").values_list("action", flat=True)) == [
        "message.sent",
        "message.answered",
    ]
    said = " ".join(f"{entry.subjects} {entry.details}" for entry in Entry.objects.all())
    assert "délicat" not in said
    assert WORDS not in said


# --- Answering


def test_an_organisation_answers_in_its_own_words(client, us, them, mailoutbox):
    recipient = invited(us, them)
    member = acting_user(Role.PEER_HELPER, organisation=them)
    client.force_login(member)
    address = reverse("message", args=[recipient.message.uid])
    assert "En attente de votre réponse" in client.get(reverse("messages")).content.decode()
    client.get(address)
    recipient.refresh_from_db()
    assert recipient.seen_at is not None
    mailoutbox.clear()
    assert client.post(address, {"answer": "yes", "words": WORDS}).status_code == 302
    recipient.refresh_from_db()
    assert (recipient.answer, recipient.words, recipient.answered_by) == ("yes", WORDS, str(member))
    (told,) = mailoutbox
    assert told.to == [us.email]
    assert WORDS not in told.body
    client.force_login(us)
    assert WORDS in client.get(address).content.decode()


def test_an_answer_may_be_changed_without_another_mail(us, them, mailoutbox):
    recipient = invited(us, them)
    actions.answer_message(recipient, by=None, at=now(), answer="yes")
    mailoutbox.clear()
    actions.answer_message(recipient, by=None, at=now(), answer="no")
    recipient.refresh_from_db()
    assert recipient.answer == "no"
    assert not mailoutbox


def test_an_empty_answer_says_nothing(us, them):
    with pytest.raises(ValidationError):
        actions.answer_message(invited(us, them), by=None, at=now(), words="…")
    with pytest.raises(ValidationError):
        actions.answer_message(send(us, them).recipients.get(), by=None, at=now(), words="  ")
    assert not Recipient.objects.exclude(answered_at=None).exists()


def test_nobody_answers_for_another_organisation(client, us, them):
    recipient = invited(us, them)
    stranger = acting_user(Role.MANAGER)
    with pytest.raises(PermissionDenied):
        actions.answer_message(recipient, by=stranger, at=now(), answer="yes")
    client.force_login(stranger)
    assert client.post(reverse("message", args=[recipient.message.uid]), {"answer": "yes"}).status_code == 404


def test_an_auditor_reads_no_message(client, us, them):
    recipient = invited(us, them)
    client.force_login(acting_user(Role.AUDITOR, organisation=them))
    assert client.get(reverse("message", args=[recipient.message.uid])).status_code == 403


# --- By the mailed link


def link_in(mail) -> str:
    return re.search(r"/repondre/\S+", mail.body)[0]


def test_the_mailed_link_lets_one_answer_without_an_account(client, us, them, mailoutbox):
    recipient = invited(us, them)
    other = send(us, them, subject="Un autre message", body="Autre texte")
    link = link_in(mailoutbox[0])
    page = client.get(link)
    assert "Seriez-vous" not in page.content.decode()
    assert "Un mot." in page.content.decode()
    assert other.subject not in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    assert client.post(link, {"answer": "other", "words": WORDS}).status_code == 200
    recipient.refresh_from_db()
    assert recipient.answered_by == "par le lien envoyé à l’organisation"
    # What was answered is not shown again: the mail may have been passed on.
    assert WORDS not in client.get(link).content.decode()


def test_opening_the_link_answers_nothing(client, us, them, mailoutbox):
    recipient = invited(us, them)
    client.get(link_in(mailoutbox[0]))
    recipient.refresh_from_db()
    assert recipient.seen_at is None
    assert recipient.answered_at is None


def test_the_link_lasts_thirty_days_after_the_date_asked(us, them):
    recipient = invited(us, them, answer_by=today() + timedelta(days=5))
    token = queries.token_of(recipient)
    assert queries.recipient_behind(token, at=now() + timedelta(days=35)) == recipient
    assert queries.recipient_behind(token, at=now() + timedelta(days=36)) is None
    with pytest.raises(ValidationError):
        actions.answer_message(recipient, by=None, at=now() + timedelta(days=36), answer="yes")


def test_a_link_made_up_leads_nowhere(client, us, them):
    recipient = invited(us, them)
    for token in (
        "x",
        recipient.uid.hex,
        queries.token_of(recipient)[:-1],
        f"{recipient.uid.hex}:{'a' * 43}",
    ):
        page = client.get(reverse("answer_by_link", args=[token]))
        assert page.status_code == 404
        assert "Ce lien ne sert plus" in page.content.decode()


# --- Consulting


@pytest.fixture
def consulted():
    """A coalition's coordinator, and its three members' managers."""
    coalition = OrganisationFactory(kind=OrganisationKind.COALITION, name="Regroupement")
    members = [AffiliationFactory(federation=coalition).organisation for _ in range(3)]
    coordinator = acting_user(Role.COALITION_COORDINATOR, organisation=coalition)
    return coordinator, [acting_user(Role.MANAGER, organisation=member) for member in members]


def consult(client, coordinator, shared: str) -> str:
    client.force_login(coordinator)
    typed = {"subject": "Votre avis", "body": "?", "answer_by": today().isoformat()}
    answer = client.post(reverse("consult_members"), typed | {"answers_are_shared": shared})
    assert answer.status_code == 302
    return answer["Location"]


@pytest.mark.parametrize(("shared", "others_read"), [("", False), ("1", True)])
def test_members_read_the_others_answers_only_if_that_was_the_rule(client, consulted, shared, others_read):
    coordinator, (first, second, third) = consulted
    address = consult(client, coordinator, shared)
    client.force_login(first)
    assert client.post(address, {"words": WORDS}).status_code == 302
    client.force_login(second)
    page = client.get(address).content.decode()
    assert (WORDS in page) is others_read
    assert third.acting.organisation.name not in page  # who has not answered is the asker's to know
    client.force_login(coordinator)
    page = client.get(address).content.decode()
    assert WORDS in page
    assert "n’a pas dit non" in page
    assert third.acting.organisation.name in page


def test_the_rule_cannot_be_a_letter_s():
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(
            kind="letter", organisation=OrganisationFactory(), sent_at=now(), answers_are_shared=True
        )


def test_an_organisation_without_members_is_told_so(client, us):
    client.force_login(us)
    page = client.get(reverse("consult_members"), follow=True)
    assert "ont des membres" in page.content.decode()


# --- Pages


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, us, them):
    client.force_login(us)
    typed = {"subject": "Rencontre", "body": "Notre texte", "starts": "10:00", "ends": "09:00"}
    page = client.post(reverse("invite", args=[them.uid]), typed)
    assert page.status_code == 422
    assert "Notre texte" in page.content.decode()
    assert "Indiquez le jour" in page.content.decode()
    yesterday = (today() - timedelta(days=1)).isoformat()
    page = client.post(reverse("invite", args=[them.uid]), typed | {"day": yesterday, "ends": ""})
    assert "Ce jour est passé" in page.content.decode()
    assert not Message.objects.exists()


def test_a_text_ten_times_too_long_or_with_a_script_does_no_harm(client, us, them):
    client.force_login(us)
    address = reverse("write", args=[them.uid])
    assert client.post(address, {"subject": "x", "body": "a" * 50_000}).status_code == 422
    page = client.post(address, {"subject": "<script>alert(1)</script>", "body": "<script>"}, follow=True)
    assert "<script>alert" not in page.content.decode()


def test_the_list_costs_the_same_for_one_message_and_for_twenty(
    client, us, them, django_assert_max_num_queries
):
    for _ in range(20):
        send(us, them)
    client.force_login(us)
    client.get(reverse("messages"))  # the first page of a session writes it down
    with django_assert_max_num_queries(7):
        assert client.get(reverse("messages")).status_code == 200


def test_the_calendar_file_is_for_those_who_wrote_or_received(client, us, them):
    message = invited(us, them, starts_at=now() + timedelta(days=2)).message
    client.force_login(us)
    answer = client.get(reverse("message_calendar", args=[message.uid]))
    assert answer["Content-Type"].startswith("text/calendar")
    client.force_login(acting_user(Role.MANAGER))
    assert client.get(reverse("message_calendar", args=[message.uid])).status_code == 404
