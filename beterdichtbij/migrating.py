"""Migrate if there is something to migrate, as the owner of the tables: python -m beterdichtbij.migrating."""

from __future__ import annotations

import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beterdichtbij.settings")
    django.setup()
    # Importable only after the set-up.
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=1)


if __name__ == "__main__":
    main()
