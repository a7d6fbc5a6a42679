"""Figures as a file for a spreadsheet. No cell can become a formula.

CSV is for Dutch Excel: UTF-8 with a byte order mark, fields apart by semicolons, lines by CRLF.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import xlsxwriter

Cell = str | float | None
Rows = Sequence[Sequence[Cell]]
# A spreadsheet takes a cell for a formula, or looks past white space for one.
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
MARK = "\ufeff"


def as_csv(rows: Rows) -> bytes:
    """Write the rows; the first one holds the headings."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    return (MARK + text.getvalue()).encode()


def as_xlsx(rows: Rows, *, sheet: str) -> bytes:
    """Write the rows to one sheet; texts as texts, numbers as numbers, the headings fixed."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        page = book.add_worksheet(sheet_name(sheet))
        bold, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, int | float):
                    page.write_number(at, column, cell, number)
                elif cell is not None:
                    page.write_string(at, column, cell, bold if at == 0 else None)
        page.freeze_panes(1, 0)
        page.autofit()
    return file.getvalue()


def harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would calculate gets an apostrophe in front of it."""
    if isinstance(cell, str) and cell.lstrip(" \u00a0").startswith(STARTS):
        return f"'{cell}"
    return cell


def sheet_name(text: str) -> str:
    """What Excel accepts as the name of a sheet."""
    return "".join(letter for letter in text if letter not in "[]:*?/\\'")[:31] or "1"
