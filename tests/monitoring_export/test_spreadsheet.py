"""A file of figures, opened by a spreadsheet program: Gnumeric, through its converter."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from monitoring_export.downloads import STARTS
from monitoring_export.files import FORMS, Line, Sheet

MISSING = "The converter of a spreadsheet program is needed (on Debian: apt-get install gnumeric)."
# Names of departments that a program would work out, to 2, if it took them for a formula.
EVIL = [f"{start}1+1" for start in STARTS if start.isprintable()]
NUMBER = 1234.5


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_spreadsheet_program_reads_texts_as_texts_and_numbers_as_numbers(tmp_path, form):
    month = ("2026-11", "2026-11-01", "2026-12-01")
    lines = [Line(*month, evil, "first_answer_median", NUMBER) for evil in EVIL]
    content = b"".join(FORMS[form].make(Sheet("Lindeborg", "november", lines)))

    _headings, *rows = seen_in(tmp_path / f"figures.{form}", content)

    assert [row[3].removeprefix("'") for row in rows] == EVIL
    assert {float(row[6].replace(",", ".")) for row in rows} == {NUMBER}


def seen_in(path: Path, content: bytes) -> list[list[str]]:
    """What the program sees in a file, in its own writing."""
    assert shutil.which("ssconvert"), MISSING
    path.write_bytes(content)
    seen = path.with_suffix(".seen.csv")
    subprocess.run(["ssconvert", path, seen], check=True, capture_output=True, env={"HOME": str(path.parent)})
    return list(csv.reader(seen.read_text().splitlines()))
