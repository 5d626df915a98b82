"""A report as a Word document one can go on writing: real headings, headed tables, described pictures."""

from io import BytesIO
from typing import Any

from django.utils import translation

from .report_plain import plain_report

WIDTH_IN = 4.6
SCALE = 2  # pixels for each point: sharp enough to print


def docx_of(content: dict[str, Any], digest: str, language: str) -> bytes:
    from docx import Document

    with translation.override(language):
        data = plain_report(content, digest, language)
    document = Document()
    _properties(document, data, language)
    document.add_heading(data["title"], level=1)
    document.add_paragraph(data["under"])
    if data["nature"]:
        document.add_paragraph().add_run(data["nature"]).bold = True
    _told(document, data["summary"])
    for block in data["blocks"]:
        _block(document, block, data["words"])
    if data["replies"]:
        document.add_heading(data["words"]["replies"], level=2)
        for one in data["replies"]:
            document.add_heading(one["organisation"], level=3)
            if one["on"]:
                document.add_paragraph(one["on"])
            _told(document, one["paragraphs"])
    document.add_heading(data["words"]["about"], level=2)
    document.add_paragraph(data["licence"])
    document.add_paragraph(data["digest"])
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _properties(document, data: dict[str, Any], language: str) -> None:
    from docx.oxml.ns import qn

    core = document.core_properties
    core.title, core.author, core.language = data["title"], data["led_by"], f"{language}-CA"
    core.comments = data["digest"]
    for style in document.styles.element.iter(qn("w:lang")):
        style.set(qn("w:val"), f"{language}-CA")


def _told(document, parts) -> None:
    for kind, lines in parts:
        if kind == "ul":
            for line in lines:
                document.add_paragraph(line, style="List Bullet")
        else:
            document.add_paragraph(" ".join(lines))


def _block(document, block: dict[str, Any], words: dict[str, str]) -> None:
    figure, kind = block["figure"], block["kind"]
    default = figure["title"] if figure else words.get(kind, "")
    if heading := block["title"] or default:
        document.add_heading(heading, level=2)
    if figure and block["title"] and figure["title"] != block["title"]:
        document.add_paragraph().add_run(figure["title"]).italic = True
    _told(document, block["paragraphs"])
    if figure:
        document.add_paragraph(figure["summary"])
        if figure["svg"]:
            _picture(document, figure)
            if figure["legend"]:
                document.add_paragraph(figure["legend"])
        _table(document, figure["header"], figure["rows"])
        document.add_paragraph(figure["source"], style="Caption")
    for text, side in block["quotes"]:
        document.add_paragraph(f"{text} — {side}" if side else text, style="Quote")
    for line in block["method"]:
        document.add_paragraph(line, style="List Bullet")


def _picture(document, figure: dict[str, Any]) -> None:
    import vl_convert
    from docx.shared import Inches

    png = vl_convert.svg_to_png(figure["svg"], scale=SCALE)
    picture = document.add_picture(BytesIO(png), width=Inches(WIDTH_IN))
    about = picture._inline.docPr  # python-docx gives no other way to describe a picture
    about.set("descr", figure["alt"])
    about.set("title", figure["title"])


def _table(document, header: list[str], rows: list[list[str]]) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    table = document.add_table(rows=1, cols=len(header), style="Light Grid Accent 1")
    for cell, text in zip(table.rows[0].cells, header, strict=True):
        cell.text = text
    # The first row is a heading, and comes back on each page.
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    for row in table.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(8)
