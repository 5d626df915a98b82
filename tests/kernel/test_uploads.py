import io
import struct
import zipfile

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook

from arrimage.apps.kernel import uploads
from arrimage.apps.kernel.uploads import IMAGES, TABLES, Kind, UploadField, check_upload, safe_filename

EVERY = frozenset(Kind)


def workbook():
    book, file = Workbook(), io.BytesIO()
    book.active.append(["Nom", "Été"])
    book.save(file)
    return file.getvalue()


def zipped(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def parts_of(book):
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def png(width=3, height=2):
    return (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
        + struct.pack(">II", width, height)
        + b"\x08\x02\x00\x00\x00rest"
    )


def jpeg(width=3, height=2):
    exif = b"\xff\xe1" + struct.pack(">H", 8) + b"Exif\x00\x00"
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\x01" * 9
    return b"\xff\xd8" + exif + b"\xff" + frame + b"\xff\xd9"


def webp(kind=b"VP8 ", width=3, height=2):
    body = {
        b"VP8 ": b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", width, height),
        b"VP8L": b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + b"\x00" * 5,
        b"VP8X": b"\x00" * 4 + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"),
    }[kind]
    return b"RIFF" + struct.pack("<I", 22) + b"WEBP" + kind + struct.pack("<I", len(body)) + body


GOOD = {
    "liste.csv": "Nom,Besoin\r\nÉlodie,logement\r\n".encode("utf-8-sig"),
    "note.txt": "Une note.\n\tÀ suivre.".encode(),
    "liste.xlsx": workbook(),
    "faits.json": b'{"a": [1, 2.5, null]}',
    "carte.geojson": b'{"type": "FeatureCollection", "features": []}',
    "guide.pdf": b"%PDF-1.7\n...\n%%EOF\n",
    "photo.png": png(),
    "photo.jpg": jpeg(),
    "photo.jpeg": jpeg(),
    "photo.webp": webp(),
}


def check(name, content, allowed=EVERY, **limits):
    return check_upload(SimpleUploadedFile(name, content), allowed=allowed, **limits)


def refusal(name, content, allowed=EVERY, **limits):
    with pytest.raises(ValidationError) as caught:
        check(name, content, allowed, **limits)
    return caught.value.message


@pytest.mark.parametrize("name", GOOD)
def test_a_sound_file_passes_and_is_rewound(name):
    file = SimpleUploadedFile(name, GOOD[name])
    upload = check_upload(file, allowed=EVERY)
    assert upload.kind == name.rpartition(".")[2].replace("jpg", "jpeg")
    assert (upload.name, upload.size) == (name, len(GOOD[name]))
    assert file.read() == GOOD[name]
    assert (upload.width, upload.height) == ((3, 2) if upload.kind in IMAGES else (None, None))


@pytest.mark.parametrize("kind", [b"VP8 ", b"VP8L", b"VP8X"])
def test_the_three_webps_are_measured(kind):
    upload = check("a.webp", webp(kind, 640, 480))
    assert (upload.width, upload.height) == (640, 480)


@pytest.mark.parametrize("extension", ["csv", "xlsx", "json", "geojson", "pdf", "png", "jpeg", "webp"])
@pytest.mark.parametrize("name", GOOD)
def test_a_name_that_lies_is_refused(name, extension):
    alike = {"csv": {"csv", "txt", "json", "geojson", "pdf"}, "json": {"json", "geojson"}}
    own = name.rpartition(".")[2].replace("jpg", "jpeg")
    if own == extension or own in alike.get(extension, ()):  # a JSON is also a text
        return
    assert "«" in refusal(f"x.{extension}", GOOD[name])


@pytest.mark.parametrize(
    "name", ["page.html", "image.svg", "a.exe", "sansextension", "a.png.php", "x.xlsm", "x.zip"]
)
def test_other_kinds_are_refused_by_name(name):
    assert "csv, xlsx" in refusal(name, b"<script>", TABLES)


def test_too_large_and_empty_say_so():
    assert "trop" in refusal("liste.csv", b"a" * 101, max_bytes=100)
    assert "vide" in refusal("liste.csv", b"")


@pytest.mark.parametrize("content", ["é".encode("cp1252"), "é".encode("utf-16"), b"abc\xc3"])
def test_a_table_that_is_not_utf8_says_how_to_save_it(content):
    assert "UTF-8" in refusal("liste.csv", content)


def test_a_letter_cut_by_a_chunk_is_still_a_letter():
    check("liste.csv", b"a" * (uploads.CHUNK - 1) + "é".encode())


@pytest.mark.parametrize("content", [b"\x00", b"a\x1b[31m", b"\x7fELF"])
def test_bytes_that_are_no_text_are_refused(content):
    refusal("liste.csv", content)


@pytest.mark.parametrize(
    "content", [b"{", b"[NaN]", b"[" * 100_000, b"1" * 10_000, b"\xef\xbb\xbf", b"{} {}"]
)
def test_broken_json_is_refused(content):
    refusal("faits.json", content)


def test_json_that_is_no_map_is_refused():
    assert "GeoJSON" in refusal("carte.geojson", b'{"type": "banana"}')
    assert "GeoJSON" in refusal("carte.geojson", b"[]")


class TestWorkbooks:
    def test_a_zip_bomb_is_refused_unopened(self):
        bomb = parts_of(workbook()) | {"xl/worksheets/sheet2.xml": b"<a>" + b"0" * 50_000_000}
        assert "beaucoup trop" in refusal("x.xlsx", zipped(bomb))

    def test_too_many_parts(self):
        many = parts_of(workbook()) | {f"xl/{n}.bin": b"" for n in range(uploads.MAX_PARTS)}
        assert "beaucoup trop" in refusal("x.xlsx", zipped(many))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_entities_are_refused_wherever_they_hide(self, encoding):
        far = f"<!--{'x' * 200_000}-->"
        bomb = f'<?xml version="1.0" encoding="{encoding}"?>{far}<!DOCTYPE a [<!ENTITY b "c">]><a/>'
        for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"):
            assert "abîmé" in refusal("x.xlsx", zipped(parts_of(workbook()) | {part: bomb.encode(encoding)}))

    def test_macros_are_refused(self):
        assert "macros" in refusal("x.xlsx", zipped(parts_of(workbook()) | {"xl/vbaProject.bin": b"x"}))

    @pytest.mark.parametrize("part", ["../../etc/passwd", "/etc/passwd", "..\\x"])
    def test_a_part_that_climbs_out_is_refused(self, part):
        refusal("x.xlsx", zipped(parts_of(workbook()) | {part: b"x"}))

    def test_any_other_zip_is_no_workbook(self):
        refusal("x.xlsx", zipped({"a.txt": b"x"}))
        refusal("x.xlsx", b"PK\x03\x04" + b"\x00" * 100)
        refusal("x.xlsx", workbook()[:-200])

    def test_a_part_twice_is_refused(self):
        file = io.BytesIO(workbook())
        with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("xl/workbook.xml", b"<a/>")
        refusal("x.xlsx", file.getvalue())


@pytest.mark.parametrize(
    "content", [png(100_000, 1), jpeg(12_001, 1), webp(b"VP8X", 10_000, 9_000), png(9_000, 9_000)]
)
def test_an_image_of_too_many_pixels_is_refused_undecoded(content):
    name = {b"\x89": "a.png", b"\xff": "a.jpg", b"R": "a.webp"}[content[:1]]
    assert "pixels" in refusal(name, content)


def test_an_image_of_no_pixel_is_refused():
    refusal("a.png", png(0, 5))


def passes_or_says_why(name, content):
    said = ""
    try:
        check(name, content)
    except ValidationError as refused:
        said = refused.message
    assert said == "" or said.endswith(".")


@given(st.binary(max_size=400), st.sampled_from(sorted(uploads.EXTENSIONS)))
def test_any_bytes_are_a_file_or_a_sentence(content, extension):
    passes_or_says_why(f"x.{extension}", content)


@given(st.data(), st.sampled_from(sorted(GOOD)))
def test_any_damage_to_a_sound_file_is_a_file_or_a_sentence(data, name):
    content = bytearray(GOOD[name])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(content)))
    for damaged in (bytes(content), bytes(content[:cut])):
        passes_or_says_why(name, damaged)


