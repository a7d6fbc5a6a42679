"""Makes the demo world in an empty database (again is harmless) and prints who can sign in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from beterdichtbij.demo.sign_ins import sign_ins
from beterdichtbij.demo.world import make_world


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo world is for a demo: its passwords are public. Set DEMO=1.")
        make_world()
        with translation.override("en"):
            self.stdout.write(table([["who", "where", "e-mail", "password"], *rows()]))
        self.stdout.write(f"\nCodes of the second step: {settings.PUBLIC_URL}/demo/codes/ (staff)")
        self.stdout.write(f"                          {settings.PUBLIC_URL}/demo/post/ (patients)")


def rows() -> list[list[str]]:
    return [[f"{each.who} ({each.role})", each.address, each.email, each.password] for each in sign_ins()]


def table(rows: list[list[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
