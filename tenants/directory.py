"""The organisations by the name in their address. Public, and asked on every page, so kept for a moment.

Outside any scope. What an organisation changes about itself is seen everywhere within `KEPT_SECONDS`.
"""

from __future__ import annotations

import copy
import time

from rowsecurity.scopes import gate_scope
from tenants.models import Organisation

KEPT_SECONDS = 10
MOST = 2000
_known: dict[str, tuple[float, Organisation | None]] = {}


def by_slug(slug: str) -> Organisation | None:
    """The organisation, or None. A copy, so that no request changes what another one sees."""
    now = time.monotonic()
    until, organisation = _known.get(slug, (0.0, None))
    if until < now:
        organisation = _read(slug)
        if len(_known) >= MOST:
            _known.clear()  # somebody is trying names
        _known[slug] = (now + KEPT_SECONDS, organisation)
    return copy.copy(organisation)


def forget() -> None:
    """Read everything again; for whoever changes an organisation in this process."""
    _known.clear()


def _read(slug: str) -> Organisation | None:
    with gate_scope():
        return Organisation.objects.filter(slug=slug).first()