@given(st.text(max_size=300))
@example("../../etc/passwd")
@example("C:\\Users\\x\\con.txt")
@example("photo\u202egnp.exe")
@example(".htaccess")
@example("a\x00.png")
def test_any_name_becomes_a_plain_one(name):
    safe = safe_filename(name)
    assert 0 < len(safe) <= 100
    assert not set('/\\:*?"<>|\x00\n\u202e') & set(safe)
    assert not safe.startswith((".", " ", "-"))
    assert safe.count(".") <= 1
    assert safe_filename(safe) == safe


def test_accents_stay_in_names():
    assert safe_filename("Réunion d’équipe (mars).PDF") == "Réunion d-équipe (mars).pdf"


class TestField:
    class Form(forms.Form):
        file = UploadField(allowed=TABLES, label="Fichier")

    def form(self, name, content):
        return self.Form({}, {"file": SimpleUploadedFile(name, content)})

    def test_it_gives_a_safe_name_and_the_kind(self):
        form = self.form("../Été.csv", b"a")
        assert form.is_valid()
        assert form.cleaned_data["file"].name == "Été.csv"
        assert form.cleaned_data["file"].upload.kind is Kind.CSV

    def test_it_says_what_is_wrong(self):
        form = self.form("x.png", png())
        assert "csv, xlsx" in form.errors["file"][0]

    def test_it_tells_the_browser_what_to_offer(self):
        assert 'accept=".csv,.xlsx"' in str(self.Form()["file"])
