"""A conversation to add files to, and a store of its own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import storages

from tests.files.stage import Adding, adding


@pytest.fixture(autouse=True)
def store_folder(settings, tmp_path: Path) -> Path:
    """Where the bytes of this test are, sealed."""
    settings.STORAGES = settings.STORAGES | {
        "files": settings.STORAGES["files"]
        | {"OPTIONS": settings.STORAGES["files"]["OPTIONS"] | {"location": str(tmp_path / "files")}}
    }
    storages._storages.pop("files", None)
    yield tmp_path / "files"
    storages._storages.pop("files", None)


@pytest.fixture
def alice_adds(lindeborg) -> Adding:
    return adding(lindeborg)
