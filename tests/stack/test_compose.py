"""The description for containers: a valid Compose file whose every file, command and secret exists."""

from __future__ import annotations

import importlib.util
import json
import os
import stat
import subprocess
from pathlib import Path

import jsonschema
import psycopg
import pytest
import yaml

from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.embedded.postgres import Postgres
from beterdichtbij.launching.settings import ROOT, settle

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OF_THE_PRODUCT = {"web", "worker", "beat", "setup"}


@pytest.fixture
def secrets(tmp_path):
    subprocess.run([ROOT / "deploy/containers/make-secrets.sh", tmp_path / "secrets"], check=True)
    return tmp_path / "secrets"


def test_it_is_a_compose_file():
    schema = json.loads((ROOT / "tests/vendor/compose-spec.json").read_text())

    jsonschema.Draft7Validator(schema).validate(COMPOSE)
    assert set(SERVICES) == OF_THE_PRODUCT | {"media", "relay", "proxy", "postgres", "valkey"}


def test_a_broken_compose_file_would_be_noticed():
    schema = json.loads((ROOT / "tests/vendor/compose-spec.json").read_text())

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(schema).validate({"services": {"web": {"imago": "x"}}})


def test_what_it_mounts_builds_and_runs_exists():
    mounted = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]
    modules = [SERVICES[name]["command"][2] for name in ("web", "setup")]

    assert [path for path in mounted if path.startswith("./") and not (ROOT / path).exists()] == []
    assert {name for name in mounted if not name.startswith("./")} == set(COMPOSE["volumes"])
    assert (ROOT / SERVICES["web"]["build"]["dockerfile"]).exists()
    assert all(importlib.util.find_spec(module) for module in modules)


def test_only_proxy_media_and_relay_can_be_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy", "media", "relay"]
    assert SERVICES["media"]["ports"] == [f"{port}:{port}/udp" for port in ("40000",)]
    assert "inside" not in SERVICES["relay"]["networks"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert all(SERVICES[name]["networks"] == ["inside"] for name in ("postgres", "valkey", "web", "beat"))


def test_every_secret_is_made_and_each_service_gets_only_its_own(secrets):
    made = {path.name for path in secrets.iterdir()}

    assert (
        {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()}
        == set(COMPOSE["secrets"])
        == made
    )
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    assert "database-owner-url" in SERVICES["setup"]["secrets"]
    for name in ("web", "worker", "beat"):
        assert not {"database-owner-url", "postgres-password"} & set(SERVICES[name]["secrets"])
    # Of the database, of messages and of sessions a media worker can tell nobody anything.
    assert "secrets" not in SERVICES["media"] and "volumes" not in SERVICES["media"]
    for name in OF_THE_PRODUCT:
        told = [
            value for value in SERVICES[name]["environment"].values() if value.startswith("/run/secrets/")
        ]
        assert {Path(value).name for value in told} == set(SERVICES[name]["secrets"])


def test_secrets_are_kept_when_they_exist(secrets):
    before = {path.name: path.read_text() for path in secrets.iterdir()}

    subprocess.run([ROOT / "deploy/containers/make-secrets.sh", secrets], check=True)

    assert {path.name: path.read_text() for path in secrets.iterdir()} == before


def test_the_script_of_the_container_gives_the_logins_these_passwords(secrets):
    """On the cluster of this run, whose own passwords are set back afterwards."""
    folder = DataFolder(Path(os.environ["DATA_DIR"]))
    postgres = Postgres(folder)
    environment = os.environ | {
        "PATH": f"{postgres.programs}:{os.environ['PATH']}",
        "SECRETS": str(secrets),
        "POSTGRES_USER": "postgres",
        "POSTGRES_DB": "postgres",
        "PGHOST": str(postgres.sockets),
        "PGPASSWORD": postgres.password,
    }
    try:
        subprocess.run([ROOT / "deploy/postgres/passwords.sh"], env=environment, check=True)
        for role in ("owner", "web", "worker"):
            password = (secrets / f"bd-{role}-password").read_text().strip()
            psycopg.connect(postgres.url(f"bd_{role}", password)).close()
    finally:
        with psycopg.connect(postgres.url(), autocommit=True) as connection:
            connection.execute(f"ALTER ROLE bd_owner PASSWORD '{folder.secret('bd_owner')}'")


def test_an_address_may_stand_in_a_file(secrets):
    environment = {"DATABASE_URL_FILE": str(secrets / "database-url")}

    settle(environment)

    assert list(environment) == ["DATABASE_URL"]
    assert environment["DATABASE_URL"].startswith("postgresql://bd_web:")
