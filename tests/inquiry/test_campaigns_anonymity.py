"""Anonymous means anonymous: somebody who has the whole database finds nobody's answers.

The attacker of these tests reads every column of every table, the system columns of PostgreSQL and the rowids
of SQLite too, and knows in which order people really answered and what everybody really said.
"""

import json
import random
from itertools import combinations

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrimage.apps.audit.models import Entry
from arrimage.apps.inquiry import slips
from arrimage.apps.inquiry.actions import campaigns, campaigns_answering, campaigns_mixing
from arrimage.apps.inquiry.due_work import lead_campaigns
from arrimage.apps.inquiry.models import Invitation
from arrimage.apps.inquiry.queries import campaign_links as links
from arrimage.apps.inquiry.queries.campaign_sheets import sheet_of
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.crypto import UnreadableText
from arrimage.apps.questionnaires import codes
from arrimage.apps.questionnaires.actions import collecting, responses
from arrimage.apps.questionnaires.actions.responses import Closed
from arrimage.apps.questionnaires.document.answers import value
from arrimage.apps.questionnaires.models import Alert, Opening, Response
from arrimage.apps.questionnaires.queries.responses import response_behind
from arrimage.config.logs import without_secrets

from . import campaign_world as world

pytestmark = pytest.mark.django_db


def database() -> dict[str, list[dict]]:
    """Every table, with what the database itself notes on each row."""
    hidden = "ctid::text AS ctid, xmin::text AS xmin, xmax::text AS xmax, " if is_postgresql() else "rowid, "
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            try:
                with transaction.atomic():
                    cursor.execute(f"SELECT {hidden}* FROM {connection.ops.quote_name(table)}")
            except Exception:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


RESPONSES, INVITATIONS = "questionnaires_response", "inquiry_invitation"


def answered_in_order(wave, order: list[int]) -> dict[int, str]:
    """Each says something of their own; by number, what they said."""
    said = {}
    for number in order:
        said[number] = f"mot {number} de {random.random()}"
        world.answer(world.invitation(wave, number), given=world.GIVEN | {"words": value(said[number])})
    return said


def sayings(wave, by) -> list[str]:
    """In the order of the sheet, which is all that its readers get."""
    sheet = sheet_of(wave, by)
    return [sheet.answers["words"][respondent.key].value for respondent in sheet.respondents]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.permutations(range(9)).map(lambda order: order[:7]),
    reminded_after=st.integers(0, 7),
    abandoned=st.sets(st.integers(0, 8), max_size=3),
)
def test_nothing_in_the_database_joins_an_invitation_to_an_answer(order, reminded_after, abandoned):
    """Whatever the order, the reminders in between, and the drafts left behind."""
    with transaction.atomic():
        by = world.leader()
        wave = world.launched(by, mode="anonymous", count=9)
        for number in abandoned:
            world.begin(world.invitation(wave, number))
        answered_in_order(wave, order[:reminded_after])
        lead_campaigns(world.on(7))
        answered_in_order(wave, order[reminded_after:])
        campaigns.close_wave(wave, by=by, at=world.on(12))
        seen = database()
        rows = seen[RESPONSES]
        assert len(rows) == 7  # what was not sent is gone
        assert {row["status"] for row in seen[INVITATIONS]} == {"answered", "invited"}
        # 1. No column of a response says anything of its own but its ids, which are new and random.
        own = {"id", "uid", "ctid", "rowid"}
        shared = [{key: value for key, value in row.items() if key not in own} for row in rows]
        assert all(row == shared[0] for row in shared), shared
        # 2. What a response calls itself is found nowhere on the other side.
        theirs = seen[INVITATIONS] + seen["inquiry_invitee"] + seen["kernel_mail"]
        names = {str(row[name]) for row in rows for name in ("uid", "code_digest", "owner")} - {"None", ""}
        assert not names & {str(value) for row in theirs for value in row.values()}
        # 3. No other table points to a response.
        uids = {str(row["uid"]).replace("-", "") for row in rows}
        for table, found in seen.items():
            if table != RESPONSES:
                text = json.dumps(found, default=str).replace("-", "")
                assert not any(uid in text for uid in uids), table
        # 4. Every moment of a response is empty.
        assert all(row[name] is None for row in rows for name in ("started_at", "saved_at", "sent_at"))
        transaction.set_rollback(True)


def test_the_order_of_the_sheet_is_not_that_of_answering():
    """Over many closings, any order comes: the rank of a row says nothing of when it was sent."""
    first_is_first = 0
    for _round in range(12):
        by = world.leader()
        wave = world.launched(by, mode="anonymous", count=6)
        said = answered_in_order(wave, list(range(6)))
        campaigns.close_wave(wave, by=by, at=world.on(12))
        first_is_first += sayings(wave, by) == list(said.values())
    assert first_is_first <= 2  # one chance in 720 each time


