"""The encrypted field, on a table of its own."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models

from arrimage.apps.kernel import crypto
from arrimage.apps.kernel.crypto import UnreadableText
from arrimage.apps.kernel.fields import EncryptedTextField, count_by_key, rewrite


@pytest.fixture(scope="module")
def Note():
    class Note(models.Model):  # noqa: DJ008
        text = EncryptedTextField(null=True)
        other = EncryptedTextField(blank=True)

        class Meta:
            app_label = "tests"
            managed = False  # no other test meets it

    return Note


@pytest.fixture
def note(db, Note, settings, tmp_path):
    settings.FIELD_KEYS = ""
    settings.FIELD_KEYS_FILE = tmp_path / "field-keys.json"
    with connection.cursor() as cursor:
        key = "bigserial" if connection.vendor == "postgresql" else "integer"
        cursor.execute(f"CREATE TABLE tests_note (id {key} PRIMARY KEY, text text NULL, other text NOT NULL)")
    return Note


def stored(column="text"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM tests_note ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def run(sql, parameters=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def test_the_database_never_holds_the_text(note):
    note.objects.create(text="Elle va mieux.", other="")
    assert stored()[0].startswith("k1:")
    assert note.objects.get().text == "Elle va mieux."
    assert note.objects.values_list("text", flat=True).get() == "Elle va mieux."


def test_nothing_and_emptiness_stay_what_they_are(note):
    note.objects.create(text=None, other="")
    assert (stored(), stored("other")) == ([None], [""])
    assert note.objects.filter(text__isnull=True).get().other == ""


def test_every_way_of_writing_encrypts(note):
    one, two = note.objects.bulk_create([note(text="un"), note(text="deux")])
    note.objects.filter(pk=one.pk).update(text="trois")
    two.text = "quatre"
    note.objects.bulk_update([two], ["text"])
    assert all(value.startswith("k1:") for value in stored())
    assert [each.text for each in note.objects.order_by("pk")] == ["trois", "quatre"]


def test_a_value_moved_to_another_field_cannot_be_read(note):
    note.objects.create(text="secret")
    run("UPDATE tests_note SET other = text")
    with pytest.raises(UnreadableText, match=r"tests\.note\.other"):
        note.objects.get()


@pytest.mark.parametrize("lookup", ["text", "text__icontains", "text__in", "text__lower"])
def test_searching_it_is_refused(note, lookup):
    with pytest.raises(FieldError, match="blind index"):
        note.objects.filter(**{lookup: ["x"]}).count()


def test_a_rotation_writes_everything_again_and_can_be_resumed(note, monkeypatch):
    monkeypatch.setattr(EncryptedTextField, "batch", 2)
    note.objects.bulk_create([note(text=f"note {n}") for n in range(5)] + [note(text=None), note(text="")])
    field = note._meta.get_field("text")
    crypto.add_key("FIELD")
    batches = rewrite(field)
    assert next(batches) == 2
    batches.close()  # stopped half-way
    assert count_by_key(field) == {"k1": 3, "k2": 2}
    assert list(rewrite(field)) == [2, 1]
    assert count_by_key(field) == {"k2": 5}
    assert [each.text for each in note.objects.order_by("pk")] == [f"note {n}" for n in range(5)] + [None, ""]
    assert list(rewrite(field)) == []


def test_a_value_changed_meanwhile_is_left_as_it_was_changed(note, monkeypatch):
    note.objects.create(text="avant")
    crypto.add_key("FIELD")
    real = crypto.unseal

    def slow(token, context):
        note.objects.update(text="après")
        return real(token, context)

    monkeypatch.setattr("arrimage.apps.kernel.fields.unseal", slow)
    assert sum(rewrite(note._meta.get_field("text"))) == 1
    monkeypatch.undo()
    assert note.objects.get().text == "après"


def test_an_altered_value_stops_the_rotation(note):
    note.objects.create(text="avant")
    crypto.add_key("FIELD")
    run("UPDATE tests_note SET text = replace(text, 'k1:', 'k1:AAAA')")
    with pytest.raises(UnreadableText):
        list(rewrite(note._meta.get_field("text")))
