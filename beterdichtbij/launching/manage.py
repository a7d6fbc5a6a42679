"""Run a command of manage.py on this data folder: python -m beterdichtbij.launching.manage COMMAND.

The addresses and secrets are those of the running launcher; with DATABASE_URL set, those of the environment.
"""

from __future__ import annotations

import os
import sys

from beterdichtbij.embedded.database import addresses
from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.embedded.postgres import Postgres
from beterdichtbij.embedded.valkey import Valkey
from beterdichtbij.launching.settings import ROOT, LaunchSettings, as_login, settle

# Everything else runs as a web process does, through scopes.
OF_THE_OWNER = {"migrate", "showmigrations", "sqlmigrate", "operator", "monitor_reader"}


def environment(settings: LaunchSettings, command: str) -> dict[str, str]:
    folder = DataFolder(settings.data)
    services: dict[str, str] = {}
    if settings.has_own_database:
        services |= addresses(Postgres(folder), folder)
    if not os.environ.get("REDIS_URL"):
        services["REDIS_URL"] = Valkey(folder).url
    login = "DATABASE_OWNER_URL" if command in OF_THE_OWNER else "DATABASE_URL"
    return as_login(settings.environment(folder, services), login)


def main() -> None:
    arguments = sys.argv[1:]
    settle()
    told = environment(LaunchSettings.read(), arguments[0] if arguments else "help")
    os.execve(sys.executable, [sys.executable, str(ROOT / "manage.py"), *arguments], told)


if __name__ == "__main__":
    main()
