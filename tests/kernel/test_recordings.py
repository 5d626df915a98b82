"""Sound without what it says of whoever recorded it."""

import contextlib
import io
import struct
import wave

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from arrimage.apps.kernel.pictures import redrawn
from arrimage.apps.kernel.recordings import _ogg_crc, cleaned
from arrimage.apps.kernel.uploads import SOUNDS, Kind, check_upload

SECRET = b"Chez Marie, 12 rue des Lilas"


def wav() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8_000)
        sound.writeframes(b"\1\2" * 800)
    note = b"LIST" + struct.pack("<I", len(SECRET)) + SECRET
    data = file.getvalue() + note
    return data[:4] + struct.pack("<I", len(data) - 8) + data[8:]


def mp3() -> bytes:
    frame = b"\xff\xfb\x90\x00" + b"\x55" * 413  # 128 kbit/s at 44.1 kHz: 417 bytes
    tag = b"ID3\x03\x00\x00\x00\x00\x00" + bytes([len(SECRET)]) + SECRET
    return tag + frame * 4 + b"TAG" + SECRET.ljust(125, b"\0")


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


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def m4a() -> bytes:
    dated = _box(b"mvhd", b"\0\0\0\0" + b"\xd9\x01\x02\x03" * 2 + bytes(88))
    moov = _box(b"moov", dated + _box(b"udta", _box(b"meta", SECRET)))
    return _box(b"ftyp", b"M4A \0\0\0\0") + moov + _box(b"mdat", b"\5" * 64)


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


SAMPLES = {"wav": wav(), "mp3": mp3(), "ogg": ogg(), "m4a": m4a(), "webm": webm()}


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_sound_loses_what_it_says_of_somebody(kind):
    assert SECRET in SAMPLES[kind]
    assert SECRET not in cleaned(SAMPLES[kind], kind)


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_cleaning_twice_changes_nothing(kind):
    once = cleaned(SAMPLES[kind], kind)
    assert cleaned(once, kind) == once


def test_a_live_recording_is_walked_to_its_end():
    assert SECRET not in cleaned(webm(live=True), "webm")
    assert cleaned(webm(live=True), "webm").count(b"sound") == 2


def test_the_sound_itself_stays():
    with wave.open(io.BytesIO(cleaned(wav(), "wav"))) as sound:
        assert sound.readframes(800) == b"\1\2" * 800
    assert cleaned(mp3(), "mp3").count(b"\xff\xfb\x90\x00") == 4
    assert len(cleaned(m4a(), "m4a")) == len(m4a())
    assert b"\xd9\x01\x02\x03" not in cleaned(m4a(), "m4a")  # the hour it was recorded


def test_the_pages_of_an_ogg_are_signed_again():
    data, at = cleaned(ogg(), "ogg"), 0
    while at < len(data):
        laces = data[at + 27 : at + 27 + data[at + 26]]
        end = at + 27 + len(laces) + sum(laces)
        page = data[at:end]
        assert struct.unpack_from("<I", page, 22)[0] == _ogg_crc(page[:22] + bytes(4) + page[26:])
        at = end


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_what_is_not_that_sound_is_refused(kind):
    for other in (b"", b"<html>", SAMPLES[kind][:30], *(SAMPLES[one] for one in SAMPLES if one != kind)):
        with pytest.raises(ValueError, match=r"."):
            cleaned(other, kind)


@given(st.sampled_from(sorted(SAMPLES)), st.binary(max_size=40), st.integers(0, 300), st.integers(0, 60))
def test_no_bytes_break_the_reading(kind, noise, at, cut):
    data = SAMPLES[kind]
    broken = data[:at] + noise + data[at + cut :]
    with contextlib.suppress(ValueError):
        cleaned(broken, kind)


def test_a_sound_is_known_by_its_bytes():
    file = SimpleUploadedFile("note.opus", ogg())
    assert check_upload(file, allowed=SOUNDS).kind is Kind.OGG
    with pytest.raises(ValidationError):
        check_upload(SimpleUploadedFile("note.mp3", ogg()), allowed=SOUNDS)


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG, Kind.WEBP])
def test_a_picture_is_drawn_again_without_its_place(kind):
    image, out = Image.new("RGB", (40, 20), "teal"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = 6  # lying on its side
    image.save(out, str(kind).upper(), exif=exif)
    assert SECRET in out.getvalue()
    drawn = redrawn(out.getvalue(), kind)
    assert SECRET not in drawn
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.size == (20, 40)
        assert not picture.getexif()


def test_a_picture_that_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="picture"):
        redrawn(b"\x89PNG\r\n\x1a\n rien", Kind.PNG)
