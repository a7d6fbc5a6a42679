"""Counts figures of days from scratch, for every organisation. With --check it changes none of them, and says
whether what stands there is what happened."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from monitoring_export import recounting
from monitoring_export.directory import organisation_ids
from rowsecurity.scopes import job_scope


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="End with an error on a difference.")
        parser.add_argument("--organisation", type=UUID, help="Its id; without it, all of them.")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = options["organisation"]
        differences = 0
        for organisation_id in [asked] if asked else organisation_ids():
            with job_scope(organisation_id):
                found = recounting.recount(organisation_id=organisation_id, is_check=options["check"])
            for line in found.differences:
                self.stdout.write(f"{organisation_id}: {line}")
            self.stdout.write(f"{organisation_id}: {found.days} days, {len(found.differences)} differences")
            differences += len(found.differences)
        if differences and options["check"]:
            raise CommandError(f"{differences} differences between what stands there and what happened")
