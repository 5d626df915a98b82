"""Pictures people hand us, drawn again: what comes out holds the image alone.

A photograph taken on a phone says where and when it was taken, by which device, sometimes by whom. Nothing of
the file is kept but its pixels, turned the way they were meant to be seen.
"""

import io
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from .uploads import MAX_PIXELS

SIDE = 1_600  # pixels: wide enough for a page and for print, light enough for a phone
QUALITY = 82
FORMATS = ("PNG", "JPEG", "WEBP")  # nothing else is opened, whatever the file says it is


@dataclass(frozen=True)
class Picture:
    """`data` is WebP; `width` and `height` in pixels, as shown."""

    data: bytes
    width: int
    height: int
    media_type: str = "image/webp"


def redrawn(data: bytes, *, side: int = SIDE) -> Picture:
    """The picture alone, no larger than `side`. Raises ValidationError when it cannot be read."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise ValidationError(_("This image is too large. Make it smaller and try again."))
            picture = ImageOps.exif_transpose(opened)
            picture = picture.convert("RGBA" if "A" in picture.getbands() or "transparency" in picture.info
                                      else "RGB")  # fmt: skip
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise ValidationError(
            _("This image cannot be read. Save it again as JPEG or PNG and try again.")
        ) from error
    picture.thumbnail((side, side))
    # A new image, so that no leftover of the file (EXIF, comments, colour profiles, frames) follows.
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    file = io.BytesIO()
    clean.save(file, "WEBP", quality=QUALITY, method=4)
    return Picture(file.getvalue(), *clean.size)
