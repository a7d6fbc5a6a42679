"""Compiles the translations that are newer than what was compiled: python -m beterdichtbij.translations."""

from __future__ import annotations

import os
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def compile_translations(root: Path = ROOT) -> list[Path]:
    """Return the files that were made; each is replaced whole, so that running processes read no half."""
    return [
        compile_one(source) for source in sorted(root.glob("locale/*/LC_MESSAGES/*.po")) if is_stale(source)
    ]


def is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def compile_one(source: Path) -> Path:
    compiled = source.with_suffix(".mo")
    draft = source.with_suffix(f".{os.getpid()}.new")
    polib.pofile(str(source)).save_as_mofile(str(draft))
    draft.replace(compiled)
    return compiled


if __name__ == "__main__":
    compile_translations()
