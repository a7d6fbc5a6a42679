"""What takes a minute and is the same for every process of a run, made once and copied: a cluster with the
migrated database, and a product with its demo world, stopped in good order.

`bin/test` names a folder for it in MADE, and `python -m tests.made` makes both beside the first of what needs
neither. Without MADE everybody makes their own; that the product starts on nothing is shown by
`tests/stack/test_launcher.py`.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.embedded.postgres import Postgres
from beterdichtbij.embedded.processes import unprivileged
from beterdichtbij.launching.settings import ROOT
from tests.product import Product

STORE = "MADE"
# Of the process that made it.
LEFT = shutil.ignore_patterns("lock", "family.lock", "sockets", "logs")


def is_shared() -> bool:
    # Where PostgreSQL runs under another account, its cluster is not in the data folder.
    return STORE in os.environ and not unprivileged().account


def copy_cluster(data: Path) -> None:
    """Put the cluster with the migrated database, and its secrets, in a data folder."""
    shutil.copytree(made("cluster", make_cluster) / "data", data, ignore=LEFT, dirs_exist_ok=True)


def copy_product(product: Product) -> None:
    """Give a product that was not started yet its demo world."""
    source = made("product", make_product)
    shutil.copytree(source / "data", product.data, ignore=LEFT)
    # Links of post that went out already lead to who made it.
    for piece in (product.data / "post").glob("*.json"):
        piece.write_text(piece.read_text().replace((source / "url").read_text(), product.url))


def made(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of this name in the store; who comes first makes it, and others wait."""
    folder = Path(os.environ[STORE]) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            draft = folder.with_suffix(".new")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(0o700)
            make(draft)
            draft.rename(folder)
    return folder


def make_cluster(folder: Path) -> None:
    # In a process of its own, because Django reads where the servers are before it can migrate.
    subprocess.run([sys.executable, "-m", "tests.made", str(folder / "data")], cwd=ROOT, check=True)


def migrate(data: Path) -> None:
    """Make a cluster in this folder, with the database that others are copied from, and stop it."""
    from tests import servers

    folder = DataFolder(data)
    os.environ |= servers.test_environment(folder) | {"DJANGO_SETTINGS_MODULE": "beterdichtbij.settings"}
    try:
        import django

        django.setup()
        from tests.database import make_migrated

        make_migrated()
        Postgres(folder).stop()
    finally:
        servers.stop_servers()


def make_product(folder: Path) -> None:
    product = Product(folder / "data", DEMO="1")
    try:
        product.start()
        product.stop()
    finally:
        product.discard()
    (folder / "url").write_text(product.url)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        migrate(Path(sys.argv[1]))
    elif is_shared():
        made("cluster", make_cluster)
        made("product", make_product)
