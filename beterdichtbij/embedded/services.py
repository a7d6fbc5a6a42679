"""Starts the servers that are not named by the environment, and keeps them running."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from beterdichtbij.embedded.database import prepare_database
from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.embedded.postgres import Postgres, PostgresFailed
from beterdichtbij.embedded.valkey import Valkey, ValkeyFailed


class Server(Protocol):
    name: str
    log: Path

    def start(self) -> None: ...
    def ready(self) -> bool: ...
    def stop(self) -> None: ...


@dataclass
class Services:
    """The servers of one data folder, and what the product must know to reach them."""

    environment: dict[str, str] = field(default_factory=dict)
    servers: list[Server] = field(default_factory=list)
    new_postgres: Postgres | None = None

    def add(self, server: Server) -> None:
        server.start()
        self.servers.append(server)

    @property
    def while_filling(self) -> dict[str, str]:
        """Return what a program is told that fills a new cluster: wait for the disk once, in `settle`."""
        return {"PGOPTIONS": "-c synchronous_commit=off"} if self.new_postgres else {}

    def settle(self) -> None:
        """Wait until what was filled in is on the disk; from here on every answer waits for its own."""
        if self.new_postgres:
            self.new_postgres.checkpoint()
            self.new_postgres = None

    def watch(self, say: Callable[[str], None]) -> None:
        """Start again what died; a server that will not start is tried again at the next look."""
        for server in self.servers:
            if server.ready():
                continue
            say(f"{server.name} does not answer; starting it again.")
            try:
                server.start()
            except (PostgresFailed, ValkeyFailed) as failure:
                say(f"{server.name} did not start: {failure}")

    def logs(self) -> list[Path]:
        return [server.log for server in self.servers]

    def stop(self) -> None:
        while self.servers:
            self.servers.pop().stop()


def start_services(folder: DataFolder, *, throwaway: bool = False) -> Services:
    """Start what DATABASE_URL and REDIS_URL do not name."""
    services = Services()
    try:
        if not os.environ.get("DATABASE_URL"):
            postgres = Postgres(folder, throwaway=throwaway)
            services.add(postgres)
            services.environment |= prepare_database(postgres, folder)
            services.new_postgres = postgres if postgres.is_new else None
        if not os.environ.get("REDIS_URL"):
            valkey = Valkey(folder, throwaway=throwaway)
            services.add(valkey)
            services.environment["REDIS_URL"] = valkey.url
    except BaseException:
        services.stop()
        raise
    return services
