"""The figures of the clock for Prometheus: numbers and names of faults, read when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

NOW = (
    ("beterdichtbij_due_step_oldest_seconds", "How long the oldest step that is due waits."),
    ("beterdichtbij_due_steps_overdue", "Steps that are due now."),
    ("beterdichtbij_due_steps_leased", "Steps that are being carried out."),
    ("beterdichtbij_due_steps_failed", "Steps that were given up and wait for an operator."),
)
EVER = {
    "claimed": ("beterdichtbij_due_steps_claimed", "Steps that a worker took."),
    "done": ("beterdichtbij_due_steps_done", "Steps that were carried out."),
    "left_out": ("beterdichtbij_due_steps_left_out", "Steps that were not to be carried out any more."),
    "lost": ("beterdichtbij_due_step_leases_expired", "Leases that ended without a word of their worker."),
}
FAILED = "beterdichtbij_due_step_failures"


class ClockCollector:
    """Reads the doors of the clock; over all organisations, of nobody."""

    def collect(self) -> Iterator[Metric]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT oldest_seconds, overdue, leased, failed FROM clock_standing()")
            standing = cursor.fetchone()
            cursor.execute("SELECT what, number FROM clock_totals()")
            totals: dict[str, int] = dict(cursor.fetchall())
        for (name, meaning), value in zip(NOW, standing, strict=True):
            yield GaugeMetricFamily(name, meaning, value=value)
        for what, (name, meaning) in EVER.items():
            yield CounterMetricFamily(name, meaning, value=totals.get(what, 0))
        failures = CounterMetricFamily(
            FAILED, "Tries that went wrong, by name of the fault.", labels=["reason"]
        )
        for what, number in totals.items():
            kind, _, reason = what.partition(":")
            if kind == "failed":
                failures.add_metric([reason], number)
        yield failures
