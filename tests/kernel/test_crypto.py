import base64
import json
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from arrimage.apps.kernel import crypto
from arrimage.apps.kernel.crypto import UnreadableText, add_key, decrypt, encrypt, keyring


@pytest.fixture
def keys(settings, tmp_path):
    """A keyring of this test alone; returns its file."""
    settings.FIELD_KEYS = ""
    settings.FIELD_KEYS_FILE = tmp_path / "field-keys.json"
    return settings.FIELD_KEYS_FILE


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.text(max_size=20))
def test_what_is_encrypted_comes_back_in_its_context_alone(text, context):
    context = context.encode("utf-8", "ignore").decode()
    token = encrypt(text, context)
    assert decrypt(token, context) == text
    if text:
        with pytest.raises(UnreadableText):
            decrypt(token, context + "x")


def test_an_empty_text_stays_empty():
    assert encrypt("") == ""
    assert decrypt("") == ""


def test_the_same_text_twice_gives_two_values():
    assert encrypt("détresse") != encrypt("détresse")
    assert "détresse" not in encrypt("détresse")


@given(st.data())
def test_any_altered_value_is_refused(data):
    token = encrypt("Elle va mieux.", "care.note")
    raw = bytearray(base64.urlsafe_b64decode(token.partition(":")[2]))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(UnreadableText, match="altered or moved"):
        decrypt("k1:" + base64.urlsafe_b64encode(raw).decode(), "care.note")


@given(st.text(min_size=1))
def test_what_was_never_encrypted_is_refused_and_never_quoted(text):
    with pytest.raises(UnreadableText):
        decrypt(text)


def test_a_file_of_keys_is_made_once_for_its_owner_only(keys):
    assert keyring("FIELD").current == "k1"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    before = keys.read_text()
    crypto._load.cache_clear()
    keyring("FIELD")
    assert keys.read_text() == before


def test_a_file_others_may_read_is_refused(keys):
    keyring("FIELD")
    keys.chmod(0o644)
    crypto._load.cache_clear()
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        keyring("FIELD")


def test_another_process_that_was_quicker_wins(keys):
    crypto._write(keys, {"quick": b"q" * 32})
    crypto._write(keys, {"slow": b"s" * 32}, exclusive=True)
    assert list(json.loads(keys.read_text())) == ["quick"]
    assert [path.name for path in keys.parent.iterdir()] == [keys.name]


def test_a_new_key_writes_and_the_old_still_reads(keys):
    old = encrypt("avant")
    assert add_key("FIELD") == "k2"
    assert encrypt("après").startswith("k2:")
    assert decrypt(old) == "avant"


def test_a_key_added_by_another_process_is_found(keys):
    encrypt("x")
    ring = json.loads(keys.read_text())
    ring["autre"] = base64.b64encode(b"a" * 32).decode()
    sealed = crypto.AESGCM(b"a" * 32).encrypt(b"n" * 12, "été".encode(), b"")
    token = "autre:" + base64.urlsafe_b64encode(b"n" * 12 + sealed).decode()
    with pytest.raises(UnreadableText, match="'autre'"):
        decrypt(token)
    keys.write_text(json.dumps(ring))
    assert decrypt(token) == "été"


def test_keys_come_from_the_environment_first(keys, settings):
    settings.FIELD_KEYS = json.dumps({"2026a": base64.b64encode(b"k" * 32).decode()})
    assert encrypt("x").startswith("2026a:")
    assert not keys.exists()
    with pytest.raises(ImproperlyConfigured, match="ARRIMAGE_FIELD_KEYS"):
        add_key("FIELD")


@pytest.mark.parametrize(
    "given",
    [
        "{",
        "[]",
        "{}",
        '"x"',
        '{"k1": "c2hvcnQ="}',
        '{"k1": 3}',
        '{"k:1": "' + base64.b64encode(b"k" * 32).decode() + '"}',
    ],
)
def test_keys_that_cannot_be_used_are_refused_at_once(keys, settings, given):
    settings.FIELD_KEYS = given
    with pytest.raises(ImproperlyConfigured, match="must be JSON"):
        keyring("FIELD")
