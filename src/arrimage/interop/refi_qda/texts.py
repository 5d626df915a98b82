"""The words of a source, and its positions in our own text: code points, lines ended by LF, no BOM.

A file may begin with a byte-order mark, which is no part of its text, and end its lines by CR LF, which other
software counts as two. Our text has one LF there: each position moves back by the CRs before it.
"""

from bisect import bisect_left
from dataclasses import dataclass

from .project import Project, Text

INTERNAL = "internal://"
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


class NoText(ValueError):
    """The words of this source are not in the archive, or cannot be read."""


@dataclass(frozen=True)
class Frozen:
    """`text` as we keep it; `place` turns a position of the source into one of `text`."""

    text: str
    removed: tuple[int, ...]  # where a CR stood before an LF, in the source's own text
    length: int  # of the source's own text

    def place(self, position: int) -> int:
        return position - bisect_left(self.removed, position)


def frozen(project: Project, source: Text) -> Frozen:
    """Raises NoText."""
    return freeze(raw_text(project, source))


def freeze(raw: str) -> Frozen:
    """
    >>> found = freeze("un\\r\\ndeux")
    >>> found.text, found.place(4)
    ('un\\ndeux', 3)
    """
    removed = tuple(at for at, sign in enumerate(raw) if sign == "\r" and raw[at + 1 : at + 2] == "\n")
    return Frozen(raw.replace("\r\n", "\n").replace("\r", "\n"), removed, len(raw))


def raw_text(project: Project, source: Text) -> str:
    """The source's own text, as its positions count it. Raises NoText."""
    if source.content is not None:
        return source.content
    content = project.files.get(file_of(source.plain_path))
    if content is None:
        raise NoText(source.plain_path)
    try:
        return decoded(content)
    except UnicodeDecodeError:
        raise NoText(source.plain_path) from None


def file_of(path: str) -> str:
    """The name in the archive: «internal://x.txt» is sources/x.txt."""
    return f"sources/{path.removeprefix(INTERNAL)}" if path.startswith(INTERNAL) else path


def decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding)
    return content.decode("utf-8")
