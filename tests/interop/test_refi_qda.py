"""REFI-QDA: exact round trips, positions, faults by line; held against the official schemas."""

import copy
import io
import json
import random
import zipfile
from string import ascii_lowercase

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from arrimage.cli import arrimage
from arrimage.interop.refi_qda import project as model
from arrimage.interop.refi_qda.checking import faults_of
from arrimage.interop.refi_qda.files import check
from arrimage.interop.refi_qda.package import NotAProject, close_package
from arrimage.interop.refi_qda.texts import freeze, frozen
from arrimage.interop.refi_qda.writing import project_xml, write_qdc, write_qdpx

guids = st.uuids().map(str)
words = st.text(alphabet="aéÀ𝒳œ «»&<>\"'\n", max_size=12)
names = st.text(alphabet="abcÉ ’", min_size=1, max_size=8)
COLOURS = st.sampled_from(["", "#0f6b68", "#ABC"])
MOMENT = "2026-10-03T14:05:09Z"


@st.composite
def projects(draw):
    """Whole projects, everything in them pointing at what is there."""
    users = [model.User(guid, draw(names)) for guid in draw(st.lists(guids, max_size=2, unique=True))]
    stamp = model.Stamp(users[0].guid, MOMENT) if users else model.Stamp()
    taken = {user.guid for user in users}

    def new() -> str:
        guid = draw(guids.filter(lambda one: one not in taken))
        taken.add(guid)
        return guid

    note = model.Text(new(), draw(names), content=draw(words), stamp=stamp)

    def code(depth: int) -> model.Code:
        under = tuple(code(depth + 1) for _ in range(draw(st.integers(0, 2 - depth))))
        told = draw(st.none() | words)
        notes = draw(st.sampled_from([(), (note.guid,)]))
        return model.Code(new(), draw(names), draw(st.booleans()), draw(COLOURS), told, notes, under)

    codes = tuple(code(0) for _ in range(draw(st.integers(1, 3))))
    every = [one.guid for one in model.Project("", codes=codes).every_code()]
    variables = (
        model.Variable(new(), "Région", "Text", draw(st.none() | words)),
        model.Variable(new(), "Âge", "Integer"),
    )
    values = (
        model.VariableValue(variables[0].guid, "Text", draw(words)),
        model.VariableValue(variables[1].guid, "Integer", str(draw(st.integers(0, 99)))),
        model.VariableValue(variables[1].guid),
    )
    files, sources = {}, []
    for _ in range(draw(st.integers(0, 2))):
        guid = new()
        text = draw(st.text(alphabet="aé𝒳 .\r\n", max_size=30))
        inside = draw(st.booleans())
        raw = text.replace("\r", "") if inside else text
        selections = []
        for _ in range(draw(st.integers(0, 3))):
            start = draw(st.integers(0, len(raw)))
            end = draw(st.integers(start, len(raw)))
            put = (model.Coding(new(), draw(st.sampled_from(every)), model.Stamp(stamp.by, stamp.at)),)
            selections.append(
                model.Selection(new(), start, end, draw(st.none() | names), None, put, (), stamp)
            )
        if not inside:
            files[f"sources/{guid}.txt"] = draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + raw.encode()
        sources.append(
            model.Text(
                guid,
                draw(names),
                content=raw if inside else None,
                plain_path="" if inside else f"internal://{guid}.txt",
                selections=tuple(selections),
                values=values[:1],
                stamp=stamp,
            )
        )
    passages = tuple(one.guid for source in sources for one in source.selections)
    case = model.Case(new(), "Mado", None, (every[0],), values, tuple(s.guid for s in sources), passages)
    return model.Project(
        name=draw(names),
        origin="Essai",
        users=tuple(users),
        stamp=model.Stamp(stamp.by, stamp.at),
        codes=codes,
        variables=variables,
        cases=(case,),
        sources=tuple(sources),
        notes=(note,),
        sets=(model.Set(new(), "Un lot", draw(st.none() | words), tuple(every), (), (note.guid,)),),
        description=draw(st.none() | words),
        own_notes=(note.guid,),
        files=files,
    )


@settings(max_examples=60)
@given(projects())
def test_what_is_written_reads_back_equal_and_nothing_is_wrong_in_it(project):
    found = check(write_qdpx(project))
    assert not found.faults
    assert found.read == project


@given(projects())
@settings(max_examples=20)
def test_the_same_project_gives_the_same_bytes(project):
    assert write_qdpx(project) == write_qdpx(copy.deepcopy(project))


@given(st.text(alphabet="aé𝒳\r\n ", max_size=40), st.data())
def test_a_position_shows_the_same_passage_in_our_text(raw, data):
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    found = freeze(raw)
    passage = raw[start:end].replace("\r\n", "\n").replace("\r", "\n")
    cuts = [raw[max(at - 1, 0) : at + 1] for at in (start, end)]
    if "\r\n" not in cuts:
        assert found.text[found.place(start) : found.place(end)] == passage


