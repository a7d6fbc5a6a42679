"""Figures from elsewhere: right lines are read, each wrong one is named with its number."""

from __future__ import annotations

import pytest

from monitoring_export.downloads import as_csv
from national import layout, quarters
from national.layout import read

LAST = quarters.name(quarters.finished(1)[0])
HEADING = ";".join(layout.COLUMNS)
GOOD = f"{LAST};declared_written_consults;reumatologie;40;30"


def sentences(*lines, heading=HEADING):
    found, problems = read("\r\n".join([heading, *lines]).encode())
    return [(each.line, each.sentence) for each in problems], found


def test_the_example_is_in_the_layout():
    found, problems = read(as_csv(layout.example()))

    assert (len(found), problems) == (3, [])


def test_a_right_line_is_read():
    problems, (line,) = sentences(GOOD)

    assert problems == []
    assert (line.quarter, line.figure, line.specialism) == (
        quarters.finished(1)[0], "declared_written_consults", "reumatologie",
    )  # fmt: skip
    assert (line.number, line.people) == (40, 30)


WRONG = [
    f"{LAST};declared_written_consults;reumatologie;40",
    "2026-13;declared_written_consults;reumatologie;40;30",
    f"{quarters.name(quarters.running())};declared_written_consults;reumatologie;40;30",
    f"{LAST};conversations;reumatologie;40;30",
    f"{LAST};declared_written_consults;=1+1;40;30",
    f"{LAST};declared_written_consults;{'x' * 81};40;30",
    f"{LAST};declared_written_consults;reumatologie;-40;30",
    f"{LAST};declared_written_consults;reumatologie;4,5;3",
    f"{LAST};declared_written_consults;reumatologie;30;40",
    f"{LAST};declared_written_consults;reumatologie;{'9' * 4000};3",
]
NAMES = ["fields", "quarter", "running", "figure", "formula", "long", "negative", "broken", "people", "huge"]


@pytest.mark.parametrize("wrong", WRONG, ids=NAMES)
def test_a_wrong_line_is_named_and_the_others_too(wrong):
    problems, found = sentences(GOOD, wrong, GOOD.replace("reumatologie", "cardiologie"), "x;y;z;1;1")

    assert [line for line, _ in problems] == [3, 5]
    assert len(found) == 2


def test_the_same_twice_is_named_with_where_it_was():
    problems, _ = sentences(GOOD, GOOD.replace("reumatologie", "Reumatologie"))

    ((line, sentence),) = problems
    assert line == 3 and "2" in sentence


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01", b"quarter;figure\n1;2", HEADING.encode(), b"x" * (layout.MOST_BYTES + 1)],
    ids=["empty", "binary", "columns", "heading", "large"],
)
def test_a_file_that_is_no_table_is_refused_whole(content):
    found, problems = read(content)

    assert found == [] and [each.line for each in problems] == [0]


def test_a_spreadsheet_in_windows_1252_with_commas_is_read():
    content = f"{','.join(layout.COLUMNS)}\n{LAST},telephone_consults,kaak- en mondziekten é,40,30"

    found, problems = read(content.encode("cp1252"))

    assert problems == [] and found[0].specialism == "kaak- en mondziekten é"
