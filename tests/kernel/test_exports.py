import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from arrimage.apps.kernel.exports import csv_response, safe_cell, xlsx_response

HEADER = ["Nom", "Places"]
ROWS = [
    ["Élodie, dite « Lo »", 12],
    ["=HYPERLINK(A1)", -3],
    ["+1 418 555-0100", Decimal("-2.5")],
    ["@SUM(A1)", None],
    ["-12,5", True],
    ["ligne 1\nligne 2", 0.5],
]


def text_of(response):
    return b"".join(response.streaming_content).decode("utf-8")


def sheet_of(response):
    return load_workbook(io.BytesIO(response.content)).active


def test_a_csv_reads_well_in_a_spreadsheet():
    response = csv_response("services été.csv", HEADER, iter(ROWS))
    text = text_of(response)
    assert text.startswith("\ufeffNom,Places\r\n")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert rows[1] == ["Élodie, dite « Lo »", "12"]
    assert rows[2] == ["'=HYPERLINK(A1)", "-3"]
    assert rows[3] == ["'+1 418 555-0100", "-2.5"]
    assert rows[4] == ["'@SUM(A1)", ""]
    assert rows[5] == ["-12,5", "Oui"]
    assert rows[6][0] == "ligne 1\nligne 2"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''services%20%C3%A9t%C3%A9.csv"
    assert response["Cache-Control"] == "no-store"


def test_a_workbook_keeps_numbers_dates_and_text_apart():
    at = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
    sheet = sheet_of(xlsx_response("x.xlsx", HEADER, [*ROWS, [date(2026, 3, 2), at]]))
    cells = list(sheet.values)
    assert cells[0] == ("Nom", "Places")
    assert cells[2] == ("'=HYPERLINK(A1)", -3)
    assert sheet["A3"].data_type == "s"
    assert cells[3][1] == -2.5
    assert cells[7] == (datetime(2026, 3, 2), datetime(2026, 3, 2, 9, 30))  # in Montréal
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold


def test_what_a_workbook_cannot_hold_is_cut_or_dropped():
    sheet = sheet_of(xlsx_response("x.xlsx", ["a"], [["\x00\x0bvu"], ["é" * 40_000]]))
    assert sheet["A2"].value == "vu"
    assert len(sheet["A3"].value) == 32_767


@pytest.mark.parametrize(
    "value", ["=1", "+1+1", "-1-1", "@a", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1", "-"]
)
def test_a_formula_becomes_text(value):
    assert safe_cell(value) == f"'{value}"


@pytest.mark.parametrize(
    "value", ["-1", "+1", "-1,5", "3.25", "Nom", "", " =1", "1-2", -1, -1.5, Decimal("-3")]
)
def test_what_is_no_formula_stays_as_it_is(value):
    assert safe_cell(value) == value


@given(
    st.lists(
        st.lists(st.text() | st.integers() | st.floats() | st.none(), min_size=2, max_size=2), max_size=5
    )
)
def test_no_cell_ever_starts_a_formula(rows):
    rows = [[v.encode("utf-8", "ignore").decode() if isinstance(v, str) else v for v in row] for row in rows]
    for row in csv.reader(io.StringIO(text_of(csv_response("x.csv", HEADER, rows))[1:], newline="")):
        for cell in row:
            assert not cell.startswith(("=", "@", "\t", "\r", "\n"))
    xlsx_response("x.xlsx", HEADER, rows)
