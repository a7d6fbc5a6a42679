"""What leaves as a spreadsheet holds no formula, whatever somebody called a department."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from monitoring_export.downloads import STARTS, as_csv, as_xlsx

FORMULA = "1+1+cmd|' /C calc'!A0"
EVIL = [f"{start}{FORMULA}" for start in STARTS]
ROWS = [["month", "department", "count"], *(["2026-11", evil, 12] for evil in EVIL)]


def test_there_are_nine_ways_to_begin_a_formula():
    assert len(STARTS) == 9


def test_an_excel_file_read_back_has_no_formula():
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(ROWS, sheet="Gebruik"))).active

    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert len(cells) == 3 * len(ROWS)
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_an_excel_file_keeps_texts_and_numbers():
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(ROWS, sheet="a/b[c]:*?"))).active

    assert sheet["B2"].value == EVIL[0]
    assert sheet["C2"].value == 12
    assert sheet.title == "abc"


@pytest.mark.parametrize("evil", [*EVIL, f"  ={FORMULA}", f"\u00a0+{FORMULA}"])
def test_a_csv_cell_never_begins_a_formula(evil):
    text = as_csv([["department"], [evil]]).decode("utf-8-sig")

    (cell,) = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1]
    assert cell == f"'{evil}"


def test_csv_is_what_dutch_excel_opens():
    content = as_csv([["afdeling", "aantal"], ["Reumatologie; polikliniek é", 1234]])

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == '"afdeling";"aantal"\r\n"Reumatologie; polikliniek é";1234\r\n'
