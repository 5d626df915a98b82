"""What people hand us comes out without what it said of them."""

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
from PIL.PngImagePlugin import PngInfo

from arrimage.apps.kernel.pictures import redrawn
from arrimage.apps.kernel.sounds import rewritten
from arrimage.apps.kernel.uploads import SOUNDS, Kind, check_upload

SECRET = b"Chez Solange, 46.90 N"


def photograph(*, orientation=1, size=(40, 20), kind="JPEG"):
    picture, file, exif = Image.new("RGB", size, "red"), io.BytesIO(), Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    options = {"exif": exif}
    if kind == "PNG":
        information = PngInfo()
        information.add_text("Author", SECRET.decode())
        options["pnginfo"] = information
    picture.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_says_neither_who_nor_where(kind):
    before = photograph(kind=kind)
    assert SECRET in before
    after = redrawn(before)
    assert SECRET not in after.data
    with Image.open(io.BytesIO(after.data)) as opened:
        assert not opened.getexif()
        assert opened.format == "WEBP"


def test_a_picture_taken_sideways_stands_up():
    assert (redrawn(photograph(orientation=6)).width, redrawn(photograph(orientation=6)).height) == (20, 40)


def test_a_large_picture_is_made_smaller_and_keeps_its_shape():
    drawn = redrawn(photograph(size=(3_000, 1_500)))
    assert (drawn.width, drawn.height) == (1_600, 800)


@pytest.mark.parametrize("data", [b"", b"<svg onload=alert(1)>", photograph()[:200], b"GIF89a" + b"\0" * 40])
def test_what_is_no_picture_is_refused_in_a_sentence(data):
    with pytest.raises(ValidationError, match="JPEG"):
        redrawn(data)


def frame(byte=b"\x00"):
    return b"\xff\xfb\x90\x00" + byte * 413  # MPEG 1, layer III, 128 kbit/s, 44,1 kHz: 417 bytes


def label(text=SECRET):
    return b"ID3\x03\x00\x00" + bytes([0, 0, len(text) >> 7, len(text) & 127]) + text


def test_an_mp3_loses_its_labels_and_keeps_its_frames():
    frames = frame(b"\x01") + frame(b"\x02") + frame(b"\x03")
    sound = rewritten(label() + frames + b"TAG" + SECRET, Kind.MP3)
    assert sound.data == frames
    assert sound.media_type == "audio/mpeg"


def test_a_wav_is_written_anew():
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(8_000)
        written.writeframes(b"\x01\x02" * 16_000)
    data = file.getvalue() + b"LIST" + struct.pack("<I", len(SECRET)) + SECRET
    sound = rewritten(data, Kind.WAV)
    assert SECRET not in sound.data
    assert sound.seconds == 2
    assert b"\x01\x02" * 16_000 in sound.data


def box(name, *inside):
    body = b"".join(inside)
    return struct.pack(">I", 8 + len(body)) + name + body


def recording(handler=b"soun"):
    mvhd = box(b"mvhd", struct.pack(">IIIII", 0, 3_800_000_000, 3_800_000_001, 1_000, 3_000), bytes(80))
    hdlr = box(b"hdlr", bytes(8), handler, bytes(12), b"Telephone de Solange\0")
    trak = box(b"trak", box(b"mdia", hdlr))
    udta = box(b"udta", box(b"\xa9xyz", SECRET))
    return box(b"ftyp", b"M4A \0\0\0\0") + box(b"moov", mvhd, trak, udta) + box(b"mdat", b"la voix")


def test_a_recording_of_a_phone_loses_the_place_the_moment_and_the_device():
    before = recording()
    sound = rewritten(before, Kind.M4A)
    assert len(sound.data) == len(before), "nothing moved"
    assert SECRET not in sound.data
    assert b"Solange" not in sound.data
    assert struct.pack(">I", 3_800_000_000) not in sound.data
    assert b"la voix" in sound.data
    assert sound.seconds == 3


def test_a_video_is_refused_for_what_it_is():
    with pytest.raises(ValidationError, match="vidéo"):
        rewritten(recording(b"vide"), Kind.M4A)


@pytest.mark.parametrize("kind", sorted(SOUNDS))
@given(data=st.binary(max_size=400))
def test_anything_else_is_refused_never_a_crash(kind, data):
    starts = {Kind.MP3: b"ID3", Kind.M4A: b"\0\0\0\x10ftyp", Kind.WAV: b"RIFF"}[kind]
    for tried in (data, starts + data):
        with contextlib.suppress(ValidationError):
            rewritten(tried, kind)


@given(noise=st.binary(max_size=300), count=st.integers(2, 6))
def test_whatever_surrounds_the_frames_they_come_out_whole(noise, count):
    frames = b"".join(frame(bytes([byte])) for byte in range(count))
    assert frames in rewritten(label(noise[:120]) + frames, Kind.MP3).data


@pytest.mark.parametrize(
    ("name", "data"),
    [("voix.mp3", label() + frame()), ("voix.m4a", recording()), ("voix.wav", b"RIFF....WAVE")],
)
def test_a_sound_is_known_by_its_first_bytes(name, data):
    assert check_upload(SimpleUploadedFile(name, data), allowed=SOUNDS).kind == name[-3:]
    with pytest.raises(ValidationError):
        check_upload(SimpleUploadedFile(name, b"MZ" + data), allowed=SOUNDS)
