"""Counts usage again from what is in the database, for every organisation."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from monitoring_export import actions, months
from monitoring_export.days import count_days
from monitoring_export.directory import organisation_ids
from rowsecurity.scopes import job_scope


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--months", type=int, default=12, help="How many months, this one included.")

    def handle(self, *args: Any, **options: Any) -> None:
        for organisation_id in organisation_ids():
            for month in months.up_to(months.this_month(), options["months"]):
                with job_scope(organisation_id):
                    actions.roll_up(organisation_id=organisation_id, month=month)
            with job_scope(organisation_id):
                count_days(organisation_id=organisation_id)
