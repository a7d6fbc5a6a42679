"""The private servers under every kind of account this machine permits, and on long or foreign paths."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import textwrap
from pathlib import Path

import psycopg
import pytest

from beterdichtbij.embedded import folder as folders
from beterdichtbij.embedded.binaries import ELSEWHERE
from beterdichtbij.embedded.folder import DataFolder, FolderInUse, FolderRefused
from beterdichtbij.embedded.processes import first_account, user_namespaces
from beterdichtbij.launching.settings import ROOT

IS_ROOT = os.geteuid() == 0

# Twice on the same folder: made the first time, found again the second.
PROGRAM = textwrap.dedent(
    """
    import os, pathlib, sys
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    import psycopg
    from beterdichtbij.embedded.folder import DataFolder
    from beterdichtbij.embedded.services import start_services

    for turn in (1, 2):
        folder = DataFolder(pathlib.Path(sys.argv[1]))
        folder.claim()
        services = start_services(folder)
        try:
            with psycopg.connect(services.environment["DATABASE_OWNER_URL"]) as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS turn (number int)")
                connection.execute("INSERT INTO turn VALUES (%s)", [turn])
                print("turns", connection.execute("SELECT count(*) FROM turn").fetchone()[0])
            print("valkey", services.servers[-1].ready())
        finally:
            services.stop()
            folder.release()
    """
)


def run_twice(path, *, python=sys.executable, account=None, **environment):
    return subprocess.run(
        [python, "-c", PROGRAM, str(path)],
        cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, **identity(account),
    )  # fmt: skip


def identity(account):
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def ways():
    """Name the kinds of account that can be tried here: ours, and as root two more."""
    yield "as we are", {}
    if IS_ROOT and user_namespaces():
        yield "without user namespaces", {"NO_USER_NAMESPACE": "1"}


@pytest.mark.parametrize(("way", "environment"), list(ways()), ids=lambda value: str(value))
def test_both_servers_start_and_find_their_data_again(tmp_path, way, environment):
    ended = run_twice(tmp_path / "data", **environment)
    place = DataFolder(tmp_path / "data").secret("postgres-place")[:12]
    shutil.rmtree(ELSEWHERE / f"cluster-{place}", ignore_errors=True)

    assert ended.stdout.split("\n")[:4] == ["turns 1", "valkey True", "turns 2", "valkey True"], ended.stderr


def test_a_normal_account_needs_nothing_else(tmp_path_factory):
    path = tmp_path_factory.mktemp("normal")
    account = first_account("nobody") if IS_ROOT else None
    packages = sysconfig.get_path("purelib")
    python = python_for(account, packages)
    if account and python:
        open_the_way(path, account)
    ended = run_twice(
        path / "data",
        python=python or sys.executable,
        account=account if python else None,
        HOME=str(path),
        PYTHONPATH=packages,
    )

    assert "turns 2" in ended.stdout, ended.stderr


def python_for(account, packages):
    """Return an interpreter this account may run with our packages; None where all are closed to it."""
    for python in (sys.executable, "/usr/bin/python3"):
        with contextlib.suppress(OSError):
            tried = subprocess.run(
                [python, "-c", "import psycopg, beterdichtbij.embedded.services"],
                cwd=ROOT, env={"PYTHONPATH": packages}, capture_output=True, **identity(account),
            )  # fmt: skip
            if tried.returncode == 0:
                return python
    return None


def open_the_way(path, account):
    os.chown(path, account.pw_uid, account.pw_gid)
    for parent in path.parents:
        if parent == Path(tempfile.gettempdir()):
            return
        parent.chmod(0o755)


def test_sockets_of_a_folder_with_a_long_name_stand_elsewhere(tmp_path):
    long = tmp_path / ("a" * 100)
    place = DataFolder(long).sockets()

    assert len(os.fsencode(place)) <= folders.LONGEST_SOCKET_FOLDER
    assert "turns 2" in run_twice(long).stdout
    place.rmdir()


def test_a_folder_of_another_account_or_a_link_is_refused(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")

    with pytest.raises(FolderRefused):
        folders.private_folder(tmp_path / "link")


def test_a_folder_is_held_by_one_at_a_time(tmp_path):
    first, second = DataFolder(tmp_path / "data"), DataFolder(tmp_path / "data")
    first.claim()

    with pytest.raises(FolderInUse):
        second.claim()
    first.release()
    second.claim()
    second.release()


def test_a_secret_is_made_once_and_kept(tmp_path):
    folder = DataFolder(tmp_path)

    assert folder.secret("a") == folder.secret("a") != folder.secret("b")
    assert (tmp_path / "secrets" / "a").stat().st_mode & 0o777 == 0o600


def test_the_logins_of_a_private_cluster_own_nothing_and_bypass_nothing():
    # On the cluster of this test run, made by the same script.
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
        powerful = connection.execute(
            "SELECT rolname FROM pg_roles"
            " WHERE rolname LIKE 'bd\\_%' AND (rolsuper OR rolbypassrls OR rolcreaterole)"
        ).fetchall()
        inheriting = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname IN ('bd_owner', 'bd_web', 'bd_worker') AND rolinherit"
        ).fetchall()

    assert powerful == [("bd_backup",)]
    assert inheriting == []
