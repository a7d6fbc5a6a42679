"""What every change is held to: sizes, layers that know every app, and locks that name no machine."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils.module_loading import import_string

from beterdichtbij.launching.settings import ROOT

# A scenario is told in one go.
LONGEST_FUNCTION = {"app": 40, "test": 80}
# What runs for every packet of every call, where a call of a function costs a tenth of the whole.
LONGER_FOR_SPEED = ["video/media/forward.py _forward"]
LONGEST_FILE = {"app": 400, "test": 500, ".html": 150, ".css": 300, ".js": 300}
GENERATED = ("/migrations/", "static/vendor/", "tests/vendor/")
LOCKS = ["run", "dev", "installer"]


def ours(*endings: str) -> list[Path]:
    """Return the files of this checkout, those not yet committed too."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    names = [
        name for name in listed if name.endswith(endings) and not any(part in name for part in GENERATED)
    ]
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def kind(path: Path) -> str:
    if path.suffix == ".py":
        return "test" if path.is_relative_to(ROOT / "tests") else "app"
    return path.suffix


def test_no_file_is_endless():
    lengths = {path: len(path.read_text().splitlines()) for path in ours(".py", ".html", ".css", ".js")}

    assert [
        f"{path.relative_to(ROOT)}: {n}" for path, n in lengths.items() if n > LONGEST_FILE[kind(path)]
    ] == []


def test_no_function_is_endless():
    too_long = [
        f"{path.relative_to(ROOT)} {node.name}"
        for path in ours(".py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION[kind(path)]
    ]

    assert too_long == LONGER_FOR_SPEED


def test_the_layers_know_every_app():
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    layers = set(re.findall(r"\w+", " ".join(configured["contracts"][0]["layers"])))

    assert set(configured["root_packages"]) == apps
    assert apps <= layers


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_versions_and_hashes_and_nothing_of_a_machine(name):
    lines = (ROOT / "requirements" / f"{name}.lock").read_text().splitlines()
    pinned = re.compile(
        r"[a-z0-9.-]+(\[[a-z0-9,-]+\])?==[^ ]+( ; [^/]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
    )

    assert [line for line in lines if not pinned.fullmatch(line)] == []


def test_the_tests_run_on_the_very_versions_the_product_runs_on():
    run, dev = (versions(name) for name in ("run", "dev"))

    assert {name: version for name, version in run.items() if dev.get(name) != version} == {}


def test_the_middleware_of_django_that_protects_is_there_in_our_own_form():
    """Django's own check looks for names only, and is silenced for that (see SILENCED_SYSTEM_CHECKS)."""
    ours = [import_string(name) for name in settings.MIDDLEWARE]

    for needed in (SecurityMiddleware, CsrfViewMiddleware, XFrameOptionsMiddleware):
        assert any(isinstance(one, type) and issubclass(one, needed) for one in ours), needed


def versions(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.lock").read_text()
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[[^\]]*\])?==(\S+)", text, re.MULTILINE))


def test_every_setting_from_the_environment_is_in_the_documentation():
    settings_file = (ROOT / "beterdichtbij" / "settings.py").read_text()
    read = set(re.findall(r"environment\.\w+\(\s*\"([A-Z_]+)\"", settings_file))

    assert read - set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs" / "operations.md").read_text())) == set()
