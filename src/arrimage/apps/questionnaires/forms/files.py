"""A file given as an answer: what passes, and what is left of it."""

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from arrimage.apps.kernel.pictures import redrawn
from arrimage.apps.kernel.uploads import EXTENSIONS, IMAGES, Kind, check_upload
from arrimage.apps.questionnaires.actions.responses import GivenFile
from arrimage.apps.questionnaires.document.answers import Attached, Unreadable
from arrimage.apps.questionnaires.document.questionnaire import Item
from arrimage.design.numbers import number

LARGEST = 12_000_000  # bytes, as it comes; a picture is made smaller
SIDE = 2_560  # pixels: a page of text photographed by hand stays readable
WITH_DOCUMENTS = IMAGES | {Kind.PDF}


def kinds_of(item: Item) -> frozenset[Kind]:
    return IMAGES if item.pictures_only else WITH_DOCUMENTS


def accepted(item: Item) -> str:
    """For the browser, which then opens the camera or the pictures first."""
    return ",".join(sorted(f".{name}" for name, kind in EXTENSIONS.items() if kind in kinds_of(item)))


def read_file(item: Item, file: File) -> GivenFile:
    """The file as it will be kept. Raises Unreadable."""
    try:
        upload = check_upload(file, allowed=kinds_of(item), max_bytes=LARGEST)
        if upload.kind not in IMAGES:
            return GivenFile(str(upload.kind), file.read())
        return GivenFile(str(Kind.WEBP), redrawn(file.read(), side=SIDE).data)
    except ValidationError as refusal:
        raise Unreadable(refusal.messages[0]) from None


def told_file(attached: Attached) -> str:
    """«Picture, 240 KB»."""
    if attached.kind == Kind.PDF:
        what = pgettext("file given as an answer", "PDF document")
    else:
        what = pgettext("file given as an answer", "Picture")
    if attached.size < 1_000_000:
        size = _("%(count)s KB") % {"count": number(max(1, round(attached.size / 1_000)))}
    else:
        size = _("%(count)s MB") % {"count": number(attached.size / 1_000_000, 1)}
    return f"{what}, {size}"