def test_an_attacker_who_sees_every_transaction_of_an_open_wave_finds_groups_of_five_at_least():
    """While it is open: the rows one transaction wrote on both sides are those of five people or more."""
    by = world.leader()
    wave = world.launched(by, mode="anonymous", count=14)
    written = []  # at each sending: which invitations changed, and how many answers waited no more
    for number in range(13):
        before = dict(wave.invitations.values_list("pk", "status"))
        world.answer(world.invitation(wave, number))
        after = dict(wave.invitations.values_list("pk", "status"))
        written.append(sum(before[pk] != after[pk] for pk in before))
    assert [count for count in written if count] == [5, 5]
    assert written.index(5) == 4
    if is_postgresql():
        seen = database()
        for transaction_id in {row["xmin"] for row in seen[INVITATIONS]}:
            together = [row for row in seen[RESPONSES] if row["xmin"] == transaction_id]
            assert len(together) in (0, 5)


def test_beginning_leaves_no_trace_on_the_invitation():
    wave = world.launched(mode="anonymous")
    before = database()[INVITATIONS]
    code = world.begin(world.invitation(wave, 3))
    responses.save_answers(response_behind(code), world.GIVEN, at=world.on(2))
    assert database()[INVITATIONS] == before  # not even which transaction looked at it


def test_the_way_back_opens_with_the_code_alone_and_is_destroyed():
    wave = world.launched(mode="anonymous")
    one = world.invitation(wave, 3)
    code = world.begin(one)
    owner = response_behind(code).owner
    assert slips.opened_with(code, owner) == one.pk
    with pytest.raises(UnreadableText):
        slips.opened_with("2222-2222-2222-2222", owner)
    for number in range(5):
        world.answer(world.invitation(wave, number))
    sent = Response.objects.filter(status="sent")
    assert set(sent.values_list("owner", flat=True)) == {"group:"}


def test_slips_all_have_the_same_length_and_never_the_same_text():
    assert len({len(slips.under_code(pk, "abcd")) for pk in (1, 999, 123_456_789)}) == 1
    assert len({slips.waiting(7) for _ in range(20)}) == 20
    assert len(slips.waiting(7)) <= 80


def test_one_invitation_gives_one_answer_however_many_were_begun():
    wave = world.launched(mode="anonymous")
    one = world.invitation(wave, 0)
    lost, found = world.begin(one), world.begin(one)
    for code in (lost, found):
        responses.save_answers(response_behind(code), world.GIVEN, at=world.on(1))
    responses.send_response(response_behind(found), at=world.on(1), code=found)
    with pytest.raises(Closed):
        responses.send_response(response_behind(lost), at=world.on(1), code=lost)
    with pytest.raises(Closed):
        world.begin(one)
    with pytest.raises(Closed):
        campaigns_answering.refuse(one, at=world.on(1))
    assert Response.objects.filter(status="sent").count() == 1


def test_an_anonymous_answer_is_not_changed_once_sent_nor_found_after_the_closing():
    by = world.leader()
    wave = world.launched(by, mode="anonymous")
    codes = [world.answer(world.invitation(wave, number)) for number in range(6)]
    with pytest.raises(Closed):
        responses.save_answers(response_behind(codes[0]), world.GIVEN, at=world.on(2))
    assert Client().get(reverse("answer_review", args=[codes[0]])).status_code == 200  # one's copy
    campaigns.close_wave(wave, by=by, at=world.on(12))
    assert Client().get(reverse("answer_review", args=[codes[0]])).status_code == 404


def test_the_journal_says_nothing_of_those_who_answer():
    wave = world.launched(mode="anonymous")
    before = Entry.objects.count()
    for number in range(6):
        world.answer(world.invitation(wave, number))
    campaigns_answering.refuse(world.invitation(wave, 8), at=world.on(1))
    assert Entry.objects.count() == before
    assert not Alert.objects.exists()


def test_an_answer_that_would_be_an_alert_tells_nobody_when_nobody_knows_who(mailoutbox):
    wave = world.launched(mode="anonymous", day=today(), at=now())
    mailoutbox.clear()
    world.answer(world.invitation(wave, 0), at=now(), given=world.GIVEN | {"harm": value("yes")})
    assert not Alert.objects.exists()
    assert mailoutbox == []
    page = Client().get(reverse("asked", args=[links.token_of(world.invitation(wave, 1))])).content.decode()
    assert "personne n’en est averti" in page


def test_an_account_that_is_signed_in_leaves_nothing_beside_its_answers():
    """Neither the session nor the page ties a code to who is signed in."""
    wave = world.launched(mode="anonymous", day=today(), at=now())
    somebody = world.leader()
    client = Client()
    client.force_login(somebody)
    asked = reverse("asked", args=[links.token_of(world.invitation(wave, 0))])
    page = client.get(asked).content.decode()
    assert 'name="form_owner"' not in page
    first = client.post(asked, {"do": "begin", "agreed": "on"})["Location"]
    assert 'name="form_owner"' not in client.get(first).content.decode()
    client.post(first, {"met": "no", "liked": "yes", "shown": "met liked", "do": "next"})
    code = first.split("/")[2]
    assert response_behind(code) is not None
    stored = json.dumps(dict(client.session.items()), default=str)
    assert code not in stored
    assert code not in json.dumps(database(), default=str)


