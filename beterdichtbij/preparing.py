"""Migrate and collect static files if need be, as the owner of the tables: python -m beterdichtbij.preparing.

One process for both, because loading Django is most of the time either takes when there is nothing to do.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beterdichtbij.settings")
    django.setup()
    migrate()
    collect_static()


def migrate() -> None:
    # Importable only after the set-up, here and below.
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=1)


def collect_static() -> None:
    from django.conf import settings
    from django.core.management import call_command

    mark = settings.STATIC_ROOT / ".fingerprint"
    now = fingerprint(settings.BASE_DIR)
    if not mark.exists() or mark.read_text() != now:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        mark.write_text(now)


def fingerprint(root: Path) -> str:
    """Return what changes when our static files do, or those of the packages we use."""
    files = sorted(path for path in (root / "static").rglob("*") if path.is_file())
    facts = [f"{path.relative_to(root)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    facts.append((root / "requirements" / "run.lock").read_text())
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


if __name__ == "__main__":
    main()
