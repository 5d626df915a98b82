"""What browsers record (Ogg in Firefox, WebM in Chromium), without what it says of whoever recorded it.

A container is walked from end to end, so that what is not sound is refused; titles, names, dates, pictures
and programs are blanked where they stand, so that every offset stays true. Raises ValueError, struct.error or
IndexError on anything else: `sounds.rewritten` is the way in.
"""

import struct
import zlib

Box = tuple[int, int, int]  # identifier, first byte of the content, first byte after it


# --- Ogg (Opus, Vorbis): the comments are blanked, and their pages signed again
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def _ogg_crc(page: bytes) -> int:
    """Ogg counts bits from the other end than zlib does."""
    crc = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{crc:032b}"[::-1], 2)


def without_comments(data: bytes) -> bytes:
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
    for place, byte in zip(places, _blanked(packet), strict=True):
        out[place] = byte
    touched = set(places)
    for start, first, end, _laces in pages:
        if first in touched or end - 1 in touched:
            out[start + 22 : start + 26] = b"\0\0\0\0"
            out[start + 22 : start + 26] = struct.pack("<I", _ogg_crc(bytes(out[start:end])))
    return bytes(out)


def _blanked(packet: bytes) -> bytes:
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


def without_titles(data: bytes) -> bytes:
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
