"""Reads a list (CSV) and names what is wrong with each line. Pure: bytes in, lines out.

A spreadsheet of a Dutch hospital saves with semicolons and in Windows-1252; a system with commas and in
UTF-8. Both are read, and the page says which it was. Names of columns are Dutch or English, in any order.
What the columns are, and when a line is right, says a `Layout`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_LINES = 10_000
MOST_BYTES = 5_000_000
# Columns of our own list of what was not done, which comes back mended.
LEFT_OUT = {"regel", "waarom niet", "line", "why not"}
# A spreadsheet runs what begins like this; a telephone number that begins with + is what it says.
FORMULA = ("=", "@", "+", "-", "\t", "\r")


class Problem(models.TextChoices):
    """What can be wrong, with a file or with a line; the label says what to do."""

    ENCODING = "encoding", _("This file is not text. Save it as CSV (UTF-8) and try again.")
    EMPTY = "empty", _("There are no lines in this file, only a heading.")
    TOO_LONG = "too_long", _("This list has more than 10,000 lines. Split it in two.")
    UNKNOWN_COLUMN = "unknown_column", _("These columns are not known: take them out, or correct the name.")
    MISSING_COLUMN = "missing_column", _("These columns are missing.")
    FIELDS = "fields", _("This line has more or fewer fields than the heading.")
    FORMULA = "formula", _("A field begins like a formula (=, +, -, @). Take that sign out.")
    NO_NUMBER = "no_number", _("The patient number is missing.")
    NO_NAME = "no_name", _("The first or last name is missing.")
    BAD_DATE = "bad_date", _("The date of birth is not a date. Write it like 14-3-1958.")
    BAD_EMAIL = "bad_email", _("The e-mail address is missing or not right.")
    BAD_MOBILE = "bad_mobile", _("The mobile number is missing or not one we can reach.")
    FIELD_TOO_LONG = "field_too_long", _("A field is too long.")
    TWICE = "twice", _("This patient number stands in the list twice.")
    IS_IN = "is_in", _("This patient has an account already.")
    OTHER_BIRTH_DATE = "other_birth", _("This number is known with another date of birth.")
    DECLINED = "declined", _("This patient wants no more invitations.")
    NO_FUNCTION = "no_function", _("The function is missing.")
    BAD_ROLE = (
        "bad_role",
        _("A role is missing or not known. Choose from: zorgverlener, balie, manager, beheerder, helpdesk."),
    )
    BAD_DEPARTMENT = (
        "bad_department",
        _("A department is not known here. Write its name as it stands on the page Departments."),
    )
    TWICE_ADDRESS = "twice_address", _("This e-mail address stands in the list twice.")
    WORKS_HERE = "works_here", _("Somebody with this e-mail address works here already.")
    NOT_AGREED = "not_agreed", _("Who agreed to this list may not invite colleagues any more.")
    IS_INVITED = "is_invited", _("This person was invited already, and the link still works.")


class Unreadable(Exception):
    """Nothing of the file can be used."""

    def __init__(self, problem: Problem, about: str = "") -> None:
        super().__init__(problem.value)
        self.problem, self.about = problem, about


@dataclass(slots=True)
class Line:
    """A line: its number in the file, its fields as they were typed, and what is wrong with it."""

    number: int
    fields: dict[str, str]
    problem: str = ""
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    encoding: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands in a list: its columns by the names they go by, and what is wrong with a line.

    `check` gets a line that is whole and without formulas; it may bring the fields to one form. Of the same
    `key` the first line counts.
    """

    columns: dict[str, tuple[str, ...]]
    longest: dict[str, int]
    check: Callable[[Line], str]
    key: str
    twice: Problem
    optional: frozenset[str] = frozenset()
    may_begin_with_plus: frozenset[str] = frozenset()


def read(content: bytes, layout: Layout) -> Sheet:
    """Read a file; raises `Unreadable`."""
    text, encoding = _decode(content)
    try:
        read_rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise Unreadable(Problem.ENCODING) from error
    rows = [(number, row) for number, row in enumerate(read_rows, 1) if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise Unreadable(Problem.EMPTY)
    if len(rows) - 1 > MOST_LINES:
        raise Unreadable(Problem.TOO_LONG)
    columns = _columns(rows[0][1], layout)
    lines = [_line(number, row, columns, layout) for number, row in rows[1:]]
    _mark_doubles(lines, layout)
    return Sheet(encoding, lines)


def is_email(text: str) -> bool:
    """Whether an address is written as one."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _decode(content: bytes) -> tuple[str, str]:
    if b"\x00" in content:
        raise Unreadable(Problem.ENCODING)
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as error:
        raise Unreadable(Problem.ENCODING) from error


def _delimiter(text: str) -> str:
    heading = text.lstrip().partition("\n")[0]
    return max(";,\t", key=heading.count)


def _columns(heading: list[str], layout: Layout) -> list[str]:
    """What each column holds; every one must be known, and none that is needed may be missing."""
    names = {name: column for column, known in layout.columns.items() for name in known}
    cells = [" ".join(cell.lower().replace("_", " ").split()) for cell in heading]
    while cells and not cells[-1]:
        cells.pop()
    names |= dict.fromkeys(LEFT_OUT, "")
    unknown = [cell or "?" for cell in cells if cell not in names]
    if unknown:
        raise Unreadable(Problem.UNKNOWN_COLUMN, ", ".join(unknown)[:200])
    found = [names[cell] for cell in cells]
    needed = [column for column in layout.columns if column not in layout.optional]
    missing = [layout.columns[column][0] for column in needed if column not in found]
    twice = len(set(filter(None, found))) < len([column for column in found if column])
    if missing or twice:
        raise Unreadable(Problem.MISSING_COLUMN, ", ".join(missing)[:200])
    return found


def _line(number: int, row: list[str], columns: list[str], layout: Layout) -> Line:
    # An apostrophe before a field is how spreadsheets, and we, say that it is no formula.
    cells = [cell.strip().removeprefix("'") for cell in row]
    while len(cells) > len(columns) and not cells[-1]:
        cells.pop()
    fields = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    longest = layout.longest
    line = Line(number, {column: fields.get(column, "")[: longest[column]] for column in layout.columns})
    if len(cells) != len(columns):
        line.problem = Problem.FIELDS
    elif any(len(value) > longest[column] for column, value in fields.items()):
        line.problem = Problem.FIELD_TOO_LONG
    elif any(_is_formula(column, value, layout) for column, value in fields.items()):
        line.problem = Problem.FORMULA
    else:
        line.problem = layout.check(line)
    return line


def _is_formula(column: str, value: str, layout: Layout) -> bool:
    is_number = column in layout.may_begin_with_plus and value.startswith("+")
    return value.startswith(FORMULA) and not is_number


def _mark_doubles(lines: list[Line], layout: Layout) -> None:
    """Of the same key the first counts."""
    seen: set[str] = set()
    for line in lines:
        key = line.fields[layout.key]
        if not line.problem and key in seen:
            line.problem = layout.twice
        seen.add(key)
