"""What the chain shows once the triggers have been taken away."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction

from arrimage.apps.audit import actions, chain, queries, triggers
from arrimage.apps.audit.models import Checkpoint, Entry, Seal, Unsealed
from arrimage.apps.audit.queries import Break, Fault
from arrimage.apps.kernel import crypto

AT = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


def tamper(sql, parameters=None):
    with triggers.lifted(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        assert cursor.rowcount


def breaks(**kwargs):
    return queries.verify(at=AT, **kwargs).breaks


def another_value_of(field):
    if field.name == "at" or field.name.endswith("_at"):
        return AT + timedelta(microseconds=1)
    return 77 if field.get_internal_type().endswith("IntegerField") else "autre"


def test_a_sealed_journal_is_whole(journal):
    found = queries.verify(at=AT)
    assert found.whole
    assert (found.sealed, found.waiting, found.removed) == (10, 0, 0)
    assert found.head == f"10:{Seal.objects.get(number=10).hash}"


def test_the_current_form_covers_every_column():
    assert set(chain.FORMS[chain.FORM]) == {field.attname for field in Entry._meta.concrete_fields}


@pytest.mark.parametrize(
    "field", [f for f in Entry._meta.concrete_fields if f.name != "id"], ids=lambda f: f.name
)
def test_an_edit_of_any_column_is_named(journal, field):
    tamper(f"UPDATE audit_entry SET {field.column} = %s WHERE id = %s", [another_value_of(field), journal[4]])
    assert breaks() == [Break(Fault.ALTERED, journal[4], 5)]


@pytest.mark.parametrize("field", Seal._meta.concrete_fields, ids=lambda f: f.name)
def test_an_edit_of_any_column_of_a_seal_is_named(journal, field):
    tamper(f"UPDATE audit_seal SET {field.column} = %s WHERE number = 5", [another_value_of(field)])
    assert breaks()[0].number == 5


def test_an_id_changed_is_a_deletion_and_an_insertion(journal):
    tamper("UPDATE audit_entry SET id = 777777 WHERE id = %s", [journal[4]])
    assert breaks() == [Break(Fault.DELETED, journal[4], 5), Break(Fault.INSERTED, 777777)]


def test_a_deleted_entry_is_named(journal):
    tamper("DELETE FROM audit_entry WHERE id = %s", [journal[0]])
    assert breaks() == [Break(Fault.DELETED, journal[0], 1)]


def test_a_deleted_entry_with_its_seal_leaves_a_hole(journal):
    tamper("DELETE FROM audit_entry WHERE id = %s", [journal[4]])
    tamper("DELETE FROM audit_seal WHERE entry_id = %s", [journal[4]])
    assert breaks() == [Break(Fault.SEAL_MISSING, None, 5)]


def test_closing_the_hole_breaks_the_next_link(journal):
    tamper("DELETE FROM audit_entry WHERE id = %s", [journal[4]])
    tamper("DELETE FROM audit_seal WHERE number = 5")
    for number in range(6, 11):
        tamper("UPDATE audit_seal SET number = %s WHERE number = %s", [number - 1, number])
    assert breaks()[0] == Break(Fault.ALTERED, journal[5], 5)


def test_two_entries_that_changed_places_are_named(journal):
    for old, new in ((journal[2], 0), (journal[3], journal[2]), (0, journal[3])):
        tamper("UPDATE audit_entry SET id = %s WHERE id = %s", [new, old])
    assert breaks() == [Break(Fault.ALTERED, journal[2], 3), Break(Fault.ALTERED, journal[3], 4)]


def test_two_seals_that_changed_places_are_named(journal):
    for old, new in ((3, 99), (4, 3), (99, 4)):
        tamper("UPDATE audit_seal SET number = %s WHERE number = %s", [new, old])
    assert breaks()[0] == Break(Fault.ALTERED, journal[3], 3)


def test_an_entry_inserted_by_hand_is_named_and_never_sealed(journal):
    with connection.cursor() as cursor:  # no trigger lifted: insertions are what a journal is for
        cursor.execute(
            "INSERT INTO audit_entry (at, action, actor, actor_label, role, organisation, organisation_label,"
            " subjects, purpose, request, details)"
            " SELECT at, action, actor, actor_label, role, organisation, organisation_label,"
            " subjects, purpose, request, details FROM audit_entry WHERE id = %s",
            [journal[0]],
        )
    actions.seal(at=AT)
    assert breaks() == [Break(Fault.INSERTED, Entry.objects.latest("id").pk)]


def test_a_cut_tail_is_found_by_a_head_noted_elsewhere(journal):
    noted = queries.verify(at=AT).head
    assert breaks(anchor=noted) == []
    tamper("DELETE FROM audit_entry WHERE id = %s", [journal[9]])
    tamper("DELETE FROM audit_seal WHERE number = 10")
    assert breaks() == []  # the chain alone cannot know
    assert breaks(anchor=noted) == [Break(Fault.ANCHOR, None, 10)]
    actions.record("journal.read", at=AT)
    actions.seal(at=AT)
    assert breaks(anchor=noted) == [Break(Fault.ANCHOR, None, 10)]


def test_a_chain_recomputed_without_the_key_does_not_hold(journal, settings, tmp_path):
    tamper("UPDATE audit_entry SET actor_label = 'autre' WHERE id = %s", [journal[4]])
    genuine = settings.JOURNAL_KEYS_FILE
    settings.JOURNAL_KEYS_FILE = tmp_path / "forged.json"  # the same name, another key
    previous = Seal.objects.get(number=4).hash
    for seal in Seal.objects.filter(number__gt=4):
        previous = chain.hash_of(seal, Entry.objects.get(pk=seal.entry_id), previous)
        tamper("UPDATE audit_seal SET hash = %s WHERE number = %s", [previous, seal.number])
    settings.JOURNAL_KEYS_FILE = genuine
    assert breaks()[0] == Break(Fault.ALTERED, journal[4], 5)


def test_a_new_key_goes_on_with_the_same_chain(db, settings, tmp_path):
    settings.JOURNAL_KEYS_FILE = tmp_path / "keys.json"
    for name in ("k1", "k2"):
        actions.record("journal.read", at=AT)
        actions.seal(at=AT)
        assert Seal.objects.last().key == name
        crypto.add_key("JOURNAL")
    assert queries.verify(at=AT).whole


class TestTail:
    def test_an_unsealed_tail_is_counted_and_is_no_fault_for_an_hour(self, journal):
        actions.record("journal.read", at=AT - timedelta(days=400))  # when it happened does not matter
        Unsealed.objects.update(since=AT)
        found = queries.verify(at=AT + timedelta(hours=1))
        assert (found.sealed, found.waiting, found.whole) == (10, 1, True)
        found = queries.verify(at=AT + timedelta(hours=1, seconds=1))
        assert found.is_tail_late
        assert not found.whole

    def test_an_entry_gone_before_its_seal_is_named(self, journal):
        lost = actions.record("journal.read", at=AT).pk
        tamper("DELETE FROM audit_entry WHERE id = %s", [lost])
        assert breaks() == [Break(Fault.UNSEALED, lost)]
        actions.record("journal.read", at=AT)
        assert actions.seal(at=AT) == 1  # and does not stop the others

    def test_an_entry_taken_off_the_queue_is_named(self, journal):
        entry = actions.record("journal.read", at=AT).pk
        Unsealed.objects.all().delete()
        assert breaks() == [Break(Fault.INSERTED, entry)]

    def test_sealing_goes_by_batches(self, db, monkeypatch):
        monkeypatch.setattr(actions, "BATCH", 3)
        for _ in range(7):
            actions.record("journal.read", at=AT)
        assert actions.seal(at=AT) == 7
        assert actions.seal(at=AT) == 0
        monkeypatch.setattr(queries, "BATCH", 2)
        assert queries.verify(at=AT).sealed == 7
        assert queries.verify(at=AT).whole


class TestRetention:
    @pytest.fixture
    def years(self, db):
        """Three entries a year, 2020 to 2024, sealed."""
        for year in range(2020, 2025):
            for month in (1, 5, 9):
                actions.record("journal.read", at=AT.replace(year=year, month=month))
        actions.seal(at=AT)

    def test_a_sealed_beginning_is_removed_and_the_chain_goes_on(self, years):
        checkpoint = actions.retain(before=date(2022, 1, 1), by="Ada", at=AT)
        assert (checkpoint.number, checkpoint.count, checkpoint.by) == (6, 6, "Ada")
        assert (checkpoint.first_at.year, checkpoint.last_at.year) == (2020, 2021)
        assert Entry.objects.earliest("at").at.year == 2022
        assert Entry.objects.filter(action="journal.retained").exists()
        actions.seal(at=AT)
        found = queries.verify(at=AT)
        assert (found.whole, found.sealed, found.removed) == (True, 10, 6)

    def test_again_and_down_to_nothing(self, years):
        actions.retain(before=date(2021, 1, 1), by="Ada", at=AT)
        actions.seal(at=AT)
        checkpoint = actions.retain(before=date(2030, 1, 1), by="Ada", at=AT)
        assert checkpoint.count == 13  # the note of the first retention as well
        assert queries.verify(at=AT).whole
        actions.seal(at=AT)
        assert Seal.objects.get().number == 17
        assert queries.verify(at=AT).whole

    def test_what_waits_for_its_seal_is_never_removed(self, years):
        late = actions.record("journal.read", at=AT.replace(year=2019))
        actions.retain(before=date(2030, 1, 1), by="Ada", at=AT)
        assert Entry.objects.filter(pk=late.pk).exists()
        actions.seal(at=AT)
        assert queries.verify(at=AT).whole

    def test_an_old_entry_after_a_younger_one_stays_in_place(self, years):
        actions.record("journal.read", at=AT.replace(year=2019))
        actions.seal(at=AT)
        assert actions.retain(before=date(2020, 3, 1), by="Ada", at=AT).count == 1

    def test_nothing_that_old_removes_nothing(self, years):
        assert actions.retain(before=date(2019, 1, 1), by="Ada", at=AT) is None
        assert Entry.objects.count() == 15

    def test_a_broken_journal_is_not_removed(self, years):
        tamper(
            "UPDATE audit_entry SET actor_label = 'autre' WHERE id = %s", [Entry.objects.earliest("id").pk]
        )
        with pytest.raises(actions.BrokenJournal):
            actions.retain(before=date(2022, 1, 1), by="Ada", at=AT)
        assert Entry.objects.count() == 15

    @pytest.mark.parametrize("field", Checkpoint._meta.concrete_fields, ids=lambda f: f.name)
    def test_a_checkpoint_edited_by_hand_is_caught(self, years, field):
        actions.retain(before=date(2022, 1, 1), by="Ada", at=AT)
        value = another_value_of(field)
        tamper(
            f"UPDATE audit_checkpoint SET {field.column} = %s",
            [value + timedelta(1) if field.name == "at" else value],
        )
        assert Fault.CHECKPOINT in {each.fault for each in breaks()}

    def test_a_deleted_checkpoint_is_caught(self, years):
        actions.retain(before=date(2021, 1, 1), by="Ada", at=AT)
        actions.retain(before=date(2022, 1, 1), by="Ada", at=AT)
        with transaction.atomic():
            tamper("DELETE FROM audit_checkpoint WHERE number = 3")
            assert breaks() == [Break(Fault.CHECKPOINT, None, 6)]
            transaction.set_rollback(True)

    def test_the_last_checkpoint_deleted_leaves_a_hole(self, years):
        actions.retain(before=date(2021, 1, 1), by="Ada", at=AT)
        tamper("DELETE FROM audit_checkpoint")
        assert breaks() == [Break(Fault.SEAL_MISSING, None, 1)]

    def test_a_beginning_removed_without_the_command_is_caught(self, years):
        tamper("DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM audit_seal WHERE number < 4)")
        tamper("DELETE FROM audit_seal WHERE number < 4")
        assert breaks() == [Break(Fault.SEAL_MISSING, None, 1)]

    def test_a_removed_anchor_says_so(self, years):
        noted = f"2:{Seal.objects.get(number=2).hash}"
        last = f"3:{Seal.objects.get(number=3).hash}"
        actions.retain(before=date(2021, 1, 1), by="Ada", at=AT)
        assert breaks(anchor=last) == []
        assert breaks(anchor=noted) == [Break(Fault.ANCHOR_REMOVED, None, 2)]
