"""Figures as a file, in each form in which they can be taken along. Pure.

A file is a table with one line for each period, group and figure, and the definitions it was made by.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import xlsxwriter
from django.utils.translation import gettext as _

from monitoring_export.dictionary import FIGURES, VERSION
from monitoring_export.downloads import MARK, harmless, sheet_name

COLUMNS = ("period", "from", "until", "group", "figure", "name", "number", "unit")


@dataclass(frozen=True, slots=True)
class Line:
    """One number. Days as 2026-11-22; `until` is the first day after the period."""

    period: str
    first: str
    until: str
    group: str
    figure: str
    number: float

    @property
    def cells(self) -> list[str | float]:
        figure = FIGURES[self.figure]
        return [
            self.period,
            self.first,
            self.until,
            self.group,
            self.figure,
            str(figure.name),
            self.number,
            str(figure.unit),
        ]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What goes into a file, and about what it is."""

    organisation: str
    about: str
    lines: Sequence[Line] = field(default_factory=list)

    @property
    def definitions(self) -> list[list[str]]:
        keys = dict.fromkeys(line.figure for line in self.lines)
        found = [FIGURES[key] for key in keys]
        return [
            [each.key, str(each.name), str(each.definition), str(each.formula), str(each.unit)]
            for each in found
        ]


def headings() -> list[str]:
    return [_("period"), _("from"), _("until"), _("group"), _("figure"), _("name"), _("number"), _("unit")]


def definition_headings() -> list[str]:
    return [_("figure"), _("name"), _("definition"), _("formula"), _("unit")]


def as_dutch_csv(sheet: Sheet) -> bytes:
    """As Dutch Excel opens it: a byte order mark, semicolons, a comma in a number."""
    rows = [[_dutch(cell) for cell in line.cells] for line in sheet.lines]
    return (MARK + _csv([headings(), *rows], delimiter=";")).encode()


def as_csv(sheet: Sheet) -> bytes:
    """As programs read it (RFC 4180): commas, a point in a number, headings the same in every language."""
    return _csv([list(COLUMNS), *(line.cells for line in sheet.lines)], delimiter=",").encode()


def as_xlsx(sheet: Sheet) -> bytes:
    """A sheet with figures and one with what they mean; no cell can be a formula or a link."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        _page(book, _("Figures"), [headings(), *(line.cells for line in sheet.lines)])
        version = [
            [_("dictionary"), VERSION],
            [_("organisation"), sheet.organisation],
            [_("about"), sheet.about],
        ]
        _page(book, _("Definitions"), [definition_headings(), *sheet.definitions, [], *version])
    return file.getvalue()


def as_json(sheet: Sheet) -> bytes:
    """Figures and definitions as an object of plain values."""
    told = {
        "organisation": sheet.organisation,
        "about": sheet.about,
        "dictionary": VERSION,
        "definitions": [
            dict(zip(("figure", "name", "definition", "formula", "unit"), each, strict=True))
            for each in sheet.definitions
        ],
        "figures": [dict(zip(COLUMNS, line.cells, strict=True)) for line in sheet.lines],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def as_parquet(sheet: Sheet) -> bytes:
    """One table with its definitions in the metadata, for analysis."""
    import pyarrow as pa  # large: only whoever makes such a file loads it
    from pyarrow import parquet

    kinds = [pa.string(), pa.date32(), pa.date32(), *(pa.string(),) * 3, pa.float64(), pa.string()]
    about = {
        "organisation": sheet.organisation,
        "about": sheet.about,
        "dictionary": VERSION,
        "definitions": json.dumps(sheet.definitions, ensure_ascii=False),
    }
    schema = pa.schema(list(zip(COLUMNS, kinds, strict=True)), metadata=about)
    columns = list(zip(*(line.cells for line in sheet.lines), strict=True)) or [()] * len(COLUMNS)
    arrays = [
        pa.array(values, pa.string()).cast(kind) if kind == pa.date32() else pa.array(values, kind)
        for values, kind in zip(columns, kinds, strict=True)
    ]
    file = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), file)
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class Form:
    """A form of file: how its name ends, what it is, and what makes it."""

    suffix: str
    content_type: str
    make: Callable[[Sheet], bytes]


FORMS: dict[str, Form] = {
    "csv-nl": Form("csv", "text/csv; charset=utf-8", as_dutch_csv),
    "csv": Form("csv", "text/csv; charset=utf-8", as_csv),
    "xlsx": Form("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "json": Form("json", "application/json", as_json),
    "parquet": Form("parquet", "application/vnd.apache.parquet", as_parquet),
}


def _csv(rows: Sequence[Sequence[str | float]], *, delimiter: str) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    return text.getvalue()


def _dutch(cell: str | float) -> str | float:
    return str(cell).replace(".", ",") if isinstance(cell, float) else cell


def _page(book: xlsxwriter.Workbook, name: str, rows: Sequence[Sequence[str | float]]) -> None:
    page = book.add_worksheet(sheet_name(name))
    bold, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.##"})
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(at, column, cell, bold if at == 0 else None)
            else:
                page.write_number(at, column, cell, number)
    page.freeze_panes(1, 0)
    page.autofit()
