"""Says whether files with a FHIR Questionnaire could be imported, and if not, which element is why."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from questionnaires.fhir.parsing import parse
from questionnaires.fhir.reading import read
from questionnaires.fhir.unfit import Unfit


class Command(BaseCommand):
    help = "Check files with a FHIR Questionnaire (R4, JSON); imports nothing and needs no database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *args: object, files: list[Path], **options: object) -> None:
        for file in files:
            try:
                title = parse(read(file.read_bytes())).title
                self.stdout.write(f"{file.name}\timports\t{title}")
            except Unfit as unfit:
                self.stdout.write(f"{file.name}\trefused\t{unfit.sentence}")
