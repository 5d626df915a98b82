"""What a PDF of ours says, read back: enough of the format for what typst writes, and no program beside."""

import re
import zlib

ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _objects(data: bytes) -> dict[int, bytes]:
    return {int(one[1]): one[2] for one in re.finditer(rb"(?s)(\d+) 0 obj\s(.*?)\sendobj", data)}


def _stream(body: bytes) -> bytes:
    return zlib.decompress(body.partition(b"stream\n")[2].rpartition(b"\nendstream")[0])


def _letters(cmap: bytes) -> dict[int, str]:
    """From the number of a drawn letter to what it says."""

    def said(hexed: bytes) -> str:
        return bytes.fromhex(hexed.decode()).decode("utf-16-be")

    found = {}
    for part in re.findall(rb"(?s)beginbfchar(.*?)endbfchar", cmap):
        found |= {int(one, 16): said(to) for one, to in re.findall(rb"<(\w+)>\s*<(\w+)>", part)}
    for part in re.findall(rb"(?s)beginbfrange(.*?)endbfrange", cmap):
        for first, last, to in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", part):
            for place, number in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[number] = chr(ord(said(to)) + place)
    return found


def _escaped(found: re.Match) -> bytes:
    told = found[1]
    return bytes([int(told, 8)]) if len(told) == 3 else ESCAPES.get(told, told)


def words_of(data: bytes) -> str:
    """All that is drawn, page by page, without its spaces: where a line breaks is the paper's affair."""
    objects = _objects(data)
    fonts = {}
    for body in objects.values():
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", body):
            unicode = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
            if unicode:
                fonts[name] = _letters(_stream(objects[int(unicode[1])]))
    said = []
    for body in objects.values():
        page = re.search(rb"/Contents (\d+) 0 R", body)
        if not page:
            continue
        letters: dict[int, str] = {}
        drawn = _stream(objects[int(page[1])])
        for font, shown in re.findall(rb"(?s)/(f\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\)", drawn):
            letters = fonts.get(font, letters)
            text = re.sub(rb"(?s)\\(\d{3}|.)", _escaped, shown)
            numbers = [int.from_bytes(text[at : at + 2]) for at in range(0, len(text), 2)]
            said += [letters.get(one, "") for one in numbers]
    return re.sub(r"\s", "", "".join(said)).replace("\u00ad", "")


def tags_of(data: bytes) -> list[str]:
    """The kinds of the tagged pieces: H1, P, Table, TH…"""
    return [one.decode() for one in re.findall(rb"/Type/StructElem/S/(\w+)", data)]
