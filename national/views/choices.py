"""What can be chosen on a page of the monitor."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from national import quarters
from national.elsewhere import known
from national.page import Comparison
from tenants.models import Organisation, Region


def choices(comparison: Comparison, figures: Collection[str]) -> dict[str, Any]:
    """The fields of the filters."""
    wish, names = comparison.wish, known()
    return {
        "wish": wish,
        "quarter": quarters.name(wish.quarter),
        "figures": [(key, names[key].name) for key in names if key in figures],
        "quarters": [quarters.name(each) for each in reversed(quarters.finished(quarters.BACK))],
        "kinds": Organisation.Kind.choices,
        "regions": Region.choices,
    }
