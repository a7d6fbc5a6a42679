"""A dispatcher in a process of its own: python -m tests.carepaths.run_dispatcher DATABASE LEASE."""

from __future__ import annotations

import sys
import time

import django
from django.conf import settings


def main() -> None:
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    django.setup()
    from datetime import timedelta

    from carepaths import dispatcher

    lease = timedelta(seconds=float(sys.argv[2]))
    print("ready", flush=True)  # noqa: T201  heard by the test
    while True:
        for mine in dispatcher.claim(5, lease):
            dispatcher.perform(mine)
        time.sleep(0.01)


if __name__ == "__main__":
    main()
