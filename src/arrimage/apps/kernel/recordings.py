"""Sound people hand us: what it is, and what it says of whoever recorded it, taken out.

Nothing is decoded: a container is walked from end to end, so that what is not sound is refused, and its
titles, names, places, dates, pictures and programs are blanked where they stand. Offsets then stay true.
"""

import struct
import zlib

Box = tuple[int, int, int]  # identifier, first byte of the content, first byte after it


def cleaned(data: bytes, kind: str) -> bytes:
    """The same sound without its metadata. Raises ValueError when it is not of this kind."""
    if kind not in _CLEANERS:
        raise ValueError(f"{kind} is not a kind of sound")
    try:
        return _CLEANERS[kind](data)
    except (struct.error, IndexError, OverflowError) as error:
        raise ValueError("damaged sound") from error


# --- WAV: only what describes the sound, and the sound
def _wav(data: bytes) -> bytes:
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise ValueError("not WAV")
    kept, at = {}, 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        # Some recorders that were cut short write a size past the end.
        kept.setdefault(name, data[at + 8 : at + 8 + size])
        at += 8 + size + (size & 1)
    if b"fmt " not in kept or not kept.get(b"data"):
        raise ValueError("WAV without sound")
    body = b"".join(
        struct.pack("<4sI", name, len(kept[name])) + kept[name] + b"\0" * (len(kept[name]) & 1)
        for name in (b"fmt ", b"data")
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


# --- MP3: the frames, none of the tags around them
_RATES = {  # kbit/s, by (version 1 or 2, layer)
    (1, 1): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SAMPLES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def _frame(data: bytes, at: int) -> int:
    """The length of the MPEG frame that begins here; 0 when none does."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        return 0
    version, layer = data[at + 1] >> 3 & 3, 4 - (data[at + 1] >> 1 & 3)
    rate, sample, padding = data[at + 2] >> 4, data[at + 2] >> 2 & 3, data[at + 2] >> 1 & 1
    if version == 1 or layer == 4 or rate in (0, 15) or sample == 3:
        return 0
    family = 1 if version == 3 else 2
    bits, hertz = _RATES[family, layer][rate] * 1000, _SAMPLES[version][sample]
    if layer == 1:
        return (12 * bits // hertz + padding) * 4
    return (72 if layer == 3 and family == 2 else 144) * bits // hertz + padding


def _mp3(data: bytes) -> bytes:
    at = 0
    if data[:3] == b"ID3":
        at = 10 + sum((byte & 0x7F) << 7 * place for place, byte in enumerate(data[9:5:-1]))
    while at < min(len(data), at + 65_536) and not _frame(data, at):
        at += 1  # padding some programs write after a tag
    frames = bytearray()
    while length := _frame(data, at):
        frames += data[at : at + length]
        at += length
    if len(frames) < 200:
        raise ValueError("not MP3")
    return bytes(frames)


# --- Ogg (Opus, Vorbis): the comments are blanked, and their pages signed again
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def _ogg_crc(page: bytes) -> int:
    """Ogg counts bits from the other end than zlib does."""
    crc = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{crc:032b}"[::-1], 2)


def _ogg(data: bytes) -> bytes:
    out = bytearray(data)
    pages, at = [], 0
    while at < len(data):
        if data[at : at + 4] != b"OggS":
            raise ValueError("not Ogg")
        laces = data[at + 27 : at + 27 + data[at + 26]]
        first = at + 27 + len(laces)
        pages.append((at, first, first + sum(laces), laces))
        at = first + sum(laces)
    if len(pages) < 3 or at != len(data):
        raise ValueError("Ogg cut short")
    head = data[pages[0][1] : pages[0][2]]
    if not head.startswith((b"OpusHead", b"\x01vorbis")):
        raise ValueError("Ogg without a sound we know")
    # The comment packet begins on the second page; its bytes may run over several.
    places, ended = [], False
    for _start, first, _end, laces in pages[1:]:
        for lace in laces:
            if not ended:
                places += range(first, first + lace)
            first += lace
            ended = ended or lace < 255
        if ended:
            break
    packet = bytes(out[place] for place in places)
    for place, byte in zip(places, _without_comments(packet), strict=True):
        out[place] = byte
    touched = set(places)
    for start, first, end, _laces in pages:
        if first in touched or end - 1 in touched:
            out[start + 22 : start + 26] = b"\0\0\0\0"
            out[start + 22 : start + 26] = struct.pack("<I", _ogg_crc(bytes(out[start:end])))
    return bytes(out)


def _without_comments(packet: bytes) -> bytes:
    at = 8 if packet.startswith(b"OpusTags") else 7
    if at == 7 and not packet.startswith(b"\x03vorbis"):
        raise ValueError("Ogg without its comments")
    out = bytearray(packet)
    (vendor,) = struct.unpack_from("<I", packet, at)
    (count,) = struct.unpack_from("<I", packet, at + 4 + vendor)
    if count > 10_000:
        raise ValueError("too many comments")
    blank = [(at + 4, vendor)]
    at += 8 + vendor
    for _one in range(count):
        (length,) = struct.unpack_from("<I", packet, at)
        blank.append((at + 4, length))
        at += 4 + length
    for start, length in blank:
        if start + length > len(packet):
            raise ValueError("comments past their end")
        out[start : start + length] = b" " * length
    return bytes(out)


# --- MP4, M4A, 3GP: boxes that tell of somebody become free space; dates become zero
_INSIDE = {b"moov", b"trak", b"mdia", b"minf", b"moof", b"traf", b"edts", b"mvex"}
_TELLING = {b"udta", b"meta", b"uuid", b"skip", b"free"}
_DATED = {b"mvhd", b"tkhd", b"mdhd"}


def _mp4(data: bytes) -> bytes:
    out, seen = bytearray(data), set()
    if data[4:8] != b"ftyp":
        raise ValueError("not MP4")

    def walk(at: int, end: int, depth: int) -> None:
        while at < end:
            size, name = struct.unpack_from(">I4s", data, at)
            head = 8
            if size == 1:
                (size,) = struct.unpack_from(">Q", data, at + 8)
                head = 16
            elif size == 0:
                size = end - at
            if size < head or at + size > end:
                raise ValueError("a box past its end")
            seen.add(name)
            if name in _TELLING:
                out[at + 4 : at + 8] = b"free"
                out[at + head : at + size] = bytes(size - head)
            elif name in _DATED:
                width = 16 if data[at + head] == 1 else 8
                out[at + head + 4 : at + head + 4 + width] = bytes(width)
            elif name in _INSIDE and depth < 8:
                walk(at + head, at + size, depth + 1)
            at += size

    walk(0, len(data), 0)
    if not {b"moov", b"mdat"} <= seen:
        raise ValueError("MP4 without sound")
    return bytes(out)


# --- WebM: what is no sound becomes void; titles, dates and programs are blanked
_SEGMENT, _CLUSTER, _TRACKS, _INFO = 0x18538067, 0x1F43B675, 0x1654AE6B, 0x1549A966
_LEVEL_1 = {0x114D9B74, _INFO, _TRACKS, _CLUSTER, 0x1C53BB6B, 0x1254C367, 0x1941A469, 0x1043A770, 0xEC}
_DROPPED = {0x1254C367, 0x1941A469, 0x1043A770}  # tags, attachments, chapters
_BLANKED = {0x7BA9, 0x4461, 0x7384, 0x3C83AB, 0x3E83BB, 0x4D80, 0x5741, 0x73A4}  # of the info
_TRACK_ENTRY, _TRACK_NAME = 0xAE, 0x536E


def _element(data: bytes, at: int) -> Box:
    """What begins here. An unknown size (a live recording) ends where the data do."""
    width = 9 - data[at].bit_length()
    if width > 4:
        raise ValueError("not an identifier")
    name = int.from_bytes(data[at : at + width], "big")
    at += width
    width = 9 - data[at].bit_length()
    if width > 8:
        raise ValueError("not a size")
    size = int.from_bytes(data[at : at + width], "big") & ((1 << 7 * width) - 1)
    first = at + width
    return name, first, len(data) if size == (1 << 7 * width) - 1 else first + size


def _webm(data: bytes) -> bytes:
    out = bytearray(data)
    name, _first, at = _element(data, 0)
    if name != 0x1A45DFA3:
        raise ValueError("not WebM")
    name, at, end = _element(data, at)
    if name != _SEGMENT:
        raise ValueError("WebM without a segment")
    seen = set()
    end = min(end, len(data))
    while at < end:
        start = at
        name, first, after = _element(data, at)
        if name not in _LEVEL_1:
            raise ValueError("not WebM")
        seen.add(name)
        if name == _CLUSTER and after >= len(data):  # live: it ends where the next one begins
            at = _end_of_cluster(data, first, end)
            continue
        if after > end:
            raise ValueError("an element past its end")
        if name in _DROPPED:
            _void(out, start, after)
        elif name == _INFO:
            _blank(data, out, first, after, _BLANKED)
        elif name == _TRACKS:
            _blank_tracks(data, out, first, after)
        at = after
    if not {_TRACKS, _CLUSTER} <= seen:
        raise ValueError("WebM without sound")
    return bytes(out)


def _end_of_cluster(data: bytes, at: int, end: int) -> int:
    while at < end:
        name, _first, after = _element(data, at)
        if name in _LEVEL_1 - {0xEC}:
            return at
        at = after
    return end


def _void(out: bytearray, start: int, after: int) -> None:
    length = after - start - 9
    if length < 0:
        raise ValueError("too short to be blanked")
    out[start:after] = b"\xec\x01" + length.to_bytes(7, "big") + bytes(length)


def _blank(data: bytes, out: bytearray, at: int, end: int, names: set[int]) -> None:
    while at < end:
        name, first, after = _element(data, at)
        if after > end:
            raise ValueError("an element past its end")
        if name in names:
            out[first:after] = bytes(after - first)
        at = after


def _blank_tracks(data: bytes, out: bytearray, at: int, end: int) -> None:
    while at < end:
        name, first, after = _element(data, at)
        if after > end:
            raise ValueError("an element past its end")
        if name == _TRACK_ENTRY:
            _blank(data, out, first, after, {_TRACK_NAME})
        at = after


_CLEANERS = {"wav": _wav, "mp3": _mp3, "ogg": _ogg, "m4a": _mp4, "webm": _webm}
