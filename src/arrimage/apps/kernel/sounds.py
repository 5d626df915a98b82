"""Sounds people hand us, written again: what comes out holds what is heard, not who made it or where.

No decoder is at hand, so the sound itself is kept as it was coded and everything around it is left behind:
frames are copied one by one (MP3), samples are written in a new file (WAV), and whatever describes a
recording is emptied where it stands (M4A, and Ogg and WebM in `recordings`), so that the places of the
samples do not move.
"""

import io
import struct
import wave
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .recordings import without_comments, without_titles
from .uploads import Kind

MEDIA_TYPES = {
    Kind.MP3: "audio/mpeg",
    Kind.WAV: "audio/wav",
    Kind.M4A: "audio/mp4",
    Kind.OGG: "audio/ogg",
    Kind.WEBM: "audio/webm",
}


@dataclass(frozen=True)
class Sound:
    """`seconds` is 0 where the file does not say (a recording still in pieces)."""

    data: bytes
    seconds: int
    media_type: str


class Unreadable(Exception):
    pass


# Everything the readers are known to raise on bytes that are no such sound.
BROKEN = (
    Unreadable, struct.error, wave.Error, EOFError, ValueError, IndexError, ZeroDivisionError,
)  # fmt: skip


def rewritten(data: bytes, kind: Kind) -> Sound:
    """The sound alone. Raises ValidationError with a sentence that says what to do."""
    try:
        clean, seconds = _REWRITERS[kind](data)
    except (
        Unreadable,
        struct.error,
        wave.Error,
        EOFError,
        ValueError,
        IndexError,
        ZeroDivisionError,
    ) as error:
        said = str(error) if isinstance(error, Unreadable) and str(error) else ""
        raise ValidationError(
            said or _("This sound cannot be read. Record it again, or save it as MP3, and try again.")
        ) from error
    return Sound(clean, round(seconds), MEDIA_TYPES[kind])


# --- MP3: a row of frames, each with a header that tells its length
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_KBITS = {
    (True, 3): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 1): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 3): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_KBITS[False, 1] = _KBITS[False, 2]


def _frame(data: bytes, at: int) -> tuple[int, float] | None:
    """The length in bytes and in seconds of the frame that starts here, or None."""
    if at + 4 > len(data):
        return None
    (header,) = struct.unpack_from(">I", data, at)
    version, layer = header >> 19 & 3, header >> 17 & 3
    bits, rate = header >> 12 & 15, header >> 10 & 3
    if header >> 21 != 0x7FF or version == 1 or layer == 0 or bits in (0, 15) or rate == 3:
        return None
    layer = 4 - layer  # written backwards: 3 is layer I
    hertz = _RATES[version][rate]
    kbits = _KBITS[version == 3, 4 - layer][bits]
    padding = header >> 9 & 1
    if layer == 1:
        return (12_000 * kbits // hertz + padding) * 4, 384 / hertz
    samples = 576 if layer == 3 and version != 3 else 1152
    return samples // 8 * 1_000 * kbits // hertz + padding, samples / hertz


def _mp3(data: bytes) -> tuple[bytes, float]:
    at = 0
    while data[at : at + 3] == b"ID3":  # a label in front, or several: its size is in seven-bit bytes
        size = data[at + 6 : at + 10]
        at += 10 + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3])
    frames, seconds = [], 0.0
    while at < len(data):
        found = _frame(data, at)
        if found is None or at + found[0] > len(data):
            at += 1  # not a frame: a label, a picture, silence between two pieces
            at = _next_sync(data, at)
            continue
        length, lasts = found
        # One header by chance is not a frame; two in a row are.
        if frames or _frame(data, at + length):
            frames.append(data[at : at + length])
            seconds += lasts
            at += length
        else:
            at = _next_sync(data, at + 1)
    if len(frames) < 2:
        raise Unreadable
    return b"".join(frames), seconds


def _next_sync(data: bytes, at: int) -> int:
    found = data.find(b"\xff", at)
    return len(data) if found < 0 else found


# --- WAV
def _wav(data: bytes) -> tuple[bytes, float]:
    with wave.open(io.BytesIO(data)) as heard:
        parameters, frames = heard.getparams(), heard.readframes(heard.getnframes())
    if not frames:
        raise Unreadable
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(parameters.nchannels)
        written.setsampwidth(parameters.sampwidth)
        written.setframerate(parameters.framerate)
        written.writeframes(frames)
    width = parameters.nchannels * parameters.sampwidth
    return file.getvalue(), len(frames) / width / parameters.framerate


# --- M4A: boxes in boxes, each with its length and a name of four letters
_KEPT = frozenset({b"ftyp", b"styp", b"sidx", b"moof", b"mfra", b"mdat"})
_OPENED = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"mvex", b"dinf"})
_LEAVES = frozenset(
    b"mvhd tkhd mdhd hdlr smhd stsd stts ctts stsc stsz stz2 stco co64 sgpd sbgp elst trex dref".split()
)


def _m4a(data: bytes) -> tuple[bytes, float]:
    if data[4:8] != b"ftyp":
        raise Unreadable
    clean, found = bytearray(data), {"sound": False, "seconds": 0.0}
    _boxes(clean, 0, len(clean), found)
    if not found["sound"]:
        raise Unreadable
    return bytes(clean), found["seconds"]


def _boxes(data: bytearray, start: int, end: int, found: dict) -> None:
    """Walk the boxes between two places; what describes the recording becomes free space, emptied."""
    at = start
    while at < end:
        size, head = int.from_bytes(data[at : at + 4], "big"), 8
        name = bytes(data[at + 4 : at + 8])
        if size == 1:  # a long box
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:  # up to the end
            size = end - at
        if size < head or at + size > end:
            raise Unreadable
        inside = at + head
        if name in _OPENED:
            _boxes(data, inside, at + size, found)
        elif name in _LEAVES:
            _leaf(data, name, inside, at + size, found)
        elif name not in _KEPT:
            data[at + 4 : at + 8] = b"free"
            data[inside : at + size] = bytes(at + size - inside)
        at += size


def _leaf(data: bytearray, name: bytes, inside: int, end: int, found: dict) -> None:
    if name in (b"mvhd", b"tkhd", b"mdhd"):
        width = 8 if data[inside] else 4  # when it was made and changed: 32 or 64 bits each
        data[inside + 4 : inside + 4 + 2 * width] = bytes(2 * width)
        if name == b"mvhd":
            scale, lasts = struct.unpack_from(">IQ" if width == 8 else ">II", data, inside + 4 + 2 * width)
            found["seconds"] = lasts / scale
    elif name == b"hdlr":
        handler = bytes(data[inside + 8 : inside + 12])
        if handler == b"vide":
            raise Unreadable(_("This is a video. Here, only sound can be heard: record your voice alone."))
        found["sound"] = found["sound"] or handler == b"soun"
        data[inside + 24 : end] = bytes(end - inside - 24)  # the name of a device or of a programme


_REWRITERS = {
    Kind.MP3: _mp3,
    Kind.WAV: _wav,
    Kind.M4A: _m4a,
    Kind.OGG: lambda data: (without_comments(data), 0),
    Kind.WEBM: lambda data: (without_titles(data), 0),
}
