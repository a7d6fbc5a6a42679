"""Log files of the product's processes: bounded in size, with their warnings repeated on the terminal."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

LIMIT = 5_000_000
ALARMING = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b|^[\w.]*(Error|Exception)\b")
NUMBERS = re.compile(r"\d+")


class LogFile:
    """A file other processes append to; looked at now and then by the launcher."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.touch(mode=0o600)
        self._seen = path.stat().st_size
        self._last = ""

    def warnings(self) -> list[str]:
        """Return the alarming lines since the last look, the same one in a row only once."""
        with self.path.open("rb") as handle:
            handle.seek(self._seen)
            news = handle.read(LIMIT)
        complete = news[: news.rfind(b"\n") + 1]
        self._seen += len(complete)
        lines = complete.decode(errors="replace").splitlines()
        return [line for line in lines if ALARMING.search(line) and self._is_new(line)]

    def _is_new(self, line: str) -> bool:
        before, self._last = self._last, NUMBERS.sub("", line)
        return self._last != before

    def bound(self) -> None:
        if bound(self.path):
            self._seen = 0

    def end(self, characters: int = 2000) -> str:
        return self.path.read_text(errors="replace")[-characters:]


def bound(path: Path) -> bool:
    """Begin a file anew that grew too large, keeping one older; its writers append, so nothing breaks."""
    if not path.exists() or path.stat().st_size < LIMIT:
        return False
    shutil.copyfile(path, path.with_name(f"{path.name}.1"))
    with path.open("r+") as handle:
        handle.truncate(0)
    return True
