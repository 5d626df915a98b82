"""Preparing, opening, closing; rules that do not change in silence; who is invited."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from arrimage.apps.accounts.roles import Role
from arrimage.apps.deliberation.actions import consultations as actions
from arrimage.apps.deliberation.actions.reminders import run_calendar
from arrimage.apps.deliberation.models import Consultation, Rules
from arrimage.apps.deliberation.queries import consultations as queries
from arrimage.apps.deliberation.texts import plain, rich
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.uploads import check_upload
from arrimage.apps.network.models import Network
from arrimage.apps.network.vocabulary import OrganisationKind, TerritoryKind
from tests.accounts.factories import UserFactory, acting_user
from tests.deliberation.factories import draft
from tests.network.factories import AffiliationFactory, OrganisationFactory, TerritoryFactory

pytestmark = pytest.mark.django_db


def prepared(**more):
    house = OrganisationFactory()
    leader = acting_user(Role.MANAGER, organisation=house)
    return draft(house, leader, audience=more.pop("audience", "public"), **more), leader


def test_a_consultation_opens_once_nothing_is_missing(mailoutbox):
    consultation, leader = prepared()
    opened = actions.open_consultation(consultation, by=leader, at=now())
    assert opened.is_open
    assert opened.rules.get().told_at is not None


def test_it_does_not_open_without_rules_questions_or_somebody_to_answer():
    house = OrganisationFactory()
    leader = acting_user(Role.MANAGER, organisation=house)
    bare = actions.prepare(organisation=house, title="Rien", summary="", by=leader, at=now())
    with pytest.raises(ValidationError) as refusal:
        actions.open_consultation(bare, by=leader, at=now())
    assert len(refusal.value.messages) == 5
    bare.refresh_from_db()
    assert bare.is_draft


def test_somebody_of_elsewhere_prepares_nothing_in_this_name():
    house = OrganisationFactory()
    with pytest.raises(PermissionDenied):
        actions.prepare(organisation=house, title="À nous", summary="", by=acting_user(), at=now())
    assert not Consultation.objects.exists()


def test_a_worker_does_not_lead_a_consultation():
    house = OrganisationFactory()
    worker = acting_user(Role.WORKER, organisation=house)
    with pytest.raises(PermissionDenied):
        actions.prepare(organisation=house, title="À nous", summary="", by=worker, at=now())


def test_a_network_is_led_only_by_whoever_both_sides_mandated():
    network = Network.objects.create(
        name="R", territory=TerritoryFactory(code="991", kind=TerritoryKind.TERRITORY)
    )
    alone = acting_user(Role.NETWORK_COORDINATOR)
    with pytest.raises(PermissionDenied):
        actions.prepare(network=network, title="Ensemble", summary="", by=alone, at=now())
    network.mandates.create(
        user=alone, since=today(), proposed_at=now(), public_yes_at=now(), community_yes_at=now()
    )
    made = actions.prepare(network=network, title="Ensemble", summary="", by=alone, at=now())
    assert made.leader == network


def test_rules_that_were_told_never_change(room):
    rules = queries.rules_of(room.consultation)
    rules.use = "Autre chose"
    with pytest.raises(ValueError, match="never change"):
        rules.save()


def test_changing_the_rules_writes_a_version_and_tells_everybody(room, mailoutbox):
    room.says(speaker=room_speaker(), by=room.invited)
    mailoutbox.clear()
    with pytest.raises(ValidationError):
        actions.write_rules(room.consultation, use="Autre chose.", by=room.leader, at=now())
    changed = actions.write_rules(
        room.consultation, use="Autre chose.", why_changed="La loi a changé.", by=room.leader, at=now()
    )
    assert changed.number == 2
    assert [rules.number for rules in Rules.objects.order_by("number")] == [1, 2]
    told = {address for mail in mailoutbox for address in mail.to}
    assert {"maison@essai.invalid", room.invited.email, room.moderator.email} <= told
    (_new, changes), _old = queries.changes_of_rules(room.consultation)
    assert [(one.before, one.after) for one in changes] == [
        ("Une synthèse sera publiée, puis discutée en assemblée.", "Autre chose.")
    ]
    contribution = room.consultation.contributions.get()
    assert contribution.rules.number == 1, "what was given stays under the rules it was given under"


def room_speaker():
    from tests.deliberation.factories import OURSELVES

    return OURSELVES


def test_rules_always_leave_a_way_to_speak():
    consultation, leader = prepared()
    with pytest.raises(ValidationError):
        actions.write_rules(
            consultation, allows_named=False, allows_organisation=False, allows_anonymous=False,
            by=leader, at=now(),
        )  # fmt: skip


def test_what_was_promised_at_the_opening_stays(room):
    actions.change(room.consultation, closes_on=today() + timedelta(days=20), by=room.leader, at=now())
    for broken in ({"audience": "invited"}, {"closes_on": today() + timedelta(days=3)}, {"closes_on": None}):
        with pytest.raises(ValidationError):
            actions.change(room.fresh(), **broken, by=room.leader, at=now())
    later = today() + timedelta(days=30)
    assert actions.change(room.fresh(), closes_on=later, by=room.leader, at=now()).closes_on == later
    with pytest.raises(ValidationError):
        actions.set_questions(room.consultation, [("Autre ?", "")], by=room.leader, at=now())


def test_all_the_members_of_a_federation_are_invited_at_once(mailoutbox):
    consultation, leader = prepared(audience="invited")
    federation = OrganisationFactory(kind=OrganisationKind.FEDERATION)
    for _number in range(3):
        AffiliationFactory(organisation=OrganisationFactory(email="m@essai.invalid"), federation=federation)
    assert actions.invite_members(consultation, federation, by=leader, at=now()) == 3
    assert actions.invite_members(consultation, federation, by=leader, at=now()) == 0, "twice invites once"
    assert not mailoutbox, "nobody is told before it opens"
    actions.open_consultation(consultation, by=leader, at=now())
    assert [mail.to for mail in mailoutbox] == [["m@essai.invalid"]], "one address is written to once"
    assert str(federation) in set(consultation.invitees.values_list("through", flat=True))


def test_the_mail_says_that_there_is_something_to_read_and_opens_it(private, mailoutbox, client):
    invitation = next(mail for mail in mailoutbox if mail.to == ["maison@essai.invalid"])
    assert "Un contexte" not in invitation.body
    path = invitation.body.split("http://127.0.0.1:8000")[1].split()[0]
    assert client.get(private.consultation.get_absolute_url()).status_code == 404
    assert client.get(path).status_code == 302
    assert client.get(private.consultation.get_absolute_url()).status_code == 200


def test_an_address_made_anew_closes_the_former_one(private, client):
    path = f"/consultations/adresse/{queries.token_of(private.consultation)}/"
    client.get(path)
    actions.renew_key(private.consultation, by=private.leader, at=now())
    assert client.get(private.consultation.get_absolute_url()).status_code == 404
    assert client.get(path).status_code == 404


def test_contributions_close_by_themselves_on_their_day(room):
    actions.change(room.consultation, closes_on=today() + timedelta(days=2), by=room.leader, at=now())
    assert run_calendar(at=now()) == (0, 0)
    assert run_calendar(at=now() + timedelta(days=2)) == (1, 0)
    assert room.fresh().state == "closed"


def test_a_person_is_invited_and_named_by_their_account(room, mailoutbox):
    person = UserFactory()
    actions.invite(room.consultation, user=person, why="Elle le vit.", by=room.leader, at=now())
    assert mailoutbox[-1].to == [person.email]
    with pytest.raises(ValidationError):
        actions.take_back_invitation(room.consultation.invitees.get(user=person), by=room.leader, at=now())


ATTACKS = [
    "<script>alert(1)</script>Bonjour",
    '<p onclick="alert(1)">Bonjour</p>',
    '<a href="javascript:alert(1)">Bonjour</a>',
    '<a href="jav&#x09;ascript:alert(1)">Bonjour</a>',
    "<img src=x onerror=alert(1)>Bonjour",
    "Bonjour<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></math>Bonjour",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>Bonjour',
    "<style>body{background:url(//mal.invalid)}</style>Bonjour",
    '<form action="//mal.invalid"><input name=q>Bonjour</form>',
    '<a href="data:text/html,<script>alert(1)</script>">Bonjour</a>',
    '<p style="position:fixed;inset:0">Bonjour</p>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">Bonjour',
    "Bonjour<!--><script>alert(1)</script-->",
    '<base href="//mal.invalid/">Bonjour<a href="x">suite</a>',
]


RUNS = "script onerror onclick onbegin <img <svg <style style= <form <iframe <base data: mal.invalid".split()


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_a_known_attack_runs(attack):
    clean = rich(attack).lower()
    assert "bonjour" in clean
    for word in RUNS:
        assert word not in clean


def test_plain_text_becomes_paragraphs_and_what_is_meant_stays():
    assert rich("Un < deux\n\nTrois") == "<p>Un &lt; deux</p>\n<p>Trois</p>"
    kept = rich('<h2>Titre</h2><ul><li><a href="https://exemple.org">lien</a></li></ul>')
    assert "<h2>Titre</h2>" in kept
    assert 'href="https://exemple.org"' in kept
    assert 'rel="noopener noreferrer nofollow"' in kept
    assert rich(rich("Deux < trois & <b>gras</b>")) == rich("Deux < trois & <b>gras</b>")


def test_a_text_keeps_its_letters_and_loses_what_hides():
    assert plain("a\r\nb\x00\u202ec\u00a0!\u202f?") == "a\nbc\u00a0!\u202f?"


def test_a_document_says_what_it_says_and_its_picture_is_drawn_again(tmp_path):
    import io

    from PIL import Image

    consultation, leader = prepared()
    file, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "Chez Marie"
    Image.new("RGB", (30, 20), "teal").save(file, "JPEG", exif=exif)
    upload = SimpleUploadedFile("plan.jpg", file.getvalue())
    upload.upload = check_upload(upload, allowed=actions.ALLOWED)
    given = {"file": upload, "title": "Le plan", "by": leader, "at": now()}
    with pytest.raises(ValidationError):
        actions.add_document(consultation, says=" ", **given)
    document = actions.add_document(consultation, says="Un plan de la salle.", **given)
    assert b"Chez Marie" not in bytes(document.content.data)
    assert document.media_type == "image/webp"
