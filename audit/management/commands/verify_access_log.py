"""Tell of every organisation whether its access log is as it was written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from audit.sealer import verify
from rowsecurity.scopes import gate_scope


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        broken = []
        for organisation_id, slug in _organisations():
            verdict = verify(organisation_id)
            word = "intact" if verdict.is_intact else f"BROKEN: {verdict.broken}"
            self.stdout.write(f"{slug}: {word} ({verdict.lines} sealed lines in {verdict.links} links)")
            broken += [] if verdict.is_intact else [slug]
        if broken:
            raise CommandError(f"The access log was tampered with: {', '.join(broken)}")


def _organisations() -> list[tuple[UUID, str]]:
    with gate_scope(), connection.cursor() as cursor:
        cursor.execute("SELECT id, slug FROM tenants_organisation ORDER BY slug")
        return cursor.fetchall()
