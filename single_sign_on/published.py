"""What providers publish about themselves, kept by this process for a minute. Public, and no secret.

Keys may change at any moment: who meets a signature of a key that is not known reads these anew.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from single_sign_on import guarded
from single_sign_on.guarded import Unreachable

KEPT = 60.0
# Nobody makes us read the same more often than this.
YOUNG = 10.0
# Who did not answer is not asked again for so long.
SILENT = 5.0


@dataclass(slots=True)
class _Page:
    lock: threading.Lock = field(default_factory=threading.Lock)
    read_at: float = float("-inf")
    what: dict[str, Any] | None = None

    def is_younger(self, seconds: float) -> bool:
        return time.monotonic() - self.read_at < (seconds if self.what is not None else SILENT)


_pages: dict[str, _Page] = {}


def read(address: str, *, younger_than: float = KEPT) -> dict[str, Any]:
    """What stands at an address of a provider; raises `Unreachable`. One call at a time to each."""
    page = _pages.setdefault(address, _Page())
    if not page.lock.acquire(timeout=guarded.WITHIN):
        raise Unreachable
    try:
        if not page.is_younger(younger_than):
            _read(address, page)
    finally:
        page.lock.release()
    if page.what is None:
        raise Unreachable
    return page.what


def _read(address: str, page: _Page) -> None:
    _forget_old()
    try:
        page.what = guarded.read_json(address)
    except Unreachable:
        page.what = None
    page.read_at = time.monotonic()


def _forget_old() -> None:
    for address, page in list(_pages.items()):
        if not page.lock.locked() and not page.is_younger(KEPT):
            _pages.pop(address, None)
