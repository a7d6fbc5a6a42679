"""The files in which web processes count for Prometheus: each process has its own, and leaves it behind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def forget_figures(environment: Mapping[str, str], data: Path) -> None:
    """Remove what processes of before counted, when none of them runs any more; else it only ever grows."""
    folder = Path(environment.get("PROMETHEUS_MULTIPROC_DIR") or data / "metrics")
    for file in folder.glob("*_[0-9]*.db"):
        file.unlink(missing_ok=True)
