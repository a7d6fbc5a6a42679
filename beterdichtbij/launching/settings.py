"""What the launcher is told by the environment, and what each process is told by the launcher."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from beterdichtbij.embedded.folder import DataFolder

ROOT = Path(__file__).resolve().parents[2]
ADDRESSES = ("DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_OWNER_URL", "REDIS_URL")
SWITCHED_OFF = {"", "0", "false", "no", "off"}


@dataclass(frozen=True)
class LaunchSettings:
    data: Path
    host: str
    port: int
    web_processes: int
    has_own_database: bool
    is_demo: bool

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> LaunchSettings:
        """Read them; the demo world is on by default only where the database is our own."""
        own_database = not environment.get("DATABASE_URL")
        demo = environment.get("DEMO", "1" if own_database else "0")
        return cls(
            data=Path(environment.get("DATA_DIR") or ROOT / ".data"),
            host=environment.get("HOST") or "127.0.0.1",
            port=int(environment.get("PORT") or 8000),
            web_processes=int(environment.get("WEB_PROCESSES") or 1),
            has_own_database=own_database,
            is_demo=demo.strip().lower() not in SWITCHED_OFF,
        )

    @property
    def public_url(self) -> str:
        return os.environ.get("PUBLIC_URL") or f"http://localhost:{self.port}"

    def environment(self, folder: DataFolder, services: Mapping[str, str]) -> dict[str, str]:
        """Return everything a process of the product may need, see also `as_login`."""
        # The product may be asked for by any name of this machine; links in its post carry PUBLIC_URL.
        told = {"ALLOWED_HOSTS": "localhost 127.0.0.1", **os.environ, **services}
        told |= {
            "PUBLIC_URL": self.public_url,
            "DEMO": "1" if self.is_demo else "0",
            "DATA_DIR": str(self.data),
        }
        if self.has_own_database:
            told |= own_secrets(folder)
        return told


def settle(environment: MutableMapping[str, str] = os.environ) -> None:
    """Read the addresses that stand in files, so that everybody else finds them by their plain names."""
    for name in ADDRESSES:
        path = environment.pop(f"{name}_FILE", "")
        if path:
            environment[name] = Path(path).read_text().strip()


def own_secrets(folder: DataFolder) -> dict[str, str]:
    """Name the files of secrets that nobody gave us; files, because an environment is easily shown."""
    makers = {
        "SECRET_KEY": new_secret_key,
        "KEY_ENCRYPTION_KEY": new_encryption_key,
        "VAPID_PRIVATE_KEY": new_push_key,
    }
    return {
        f"{name}_FILE": str(folder.secret_file(name.lower().replace("_", "-"), make))
        for name, make in makers.items()
        if not os.environ.get(name) and not os.environ.get(f"{name}_FILE")
    }


def new_secret_key() -> str:
    return secrets.token_urlsafe(48)


def new_encryption_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def new_push_key() -> str:
    """A private key of P-256, by which browsers know that a notification is ours."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def without_data(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what a media worker is told: where Valkey is, and no way to the data or its keys."""
    kept = {"PATH", "HOME", "LANG", "TZ", "TMPDIR", "VIRTUAL_ENV", "REDIS_URL"}
    return {key: value for key, value in environment.items() if key in kept or key.startswith("MEDIA_")}


def as_login(environment: Mapping[str, str], name: str) -> dict[str, str]:
    """Make DATABASE_URL the address of this name and take away the addresses of stronger logins."""
    told = {key: value for key, value in environment.items() if key != "DATABASE_OWNER_URL"}
    told["DATABASE_URL"] = environment[name]
    if name == "DATABASE_OWNER_URL":
        told["DATABASE_OWNER_URL"] = environment[name]
    if name == "DATABASE_WORKER_URL":
        return told
    return {key: value for key, value in told.items() if key != "DATABASE_WORKER_URL"}
