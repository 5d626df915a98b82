"""Videos handed to us: what they are is read from their bytes; what a phone wrote of itself is blotted.

A film is not re-encoded (nothing here can): an MP4 keeps its pictures and sound, and loses the boxes in which
cameras write where, when and with what it was filmed.
"""

import struct
from typing import IO

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from arrimage.apps.kernel.uploads import safe_filename

MAX_BYTES = 500_000_000
EXTENSIONS = {"mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm"}
TELLING = {b"udta", b"meta", b"uuid"}  # where cameras write of themselves
HOLDING = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}


def check_video(file: File) -> str:
    """Its media type. Raises ValidationError with a sentence that says what to do; rewinds the file."""
    name = safe_filename(file.name or "")
    kind = EXTENSIONS.get(name.rpartition(".")[2])
    values = {"name": name, "size": filesizeformat(file.size), "most": filesizeformat(MAX_BYTES)}
    if kind is None:
        raise ValidationError(_("“%(name)s” is not a video we can show: choose an MP4 or a WebM.") % values)
    if file.size > MAX_BYTES:
        raise ValidationError(_("“%(name)s” is too large (%(size)s; at most %(most)s): shorten it.") % values)
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    is_mp4 = head[4:8] == b"ftyp" and head[8:12] != b"qt  "
    is_webm = head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head
    if not {"video/mp4": is_mp4, "video/webm": is_webm}[kind]:
        raise ValidationError(
            _("“%(name)s” is damaged, or is not what its name says. Save it again in that format and retry.")
            % values
        )
    return kind


def blot_out(file: IO[bytes]) -> int:
    """Empty, in place, the boxes of an MP4 that tell of the camera; how many. Sizes do not change."""
    file.seek(0, 2)
    return _blot(file, 0, file.tell(), depth=0)


def _blot(file: IO[bytes], start: int, end: int, *, depth: int) -> int:
    blotted = 0
    while start + 8 <= end:
        file.seek(start)
        size, kind = struct.unpack(">I4s", file.read(8))
        header = 8
        if size == 1:
            size, header = struct.unpack(">Q", file.read(8))[0], 16
        size = size or end - start
        if size < header or start + size > end:
            break  # damaged: the player says so
        if kind in TELLING:
            file.seek(start + 4)
            file.write(b"free")
            file.seek(start + header)
            _zero(file, size - header)
            blotted += 1
        elif kind in HOLDING and depth < 6:
            blotted += _blot(file, start + header, start + size, depth=depth + 1)
        start += size
    return blotted


def _zero(file: IO[bytes], length: int) -> None:
    while length > 0:
        length -= file.write(b"\0" * min(length, 65_536))


class VideoField(forms.FileField):
    """An MP4 or a WebM; the cleaned file has a safe name and a `media_type`."""

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": ".mp4,.m4v,.webm"}

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if data:
            file.media_type = check_video(file)
            file.name = safe_filename(file.name)
        return file
