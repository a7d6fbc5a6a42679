"""Rotate the keys that seal what people write; see docs/operations.md."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from rowsecurity.scopes import gate_scope, job_scope
from tenants.actions import rewrap_keys, rotate_key
from tenants.models import Organisation


class Command(BaseCommand):
    help = (
        "Give every organisation (or one) a new data key, or wrap the data keys by a new key-encryption key."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", help="slug; without it all of them")
        parser.add_argument("--rewrap", action="store_true", help="after KEY_ENCRYPTION_KEY has changed")

    def handle(self, *args: Any, **options: Any) -> None:
        with gate_scope():
            rows = Organisation.objects.order_by("slug")
            if options["organisation"]:
                rows = rows.filter(slug=options["organisation"])
            organisations = list(rows)
        for organisation in organisations:
            with job_scope(organisation.id):
                self.stdout.write(f"{organisation.slug}: {self._turn(organisation, options['rewrap'])}")

    def _turn(self, organisation: Organisation, rewrap: bool) -> str:
        if rewrap:
            return f"{rewrap_keys(organisation_id=organisation.id)} keys wrapped anew"
        return f"new values are sealed with key {rotate_key(organisation_id=organisation.id).generation}"
