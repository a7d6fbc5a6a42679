"""The published layout of figures from elsewhere: reads a CSV and names each line that is wrong. Pure.

Semicolons, commas or tabs; UTF-8 or Windows-1252. One line is one figure of one quarter and specialism;
lines of a figure add up to that of the organisation.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from national import quarters
from national.elsewhere import ELSEWHERE

COLUMNS = ("kwartaal", "cijfer", "specialisme", "aantal", "patienten")
MOST_LINES, MOST_BYTES = 5_000, 1_000_000
LARGEST = 100_000_000
# A spreadsheet calculates what begins like this.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Brought:
    """One right line."""

    quarter: date
    figure: str
    specialism: str
    number: int
    people: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where; line 0 is the file as a whole."""

    line: int
    sentence: str


class _Wrong(Exception):
    pass


def read(content: bytes) -> tuple[list[Brought], list[Problem]]:
    """The lines that are right, and everything that is wrong."""
    try:
        rows = _rows(content)
    except _Wrong as wrong:
        return [], [Problem(0, str(wrong))]
    found: list[Brought] = []
    problems: list[Problem] = []
    seen: dict[tuple[date, str, str], int] = {}
    for number, cells in rows:
        try:
            line = _line(cells)
            first = seen.setdefault((line.quarter, line.figure, line.specialism.casefold()), number)
            if first != number:
                raise _Wrong(
                    _("This figure of this quarter and specialism stands on line %(line)s already.")
                    % {"line": first}
                )
            found.append(line)
        except _Wrong as wrong:
            problems.append(Problem(number, str(wrong)))
    return found, problems


def example() -> list[list[str | int]]:
    """A file in the layout, with invented numbers."""
    last = quarters.name(quarters.finished(1)[0])
    return [
        list(COLUMNS),
        [last, "declared_written_consults", "reumatologie", 412, 365],
        [last, "declared_written_consults", "cardiologie", 288, 251],
        [last, "telephone_consults", "reumatologie", 1904, 1377],
    ]


def _rows(content: bytes) -> list[tuple[int, list[str]]]:
    text = _text(content)
    heading = text.partition("\n")[0]
    delimiter = max(";,\t", key=heading.count)
    try:
        rows = list(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1))
    except csv.Error as error:
        raise _Wrong(_("This file is not a table. Save it as CSV (UTF-8) and try again.")) from error
    filled = [
        (number, [cell.strip() for cell in cells]) for number, cells in rows if any(map(str.strip, cells))
    ]
    if not filled or tuple(cell.lower().replace("ë", "e") for cell in filled[0][1]) != COLUMNS:
        raise _Wrong(
            _("The first line must name these columns, in this order: %(columns)s.")
            % {"columns": "; ".join(COLUMNS)}
        )
    if len(filled) < 2:
        raise _Wrong(_("There are no lines in this file, only a heading."))
    if len(filled) - 1 > MOST_LINES:
        raise _Wrong(_("This file has more than %(most)s lines. Split it in two.") % {"most": MOST_LINES})
    return filled[1:]


def _text(content: bytes) -> str:
    if len(content) <= MOST_BYTES and b"\x00" not in content:
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise _Wrong(_("This file is not a table. Save it as CSV (UTF-8) and try again."))


def _line(cells: list[str]) -> Brought:
    if len(cells) != len(COLUMNS):
        raise _Wrong(
            _("This line has %(found)s fields; it must have %(wanted)s.")
            % {"found": len(cells), "wanted": len(COLUMNS)}
        )
    quarter, figure, specialism, number, people = cells
    line = Brought(
        _quarter(quarter), _figure(figure), _specialism(specialism), _number(number), _number(people)
    )
    if line.people > line.number:
        raise _Wrong(_("There cannot be more patients than consults or visits."))
    return line


def _quarter(text: str) -> date:
    found = quarters.parse(text)
    if found is None:
        raise _Wrong(_("“%(text)s” is not a quarter. Write it like 2026-Q3.") % {"text": text[:40]})
    if found >= quarters.running():
        raise _Wrong(_("%(text)s is not over yet.") % {"text": quarters.name(found)})
    return found


def _figure(text: str) -> str:
    if text.lower() not in ELSEWHERE:
        raise _Wrong(
            _("“%(text)s” is not a figure that can be brought from elsewhere.") % {"text": text[:40]}
        )
    return text.lower()


def _specialism(text: str) -> str:
    text = text.removeprefix("'")
    if text.startswith(FORMULA):
        raise _Wrong(_("The specialism begins like a formula (=, +, -, @). Take that sign out."))
    if len(text) > 80:
        raise _Wrong(_("The specialism is too long."))
    return text


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > LARGEST or len(text) > 12:
        raise _Wrong(_("“%(text)s” is not a whole number.") % {"text": text[:40]})
    return int(text)
