"""Whether this product works now: for a load balancer, and for who is called at night. Numbers only."""

from __future__ import annotations

import logging
import time
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from people.edges import public

logger = logging.getLogger("health")
# What is due is taken within seconds; clocks of two hosts differ by less where NTP runs.
LATE, APART = 120, 2
AGES = """
SELECT extract(epoch FROM clock_timestamp())::float8, seconds_behind(),
  greatest(0, coalesce(extract(epoch FROM now() - oldest_due_notice()), 0))::float8,
  greatest(0, coalesce(extract(epoch FROM now() - oldest_unchecked_file()), 0))::float8"""


@public
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database, Valkey, clocks and what is due are as they should be, else 503; needs no session."""
    checks = _database() | {"valkey": _valkey()}
    is_healthy = all(check["ok"] for check in checks.values())
    return JsonResponse({"ok": is_healthy, **checks}, status=200 if is_healthy else 503)


def _database() -> dict[str, dict[str, Any]]:
    """The database and what only it knows; when it is away, nothing is known about the rest."""
    try:
        with connection.cursor() as cursor:
            before = time.time()
            cursor.execute(AGES)
            clock, steps, notices, files = cursor.fetchone()
    except (Error, psycopg.Error) as error:
        logger.error("database: %s", type(error).__name__)
        return {"database": {"ok": False}}
    apart = clock - before
    return {
        "database": {"ok": True},
        "clock": {"ok": abs(apart) < APART, "seconds_apart": round(apart, 3)},
        "due_steps": {"ok": steps < LATE, "oldest_seconds": round(steps, 1)},
        "notices": {"ok": notices < LATE, "oldest_seconds": round(notices, 1)},
        "files": {"ok": files < LATE, "oldest_seconds": round(files, 1)},
    }


def _valkey() -> dict[str, Any]:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    try:
        return {"ok": bool(client.ping())}
    except (redis.RedisError, OSError) as error:
        logger.error("valkey: %s", type(error).__name__)
        return {"ok": False}
    finally:
        client.close()
