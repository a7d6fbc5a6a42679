"""Makes the database and the static files fit the code: python -m beterdichtbij.preparing [static|checked].

Without a word both, for the launcher, on the login of the owner; one process, because loading Django is most
of the time either takes when there is nothing to do. `static` is for building an image; `checked` is for
servers from outside: their logins are looked at first, then the owner migrates.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import django

from beterdichtbij.launching.outside import NotFit, check_outside
from beterdichtbij.launching.settings import settle


def main(word: str) -> None:
    if word == "checked":
        become_owner()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beterdichtbij.settings")
    django.setup()
    if word != "static":
        migrate()
    if word != "checked":
        collect_static()


def become_owner() -> None:
    settle()
    try:
        check_outside(os.environ)
    except NotFit as reason:
        sys.exit(str(reason))
    os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]


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
    main(*(sys.argv[1:] or ["both"]))
