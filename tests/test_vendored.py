"""Files of others are listed with version, licence and checksum, and are what they were."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINE = re.compile(r"^\| `([^`]+)` \| ([0-9a-f]{64}) \|$", re.MULTILINE)


@pytest.mark.parametrize("folder", ["static/vendor", "tests/vendor"])
def test_every_vendored_file_is_listed_and_unchanged(folder: str) -> None:
    listed = dict(LINE.findall((ROOT / folder / "VENDORED.md").read_text()))

    found = {
        str(path.relative_to(ROOT / folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.name != "VENDORED.md"
    }

    assert found == listed
