"""Times as a histogram that adds up over days and departments. Pure.

Step n holds times from 1.05ⁿ minutes up to 1.05ⁿ⁺¹, so that a quantile read from it is at most 2.5 per cent
beside the exact one. Steps below zero hold less than a minute.
A time gets its step in counting_facts.sql.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

GROWTH = 1.05


def quantile(counts: Mapping[int, int], part: float) -> float | None:
    """The time in minutes below which this part of all is; the middle of its step. None without any."""
    rank = max(1, ceil(part * sum(counts.values())))
    for step in sorted(counts):
        rank -= counts[step]
        if rank <= 0:
            return round(GROWTH ** (step + 0.5), 2)
    return None
