"""Has a picture made anew by `picture.py`, in a process that is told nothing and ended when it takes long."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from files.limits import MOST_PIXELS
from files.models import StoredFile

PROGRAM = Path(__file__).with_name("picture.py")
PATIENCE = 60


class NotDecoded(Exception):
    """It is no picture that can be shown; `reason` is one of `StoredFile.Reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made anew: only pixels of what was received are in it."""

    kind: str
    width: int
    height: int
    full: bytes
    small: bytes


def make_anew(received: bytes) -> Picture:
    """Decode and encode; raises `NotDecoded`."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(PROGRAM), str(MOST_PIXELS)],
            input=received,
            capture_output=True,
            timeout=PATIENCE,
            env={"OMP_NUM_THREADS": "1"},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise NotDecoded(StoredFile.Reason.BROKEN) from late
    line, _, rest = done.stdout.partition(b"\n")
    try:
        header = json.loads(line)
    except ValueError as error:  # it was ended: by its limits, or by what it read
        raise NotDecoded(StoredFile.Reason.BROKEN) from error
    if "refused" in header:
        raise NotDecoded(header["refused"])
    full, small = rest[: header["full"]], rest[header["full"] :]
    if (len(full), len(small)) != (header["full"], header["small"]):
        raise NotDecoded(StoredFile.Reason.BROKEN)
    return Picture(header["kind"], header["width"], header["height"], full, small)
