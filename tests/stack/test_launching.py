"""The parts of the launcher that need no product: settings, log files, servers from outside."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.embedded.postgres import Postgres
from beterdichtbij.launching import logfiles
from beterdichtbij.launching.outside import NotFit, check_outside
from beterdichtbij.launching.settings import ROOT, LaunchSettings, as_login, new_encryption_key
from beterdichtbij.preparing import fingerprint
from beterdichtbij.translations import compile_translations


@pytest.mark.parametrize(
    ("environment", "is_demo"),
    [
        ({}, True),
        ({"DEMO": "0"}, False),
        ({"DATABASE_URL": "postgresql://elsewhere"}, False),
        ({"DATABASE_URL": "postgresql://elsewhere", "DEMO": "1"}, True),
    ],
)
def test_the_demo_world_is_made_unasked_only_in_our_own_database(environment, is_demo):
    assert LaunchSettings.read(environment).is_demo is is_demo


def test_a_process_is_told_one_login_only():
    everything = {
        "DATABASE_URL": "web",
        "DATABASE_WORKER_URL": "worker",
        "DATABASE_OWNER_URL": "owner",
        "X": "x",
    }

    assert as_login(everything, "DATABASE_URL") == {"DATABASE_URL": "web", "X": "x"}
    assert as_login(everything, "DATABASE_WORKER_URL") == {
        "DATABASE_URL": "worker",
        "DATABASE_WORKER_URL": "worker",
        "X": "x",
    }
    assert as_login(everything, "DATABASE_OWNER_URL") == {
        "DATABASE_URL": "owner",
        "DATABASE_OWNER_URL": "owner",
        "X": "x",
    }


def test_an_encryption_key_has_32_bytes():
    assert len(base64.b64decode(new_encryption_key())) == 32


def outside(**changes: str) -> dict[str, str]:
    names = ("DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_OWNER_URL", "SECRET_KEY", "KEY_ENCRYPTION_KEY")
    return {name: os.environ[name] for name in names} | changes


def test_logins_with_just_enough_power_are_accepted():
    check_outside(outside())


def test_a_login_that_bypasses_row_security_is_refused():
    superuser = Postgres(DataFolder(Path(os.environ["DATA_DIR"]))).url()

    with pytest.raises(NotFit, match="DATABASE_WORKER_URL: this login bypasses row security"):
        check_outside(outside(DATABASE_WORKER_URL=superuser))


def test_a_login_that_can_take_up_no_role_is_refused():
    with pytest.raises(NotFit, match="roles.sql"):
        check_outside(outside(DATABASE_URL=os.environ["DATABASE_OWNER_URL"]))


def test_a_database_from_outside_needs_its_secrets_from_outside():
    with pytest.raises(NotFit, match="KEY_ENCRYPTION_KEY"):
        check_outside(outside(KEY_ENCRYPTION_KEY=""))


def test_a_database_that_does_not_answer_is_named():
    with pytest.raises(NotFit, match="DATABASE_URL: the database does not answer"):
        check_outside(outside(DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing"))


def test_warnings_are_repeated_once_and_the_rest_is_not(tmp_path):
    log = logfiles.LogFile(tmp_path / "web.log")
    lines = [
        "12:00 INFO well",
        "12:01 WARNING slow",
        "12:02 WARNING slow",
        "ValueError: no",
        "12:03 ERROR unfini",
    ]
    with log.path.open("a") as writer:
        writer.write("\n".join(lines))

    assert log.warnings() == ["12:01 WARNING slow", "ValueError: no"]
    assert log.warnings() == []


def test_a_log_file_stays_bounded_while_somebody_writes(tmp_path, monkeypatch):
    monkeypatch.setattr(logfiles, "LIMIT", 1000)
    log = logfiles.LogFile(tmp_path / "web.log")
    with log.path.open("a") as writer:
        writer.write("x" * 1500)
        writer.flush()
        log.bound()
        writer.write("12:00 ERROR after\n")

    assert log.path.read_text() == "12:00 ERROR after\n"
    assert (tmp_path / "web.log.1").stat().st_size == 1500
    assert log.warnings() == ["12:00 ERROR after"]


def test_a_translation_is_compiled_when_it_is_newer(tmp_path):
    folder = tmp_path / "locale" / "nl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    catalogue.append(polib.POEntry(msgid="Hello", msgstr="Hallo"))
    catalogue.save(str(folder / "django.po"))

    assert compile_translations(tmp_path) == [folder / "django.mo"]
    assert compile_translations(tmp_path) == []
    assert polib.mofile(str(folder / "django.mo")).find("Hello").msgstr == "Hallo"


def test_static_files_are_collected_again_when_one_changed(tmp_path):
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.lock").write_text("django==5.2")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.css").write_text("a {}")
    before = fingerprint(tmp_path)

    (tmp_path / "static" / "a.css").write_text("a { color: red }")

    assert fingerprint(tmp_path) != before


@pytest.mark.parametrize(
    "command", [["bin/start"], [sys.executable, "-m", "beterdichtbij.launcher"]], ids=["start", "launcher"]
)
def test_asking_for_help_starts_nothing(command, tmp_path):
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data")}
    asked = subprocess.run([*command, "--help"], cwd=ROOT, env=environment, capture_output=True, text=True)

    assert asked.returncode == 0 and asked.stdout.startswith("Usage: bin/start")
    assert not (tmp_path / "data").exists()


def test_an_option_that_does_not_exist_starts_nothing(tmp_path):
    command = [sys.executable, "-m", "beterdichtbij.launcher", "--port=1"]
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data")}
    refused = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    assert refused.returncode == 2 and "Usage" in refused.stderr and not (tmp_path / "data").exists()
