"""The product starts on nothing, survives the killing of each part, and stops without remains."""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

import psycopg
import pytest

from beterdichtbij.embedded.database import create_database, secure_database, set_password
from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.embedded.postgres import Postgres
from tests.product import Product, command_line, wait_for

PARTS = ["web", "worker", "beat", "media", "Valkey", "PostgreSQL"]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    product = Product(tmp_path_factory.mktemp("product") / "data")
    product.start()
    with product.database() as database:
        database.execute("CREATE TABLE kept AS SELECT 'still here' AS text")
    yield product
    product.discard()


def is_whole(product: Product) -> bool:
    if product.status() != 200 or not all(product.process(part) for part in PARTS):
        return False
    return product.postgres().ready() and kept(product) == "still here"


def kept(product: Product) -> str:
    with product.database() as database:
        return database.execute("SELECT text FROM kept").fetchone()[0]


def test_it_starts_on_an_empty_folder_and_says_where_it_is(running):
    assert is_whole(running)
    assert f"{running.url}/mijn/" in running.said()


def test_its_secrets_are_readable_by_its_own_account_only(running):
    secrets = list((running.data / "secrets").iterdir())

    assert {"secret-key", "key-encryption-key", "bd_owner", "bd_web", "bd_worker"} <= {
        path.name for path in secrets
    }
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets} == {0o600}
    assert stat.S_IMODE(running.data.stat().st_mode) == 0o700


def test_the_web_process_does_not_know_the_passwords_of_owner_and_worker(running):
    told = Path(f"/proc/{running.process('web')}/environ").read_bytes().decode()

    assert "DATABASE_URL=postgresql://bd_web:" in told
    assert "bd_owner:" not in told
    assert "bd_worker:" not in told


def test_a_second_start_on_the_same_folder_is_refused(running):
    second = Product(running.data)
    second.output = running.output.with_name("second.out")

    with pytest.raises(AssertionError, match="already runs"):
        second.start()

    assert second.launcher.returncode == 1
    assert is_whole(running)


def test_a_start_on_a_taken_port_is_refused(running, tmp_path):
    second = Product(tmp_path / "data", port=running.port)

    with pytest.raises(AssertionError, match="choose another PORT"):
        second.start()


@pytest.mark.parametrize("part", PARTS)
def test_a_killed_part_is_started_again(running, part):
    before = running.kill(part)

    wait_for(lambda: running.process(part) not in (None, before))
    wait_for(lambda: is_whole(running))


@pytest.mark.parametrize("also", [[], ["PostgreSQL"], ["PostgreSQL", "Valkey", "web"]])
def test_a_killed_launcher_takes_its_children_along_and_the_next_one_finds_the_data(running, also):
    family = {part: running.process(part) for part in PARTS}

    os.kill(running.launcher.pid, signal.SIGKILL)
    for part in also:
        os.kill(family[part], signal.SIGKILL)
    running.launcher.wait()
    running.start()

    assert is_whole(running)
    assert not any(command_line(family[part]) for part in ("web", "worker", "beat", "media", "Valkey"))
    if not also:
        assert running.process("PostgreSQL") == family["PostgreSQL"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_without_remains_and_starts_again(running, number):
    family = [running.process(part) for part in PARTS]

    assert running.stop(number) == 0
    assert not any(command_line(process) for process in family)

    running.start()
    assert is_whole(running)


@pytest.fixture
def outside():
    """Servers that were there already: those of this test run, with a database of their own."""
    folder = DataFolder(Path(os.environ["DATA_DIR"]))
    postgres = Postgres(folder)
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        for role in ("bd_web", "bd_worker"):
            set_password(connection, role, folder.secret(role))
        create_database(connection, "outside")
    secure_database(postgres, "outside")
    names = {"DATABASE_URL": "bd_web", "DATABASE_WORKER_URL": "bd_worker", "DATABASE_OWNER_URL": "bd_owner"}
    yield {name: postgres.url(role, folder.secret(role), "outside") for name, role in names.items()} | {
        name: os.environ[name] for name in ("REDIS_URL", "SECRET_KEY", "KEY_ENCRYPTION_KEY")
    }
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE outside WITH (FORCE)")


def test_with_servers_from_outside_it_starts_none_of_its_own(tmp_path, outside):
    product = Product(tmp_path / "data", **outside)
    product.start()
    try:
        assert product.status() == 200
        assert product.process("Valkey") is None
        assert sorted(path.name for path in product.data.iterdir() if path.is_dir()) == [
            "beat",
            "logs",
            "static",
        ]
        assert "[ ]" not in product.manage("showmigrations")
    finally:
        assert product.stop() == 0
