"""For tasks that do the same for many: what goes wrong for one does not stop the others."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection


@contextmanager
def by_itself(logger: logging.Logger, what: str, whose: object) -> Iterator[None]:
    """Run a block, outside any scope; a fault is written down by its name, and the next one goes on.

    Without the database nothing can go on, so then it is raised.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, Error) and not connection.is_usable():
            raise
        # The name only: an error text may quote what was being done.
        logger.error("%s of %s failed: %s", what, whose, type(error).__name__)
