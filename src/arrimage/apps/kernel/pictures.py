"""Pictures people hand us, drawn again: the place, the camera and the date they carry stay behind."""

from io import BytesIO

from PIL import Image, ImageOps

from .uploads import Kind

QUALITY = 88
FORMATS = {Kind.PNG: "PNG", Kind.JPEG: "JPEG", Kind.WEBP: "WEBP"}


def redrawn(data: bytes, kind: Kind, *, side: int = 2_400) -> bytes:
    """The same picture, upright, at most `side` pixels wide or high, with nothing but its pixels.

    Check the upload first: its size in pixels is bounded there. Raises ValueError when it cannot be drawn.
    """
    try:
        with Image.open(BytesIO(data), formats=[FORMATS[kind]]) as image:
            picture = ImageOps.exif_transpose(image)
            picture.thumbnail((side, side))
            picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("not a picture that can be drawn") from error
    if kind is Kind.JPEG:
        picture = picture.convert("RGB")
    # A new image holds pixels alone: no profile, no text, no thumbnail.
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    out = BytesIO()
    bare.save(out, FORMATS[kind], quality=QUALITY, optimize=True)
    return out.getvalue()
