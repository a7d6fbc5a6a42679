"""Figures as a file, in each form in which they can be taken along. Pure.

A file is a table with one line for each period, group and figure, and the definitions it was made by. It
comes bit by bit, so that whoever keeps or sends it never holds all of a large one.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, TypeVar

import xlsxwriter
from django.utils.translation import gettext as _

from monitoring_export.dictionary import FIGURES, VERSION
from monitoring_export.downloads import MARK, harmless, sheet_name

T = TypeVar("T")
Cell = str | float | None
# Lines of a group of rows in a Parquet file.
AT_ONCE = 50_000
COLUMNS = ("period", "from", "until", "group", "figure", "name", "number", "unit")


@dataclass(frozen=True, slots=True)
class Line:
    """One number, or None where it must not be shown. Days as 2026-11-22; `until` is the first day after the
    period."""

    period: str
    first: str
    until: str
    group: str
    figure: str
    number: float | None

    @property
    def cells(self) -> list[Cell]:
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


@dataclass
class Sheet:
    """What goes into a file, and about what it is. Its lines are read once."""

    organisation: str
    about: str
    lines: Iterable[Line] = ()
    is_large: bool = False
    seen: dict[str, None] = field(default_factory=dict)

    def read(self) -> Iterator[Line]:
        """The lines in order; which figures they are of is known afterwards."""
        for line in self.lines:
            self.seen[line.figure] = None
            yield line

    @property
    def definitions(self) -> list[list[str]]:
        """Of every figure in the lines that were read."""
        found = [FIGURES[key] for key in self.seen]
        return [
            [each.key, str(each.name), str(each.definition), str(each.formula), str(each.unit)]
            for each in found
        ]


def headings() -> list[str]:
    return [_("period"), _("from"), _("until"), _("group"), _("figure"), _("name"), _("number"), _("unit")]


def definition_headings() -> list[str]:
    return [_("figure"), _("name"), _("definition"), _("formula"), _("unit")]


def as_dutch_csv(sheet: Sheet) -> Iterator[bytes]:
    """As Dutch Excel opens it: a byte order mark, semicolons, a comma in a number."""
    rows = ([_dutch(cell) for cell in line.cells] for line in sheet.read())
    yield MARK.encode()
    yield from _csv(chain([headings()], rows), delimiter=";")


def as_csv(sheet: Sheet) -> Iterator[bytes]:
    """As programs read it (RFC 4180): commas, a point in a number, headings the same in every language."""
    yield from _csv(chain([list(COLUMNS)], (line.cells for line in sheet.read())), delimiter=",")


def as_xlsx(sheet: Sheet) -> Iterator[bytes]:
    """A sheet with figures and one with what they mean; no cell can be a formula or a link."""
    file = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    # A large book goes row by row to a file of its own while it is made: figures without a name.
    options["constant_memory" if sheet.is_large else "in_memory"] = True
    with xlsxwriter.Workbook(file, options) as book:
        rows: Iterable[Sequence[Cell]] = chain([headings()], (line.cells for line in sheet.read()))
        _page(book, _("Figures"), rows, is_fitted=not sheet.is_large)
        version = [
            [_("dictionary"), VERSION],
            [_("organisation"), sheet.organisation],
            [_("about"), sheet.about],
        ]
        definitions = [definition_headings(), *sheet.definitions, [], *version]
        _page(book, _("Definitions"), definitions, is_fitted=not sheet.is_large)
    yield file.getvalue()


def as_json(sheet: Sheet) -> Iterator[bytes]:
    """Figures and definitions as an object of plain values."""
    told = {"organisation": sheet.organisation, "about": sheet.about, "dictionary": VERSION}
    yield _json(told)[:-1] + b',"figures":['
    for number, line in enumerate(sheet.read()):
        yield (b"," if number else b"") + _json(dict(zip(COLUMNS, line.cells, strict=True)))
    names = ("figure", "name", "definition", "formula", "unit")
    definitions = [dict(zip(names, each, strict=True)) for each in sheet.definitions]
    yield b'],"definitions":' + _json(definitions) + b"}"


def as_parquet(sheet: Sheet) -> Iterator[bytes]:
    """One table with its definitions in the metadata, for analysis."""
    import pyarrow as pa  # large: only whoever makes such a file loads it
    from pyarrow import parquet

    kinds = [pa.string(), pa.date32(), pa.date32(), *(pa.string(),) * 3, pa.float64(), pa.string()]
    schema = pa.schema(list(zip(COLUMNS, kinds, strict=True)))
    file = io.BytesIO()
    with parquet.ParquetWriter(file, schema) as writer:
        for lines in batched(sheet.read(), AT_ONCE):
            columns = zip(*(line.cells for line in lines), strict=True)
            arrays = [
                pa.array(values, pa.string()).cast(kind) if kind == pa.date32() else pa.array(values, kind)
                for values, kind in zip(columns, kinds, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
        about = {
            "organisation": sheet.organisation,
            "about": sheet.about,
            "dictionary": VERSION,
            "definitions": json.dumps(sheet.definitions, ensure_ascii=False),
        }
        writer.add_key_value_metadata(about)
    yield file.getvalue()


@dataclass(frozen=True, slots=True)
class Form:
    """A form of file: how its name ends, what it is, what makes it, and whether packing makes it smaller."""

    suffix: str
    content_type: str
    make: Callable[[Sheet], Iterator[bytes]]
    is_text: bool = False


FORMS: dict[str, Form] = {
    "csv-nl": Form("csv", "text/csv; charset=utf-8", as_dutch_csv, is_text=True),
    "csv": Form("csv", "text/csv; charset=utf-8", as_csv, is_text=True),
    "xlsx": Form("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "json": Form("json", "application/json", as_json, is_text=True),
    "parquet": Form("parquet", "application/vnd.apache.parquet", as_parquet),
}


def packed(name: str, content: Iterable[bytes]) -> Iterator[bytes]:
    """One file in a zip, bit by bit."""
    out = _Passing()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as inside,
    ):
        for each in content:
            inside.write(each)
            yield out.take()
    yield out.take()


class _Passing(io.RawIOBase):
    """Takes what is written until it is asked for; cannot go back."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, given: Any, /) -> int:
        self._waiting += given
        return len(given)

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def _csv(rows: Iterable[Sequence[Cell]], *, delimiter: str) -> Iterator[bytes]:
    for some in batched(rows, 1000):
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
        writer.writerows([[harmless(cell) for cell in row] for row in some])
        yield text.getvalue().encode()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _dutch(cell: Cell) -> Cell:
    return str(cell).replace(".", ",") if isinstance(cell, float) else cell


def _page(book: xlsxwriter.Workbook, name: str, rows: Iterable[Sequence[Cell]], *, is_fitted: bool) -> None:
    page = book.add_worksheet(sheet_name(name))
    bold, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.##"})
    page.freeze_panes(1, 0)
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(at, column, cell, bold if at == 0 else None)
            elif cell is not None:
                page.write_number(at, column, cell, number)
    if is_fitted:
        page.autofit()


def batched(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of so many at most."""
    several = iter(rows)
    while some := list(islice(several, size)):
        yield some