@pytest.mark.parametrize(
    "line",
    [
        "Not Found: /mes-reponses/abcd-efgh-jkmn-pqrs/1/",
        "Forbidden (CSRF cookie not set.): /enquete/0123.1.sig/passer/",
        "GET /mes-reponses/abcd-efgh-jkmn-pqrs/copie/?x=1 HTTP/1.1",
    ],
)
def test_no_line_of_the_log_holds_a_key(line):
    hidden = without_secrets(line)
    assert "abcd-efgh" not in hidden
    assert "0123.1.sig" not in hidden
    assert hidden != line


def test_the_log_of_a_page_that_is_not_found_holds_no_key(caplog):
    from arrimage.config.logs import HidesSecrets

    Client().get(reverse("answer_review", args=["abcd-efgh-jkmn-pqrs"]))
    records = [record for record in caplog.records if record.name == "django.request"]
    assert records
    for record in records:
        HidesSecrets().filter(record)
        assert "abcd" not in record.getMessage()
        assert not hasattr(record, "request")


def test_small_groups_and_rare_languages_are_told_with_the_others():
    by = world.leader()
    wave = world.launched(by, mode="anonymous", count=20, groups=3, tells_stratum=True)
    for number in [*range(0, 18, 3), *range(1, 18, 3), 2]:  # six, six, and one alone
        world.answer(world.invitation(wave, number))
    campaigns.close_wave(wave, by=by, at=world.on(12))
    strata = [respondent.stratum for respondent in sheet_of(wave, by).respondents]
    told = {stratum: strata.count(stratum) for stratum in strata}
    assert "Groupe 2" not in told
    assert all(count >= 5 for count in told.values())
    assert {response.language for response in Response.objects.all()} == {"fr"}


def test_a_group_promised_to_nobody_is_not_told():
    by = world.leader()
    wave = world.launched(by, mode="anonymous", count=20, groups=2)
    for number in range(14):
        world.answer(world.invitation(wave, number))
    campaigns.close_wave(wave, by=by, at=world.on(12))
    sheet = sheet_of(wave, by)
    assert {respondent.stratum for respondent in sheet.respondents} == {""}
    assert sheet.asked_by_stratum == {}
    assert {(one.label, one.organisation_id, one.territory) for one in sheet.respondents} == {("", None, "")}


def test_the_database_itself_refuses_a_date_or_a_moment():
    wave = world.launched(mode="anonymous")
    one = world.invitation(wave, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=one.pk).update(status="answered", answered_on=world.on(1).date())
    world.begin(one)
    for name in ("started_at", "saved_at", "sent_at"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Response.objects.update(**{name: world.on(1)})


def test_mixing_a_second_time_changes_nothing():
    by = world.leader()
    wave = world.launched(by, mode="anonymous")
    for number in range(7):
        world.answer(world.invitation(wave, number))
    campaigns.close_wave(wave, by=by, at=world.on(12))
    before = list(Response.objects.order_by("pk").values())
    wave.refresh_from_db()
    assert campaigns_mixing.mix(wave) == 0
    lead_campaigns(world.on(13))
    assert list(Response.objects.order_by("pk").values()) == before


def test_what_is_begun_at_the_very_moment_of_closing_is_destroyed():
    wave = world.launched(mode="anonymous")
    late, read_while_open = world.invitation(wave, 0), Opening.objects.get(pk=wave.opening_id)
    campaigns.close_wave(wave, at=world.on(22))
    campaigns_mixing.mix_what_is_closed()
    # The transaction that begins these ends after the mixing.
    code = codes.new_code()
    owner = slips.under_code(late.pk, code)
    collecting.begin_response(read_while_open, code=code, owner=owner, at=world.on(20), language="fr")
    assert Response.objects.filter(status="draft").exists()
    campaigns_mixing.mix_what_is_closed()
    assert not Response.objects.exists()


def test_no_model_of_campaigns_writes_a_moment_by_itself_on_either_side():
    """A date that dates itself (`auto_now`) would tell when somebody answered."""
    for label in (
        "inquiry.Invitation",
        "inquiry.Invitee",
        "questionnaires.Response",
        "questionnaires.ResponseAnswer",
    ):
        for field in apps.get_model(label)._meta.fields:
            assert not getattr(field, "auto_now", False), field
            assert not getattr(field, "auto_now_add", False), field


def test_every_pair_of_answers_could_be_exchanged():
    """After the closing, exchanging who said what leaves the database as it is: nothing says otherwise."""
    by = world.leader()
    wave = world.launched(by, mode="anonymous", count=8)
    said = answered_in_order(wave, [3, 1, 6, 0, 7, 2])
    campaigns.close_wave(wave, by=by, at=world.on(12))
    assert sorted(sayings(wave, by)) == sorted(said.values())
    answered = wave.invitations.filter(status="answered").values(
        "status",
        "generation",
        "reminders",
        "reminded_on",
        "invited_on",
        "last_mail",
        "answered_on",
        "capacity",
    )
    for one, other in combinations(answered, 2):
        assert one == other