def test_a_mark_at_the_start_of_a_file_is_no_part_of_its_text():
    source = model.Text("g", plain_path="internal://x.txt")
    project = model.Project("", files={"sources/x.txt": "\ufeffÇa va.\r\nBien.".encode()})
    found = frozen(project, source)
    assert found.text == "Ça va.\nBien."
    assert found.text[found.place(8) : found.place(13)] == "Bien."


# --- Held against the official schemas


@pytest.fixture(scope="module")
def schemas():
    from tests.conftest import SHARED

    folder = SHARED / "qda"
    kinds = ("Project", "Codebook")
    return {kind: etree.XMLSchema(etree.parse(folder / f"{kind}_v1.0.xsd")) for kind in kinds}


@pytest.mark.shared
@settings(max_examples=40)
@given(project=projects())
def test_what_is_written_is_valid_for_the_official_schema(schemas, project):
    schemas["Project"].assertValid(etree.fromstring(project_xml(project)))
    book = model.Codebook(
        tuple(model.Code(one.guid, one.name, one.is_codable, one.color) for one in project.codes)
    )
    schemas["Codebook"].assertValid(etree.fromstring(write_qdc(book)))


EVERYTHING = """<Project xmlns="urn:QDA-XML:project:1.0" name="Tout">
<Users><User guid="{u}" name="Ana"/></Users>
<CodeBook><Codes><Code guid="{c}" name="Espoir" isCodable="true" color="#fff"/></Codes></CodeBook>
<Variables><Variable guid="{v}" name="Jour" typeOfVariable="Date"/></Variables>
<Cases><Case guid="{k}"><VariableValue><VariableRef targetGUID="{v}"/><DateValue>2026-02-28</DateValue>
</VariableValue><SelectionRef targetGUID="{s}"/></Case></Cases>
<Sources>
<PictureSource guid="{p}" path="internal://a.png"><PictureSelection guid="{q}" firstX="0" firstY="0"
 secondX="9" secondY="9"><Coding guid="{o}" creatingUser="{u}"><CodeRef targetGUID="{c}"/></Coding>
</PictureSelection></PictureSource>
<TextSource guid="{t}"><PlainTextContent>Bonjour.</PlainTextContent>
<PlainTextSelection guid="{s}" startPosition="0" endPosition="7"/></TextSource>
<PDFSource guid="{f}"><PDFSelection guid="{g}" page="1" firstX="0" firstY="0" secondX="9" secondY="9"/>
<Representation guid="{r}" plainTextPath="internal://r.txt"/></PDFSource>
<AudioSource guid="{a}"><Transcript guid="{n}"><SyncPoint guid="{y}" timeStamp="10" position="0"/>
<TranscriptSelection guid="{x}" fromSyncPoint="{y}"/></Transcript><AudioSelection guid="{z}" begin="0"
 end="9"/></AudioSource>
<VideoSource guid="{w}"><VideoSelection guid="{h}" begin="0" end="9"/></VideoSource>
</Sources>
<Notes><Note guid="{m}"><PlainTextContent>Une note</PlainTextContent></Note></Notes>
<Links><Link guid="{l}" direction="OneWay" originGUID="{c}" targetGUID="{m}"/></Links>
<Sets><Set guid="{e}" name="Lot"><MemberCode targetGUID="{c}"/></Set></Sets>
<Graphs><Graph guid="{i}"><Vertex guid="{j}" firstX="0" firstY="0" shape="Oval"/>
<Edge guid="{b}" sourceVertex="{j}" targetVertex="{j}" lineStyle="solid"/></Graph></Graphs>
<Description>Rien</Description><NoteRef targetGUID="{m}"/>
</Project>"""


def everything() -> bytes:
    letters = {one: f"{ord(one):08x}-0000-4000-8000-{ord(one):012x}" for one in ascii_lowercase}
    return EVERYTHING.format(**letters).encode()


def test_a_project_with_everything_reads_back_equal_what_we_do_not_read_included():
    content = close_package(everything(), {"sources/r.txt": b"x"})
    found = check(content)
    assert not found.faults
    again = check(write_qdpx(found.read))
    assert again.read == found.read
    written = etree.fromstring(project_xml(found.read))
    assert _canonical(written) == _canonical(etree.fromstring(everything()))


def _canonical(root) -> str:
    return etree.canonicalize(etree.tostring(root, encoding="unicode"), strip_text=True)


CHANGES = ("drop attribute", "odd attribute", "spoil attribute", "drop", "double", "swap", "rename", "words")
VALUES = ["", "-3", "2026-02-30", "true", "#12", "x", "1.5", "0001-01-01", "2026-02-28T25:00:00", " 7 "]


