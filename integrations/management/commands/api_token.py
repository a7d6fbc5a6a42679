"""Issues a token for a system of an organisation, and shows it this once; --revoke ends one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations.actions.tokens import issue_token, revoke_token
from rowsecurity.scopes import gate_scope, job_scope
from tenants.models import Organisation


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organisation", help="slug, as in its addresses")
        parser.add_argument("label", help="which system it is")
        parser.add_argument("--revoke", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        with gate_scope():
            organisation = Organisation.objects.filter(slug=options["organisation"]).first()
        if organisation is None:
            raise CommandError("There is no such organisation.")
        with job_scope(organisation.id):
            if not options["revoke"]:
                self.stdout.write(issue_token(label=options["label"]))
            elif not revoke_token(label=options["label"]):
                raise CommandError("No token with this label is in use.")
