"""What is read of a list, and what is said of a line that is not right."""

from __future__ import annotations

import pytest

from onboarding.csv_list import LAYOUT
from onboarding.sheet import MOST_LINES, Problem, Unreadable, read

HEADING = "patientnummer;voornaam;achternaam;geboortedatum;e-mailadres;mobiel"
GOOD = "1;Anna;Vermeer;14-3-1958;anna@example.org;06 12345678"


def problem(line: str) -> str:
    return read(f"{HEADING}\n{line}\n".encode(), LAYOUT).lines[0].problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_every_usual_file_is_read(encoding, sign):
    text = f"{HEADING}\r\n{GOOD.replace('Anna', 'José')}\r\n\r\n".replace(";", sign)
    sheet = read(text.encode(encoding), LAYOUT)
    assert sheet.encoding == ("cp1252" if encoding == "cp1252" else "utf-8")
    (line,) = sheet.lines
    assert (line.number, line.problem, line.fields["given_name"]) == (2, "", "José")
    assert line.fields["mobile"] == "+31612345678"


def test_columns_stand_in_any_order_and_in_english_too():
    text = (
        "mobile,Email,Date of birth,First name,Last name,Number\n0612345678,a@example.org,1958-03-14,A,B,9\n"
    )
    assert read(text.encode(), LAYOUT).lines[0].problem == ""


@pytest.mark.parametrize(
    ("content", "expected", "about"),
    [
        (b"PK\x03\x04\x00\x00", Problem.ENCODING, ""),
        (HEADING.encode("utf-16"), Problem.ENCODING, ""),
        (b"", Problem.EMPTY, ""),
        (HEADING.encode(), Problem.EMPTY, ""),
        (f"{HEADING};bsn\n{GOOD};1".encode(), Problem.UNKNOWN_COLUMN, "bsn"),
        (b"patientnummer;voornaam\n1;Anna", Problem.MISSING_COLUMN, "achternaam"),
        (f"{HEADING}\n{(GOOD + chr(10)) * (MOST_LINES + 1)}".encode(), Problem.TOO_LONG, ""),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content, expected, about):
    with pytest.raises(Unreadable) as found:
        read(content, LAYOUT)
    assert found.value.problem == expected and about in found.value.about


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1;Anna;Vermeer;14-3-1958;anna@example.org", Problem.FIELDS),
        (f"{GOOD};x", Problem.FIELDS),
        ("1;=cmd|'/c calc'!A1;Vermeer;14-3-1958;a@example.org;0612345678", Problem.FORMULA),
        ("1;@SUM(1);Vermeer;14-3-1958;a@example.org;0612345678", Problem.FORMULA),
        ("1;'=1+1;Vermeer;14-3-1958;a@example.org;0612345678", Problem.FORMULA),
        (";Anna;Vermeer;14-3-1958;a@example.org;0612345678", Problem.NO_NUMBER),
        ("1;Anna;;14-3-1958;a@example.org;0612345678", Problem.NO_NAME),
        ("1;Anna;Vermeer;31-2-1958;a@example.org;0612345678", Problem.BAD_DATE),
        ("1;Anna;Vermeer;14-3-2999;a@example.org;0612345678", Problem.BAD_DATE),
        ("1;Anna;Vermeer;14-3-1958;anna;0612345678", Problem.BAD_EMAIL),
        ("1;Anna;Vermeer;14-3-1958;a@example.org;030 1234567", Problem.BAD_MOBILE),
        (f"1;{'A' * 81};Vermeer;14-3-1958;a@example.org;0612345678", Problem.FIELD_TOO_LONG),
        ("1;Anna;Vermeer;14-3-1958;a@example.org;+31612345678", ""),
    ],
)
def test_a_line_that_is_not_right_says_what(line, expected):
    assert problem(line) == expected


def test_of_a_number_that_stands_there_twice_the_first_counts():
    lines = read(f"{HEADING}\n{GOOD}\n{GOOD}\n".encode(), LAYOUT).lines
    assert [line.problem for line in lines] == ["", Problem.TWICE]
