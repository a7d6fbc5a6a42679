"""Names who reads the national monitor, or takes that back: manage.py monitor_reader EMAIL [--end]."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection


class Command(BaseCommand):
    help = "Let the account of this e-mail address read the national monitor; with --end no longer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--end", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT monitor_reader_name(%s, %s)", [options["email"], options["end"]])
            if not cursor.fetchone()[0]:
                raise CommandError("Nobody has an account with this address, or nothing was to be ended.")
        self.stdout.write("Ended." if options["end"] else "Named.")