def _spoil(root, dice: random.Random) -> None:
    """One change somewhere, which may or may not be a fault."""
    element = dice.choice([one for one in root.iter() if isinstance(one.tag, str)])
    change = dice.choice(CHANGES)
    name = dice.choice([*element.attrib, "guid"])
    children = list(element)
    if change == "drop attribute" and element.attrib:
        del element.attrib[dice.choice(list(element.attrib))]
    elif change == "odd attribute":
        element.set(dice.choice(["odd", "name", "color", "creationDateTime"]), dice.choice(VALUES))
    elif change == "spoil attribute" and name in element.attrib:
        element.set(name, dice.choice(VALUES))
    elif change == "drop" and element is not root:
        element.getparent().remove(element)
    elif change == "double" and element is not root:
        element.addnext(copy.deepcopy(element))
    elif change == "swap" and len(children) > 1:
        one, other = dice.sample(range(len(children)), 2)
        children[one], children[other] = children[other], children[one]
        element[:] = children
    elif change == "rename":
        element.tag = dice.choice([element.tag, "{urn:QDA-XML:project:1.0}Code", "{urn:x}Code", "Note"])
    elif change == "words":
        element.text = dice.choice(VALUES)


@pytest.mark.shared
@settings(max_examples=300)
@given(seed=st.integers(0, 10**9), times=st.integers(0, 2))
def test_a_file_is_wrong_for_us_exactly_when_it_is_for_the_official_schema(schemas, seed, times):
    root = etree.fromstring(everything())
    dice = random.Random(seed)
    for _ in range(times):
        _spoil(root, dice)
    root = etree.fromstring(etree.tostring(root))
    try:
        ours = not faults_of(root)
    except NotAProject:
        ours = False
    assert ours == schemas["Project"].validate(root), schemas["Project"].error_log


@pytest.mark.shared
def test_the_project_of_another_software_comes_back_the_same(shared):
    content = (shared / "qda" / "nvivo_project.qdpx").read_bytes()
    found = check(content)
    assert (found.codes, found.sources, found.faults) == (262, 2, ())
    written = write_qdpx(found.read)
    assert check(written).read == found.read
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(io.BytesIO(written)) as after:
        assert {name: before.read(name) for name in before.namelist() if name != "project.qde"} == {
            name: after.read(name) for name in after.namelist() if name != "project.qde"
        }
        roots = [etree.fromstring(archive.read("project.qde")) for archive in (before, after)]
    for root in roots:
        for attribute in [name for name in root.attrib if name.startswith("{")]:
            del root.attrib[attribute]  # where the schema is said to be
    assert _canonical(roots[0]) == _canonical(roots[1])


@pytest.mark.shared
def test_a_codebook_of_others_is_read_and_its_empty_sets_passed_over(shared):
    found = check((shared / "qda" / "REFI-QDA-1-5.qdc").read_bytes())
    assert (found.codes, found.faults, len(found.remarks)) == (6, (), 1)
    assert check(write_qdc(found.read)).read == found.read


# --- Faults


def test_what_points_at_nothing_is_told_by_line():
    content = everything().replace(b'<SelectionRef targetGUID="000000', b'<SelectionRef targetGUID="100000')
    (fault,) = check(close_package(content, {"sources/r.txt": b""})).faults
    assert fault.line == 6
    assert "SelectionRef" in fault.sentence


def test_a_selection_past_the_end_of_its_text_is_told():
    content = everything().replace(b'endPosition="7"', b'endPosition="9"')
    found = check(close_package(content, {"sources/r.txt": b""}))
    assert [fault.line for fault in found.faults] == [12]


def test_a_text_that_is_not_in_the_archive_is_told():
    content = (
        everything()
        .replace(b"<PlainTextContent>Bonjour.</PlainTextContent>", b"")
        .replace(b'<TextSource guid="', b'<TextSource plainTextPath="internal://absent.txt" guid="')
    )
    assert any("archive" in fault.sentence for fault in check(close_package(content, {})).faults)


BOMB = b'<!DOCTYPE p [<!ENTITY a "aaaa">]><Project xmlns="urn:QDA-XML:project:1.0" name="&a;"/>'


def _outside() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("../etc/x", "x")
        package.writestr("project.qde", everything())
    return archive.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "vide"),
        (b"hello", "ni une archive"),
        (b"PK\x03\x04 not really", "endommagée"),
        (b"<html/>", "ni un projet REFI-QDA"),
        (close_package(everything()[:400], {}), "ligne 5"),
        (BOMB, "entités"),
        (_outside(), "en dehors"),
    ],
)
def test_what_is_no_project_is_refused_in_one_line(tmp_path, content, says):
    path = tmp_path / "essai.qdpx"
    path.write_bytes(content)
    result = CliRunner().invoke(arrimage, ["refi", "check", str(path), "--json"])
    assert result.exit_code == 2
    assert says in result.output
    assert result.output.count("\n") == 1


def test_a_file_with_faults_is_told_line_by_line(tmp_path):
    path = tmp_path / "essai.qde"
    path.write_bytes(everything().replace(b'isCodable="true"', b'isCodable="oui"'))
    result = CliRunner().invoke(arrimage, ["refi", "check", str(path), "--json"])
    assert result.exit_code == 1
    document = json.loads(result.output)
    assert document["valid"] is False
    assert document["selections"] == 6
    assert document["errors"][0].startswith("ligne 3\u00a0:")
