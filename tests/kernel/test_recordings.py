"""What browsers record, without what it says of whoever recorded it."""

import contextlib
import struct

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from arrimage.apps.kernel.recordings import _ogg_crc
from arrimage.apps.kernel.sounds import rewritten
from arrimage.apps.kernel.uploads import RECORDED, Kind, check_upload

SECRET = b"Chez Marie, 12 rue des Lilas"


def _page(number: int, packet: bytes, kind: int = 0) -> bytes:
    laces = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    head = b"OggS\0" + bytes([kind]) + struct.pack("<qIII", 0, 7, number, 0) + bytes([len(laces)]) + laces
    page = head + packet
    return page[:22] + struct.pack("<I", _ogg_crc(page)) + page[26:]


def ogg() -> bytes:
    comment = b"ARTIST=" + SECRET
    tags = b"OpusTags" + struct.pack("<I", 4) + b"Lavf" + struct.pack("<I", 1)
    tags += struct.pack("<I", len(comment)) + comment + b"\0" * 300
    return _page(0, b"OpusHead" + bytes(11), 2) + _page(1, tags) + _page(2, b"\7" * 500, 4)


def _ebml(name: int, content: bytes) -> bytes:
    width = (name.bit_length() + 7) // 8
    return name.to_bytes(width, "big") + (len(content) | 1 << 56).to_bytes(8, "big") + content


def webm(*, live: bool = False) -> bytes:
    info = _ebml(0x1549A966, _ebml(0x7BA9, SECRET) + _ebml(0x4D80, SECRET))
    tracks = _ebml(0x1654AE6B, _ebml(0xAE, _ebml(0x536E, SECRET) + _ebml(0x86, b"A_OPUS")))
    block = _ebml(0xA3, b"\x81\0\0\0sound")
    cluster = (
        b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff" + block if live else _ebml(0x1F43B675, block)
    )
    inside = info + tracks + cluster + cluster + _ebml(0x1254C367, SECRET)
    segment = (
        b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + inside if live else _ebml(0x18538067, inside)
    )
    return _ebml(0x1A45DFA3, b"") + segment


SAMPLES = {Kind.OGG: ogg(), Kind.WEBM: webm()}


def cleaned(data: bytes, kind: Kind) -> bytes:
    return rewritten(data, kind).data


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_sound_loses_what_it_says_of_somebody(kind):
    assert SECRET in SAMPLES[kind]
    assert SECRET not in cleaned(SAMPLES[kind], kind)


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_cleaning_twice_changes_nothing(kind):
    once = cleaned(SAMPLES[kind], kind)
    assert cleaned(once, kind) == once


def test_a_live_recording_is_walked_to_its_end():
    assert SECRET not in cleaned(webm(live=True), Kind.WEBM)
    assert cleaned(webm(live=True), Kind.WEBM).count(b"sound") == 2


def test_the_pages_of_an_ogg_are_signed_again():
    data, at = cleaned(ogg(), Kind.OGG), 0
    while at < len(data):
        laces = data[at + 27 : at + 27 + data[at + 26]]
        end = at + 27 + len(laces) + sum(laces)
        page = data[at:end]
        assert struct.unpack_from("<I", page, 22)[0] == _ogg_crc(page[:22] + bytes(4) + page[26:])
        at = end


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_what_is_not_that_sound_is_refused(kind):
    for other in (b"", b"<html>", SAMPLES[kind][:30], *(SAMPLES[one] for one in SAMPLES if one != kind)):
        with pytest.raises(ValidationError):
            cleaned(other, kind)


@given(st.sampled_from(sorted(SAMPLES)), st.binary(max_size=40), st.integers(0, 300), st.integers(0, 60))
def test_no_bytes_break_the_reading(kind, noise, at, cut):
    data = SAMPLES[kind]
    broken = data[:at] + noise + data[at + cut :]
    with contextlib.suppress(ValidationError):
        cleaned(broken, kind)


def test_a_sound_is_known_by_its_bytes():
    file = SimpleUploadedFile("note.opus", ogg())
    assert check_upload(file, allowed=RECORDED).kind is Kind.OGG
    with pytest.raises(ValidationError):
        check_upload(SimpleUploadedFile("note.mp3", ogg()), allowed=RECORDED)
