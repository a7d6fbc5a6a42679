"""The hospital's own system, over HTTP, on the token of the demo world."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from beterdichtbij.demo.hospital import demo_token
from tests.integrations.ehr import NUMBERS, appointment, bundle, patient, report

NL = ZoneInfo("Europe/Amsterdam")


@dataclass
class Hospital:
    """Tells one product about one patient and their appointment; versions count up."""

    url: str
    number: str
    version: int = 0

    def book(self, *, days: int, **about: Any) -> datetime:
        """Tell of a patient and a new check-up, in one transaction."""
        who = {"reference": "urn:uuid:00000000-0000-4000-8000-000000000000"}
        start = moment(days)
        self._send(patient(self.number, self._next(), **about), self._visit(start, who=who))
        return start

    def move(self, *, days: int) -> datetime:
        start = moment(days)
        self._send(self._visit(start))
        return start

    def cancel(self) -> None:
        self._send(self._visit(moment(1), status="cancelled"))

    def deliver_result(self) -> None:
        self._send(report(self.number, self._next(), subject=self._who()))

    def _visit(self, start: datetime, **more: Any) -> dict[str, Any]:
        more = {"who": self._who()} | more
        return appointment(self.number, self._next(), start=start.isoformat(), **more)

    def _who(self) -> dict[str, Any]:
        return {"type": "Patient", "identifier": {"system": NUMBERS, "value": self.number}}

    def _next(self) -> int:
        self.version += 1
        return self.version

    def _send(self, *resources: dict[str, Any]) -> None:
        headers = {"Authorization": f"Bearer {demo_token()}", "Content-Type": "application/fhir+json"}
        body = json.dumps(bundle(*resources)).encode()
        request = urllib.request.Request(f"{self.url}/fhir/R4/", body, headers, method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200


def moment(days: int) -> datetime:
    """So many days ahead at 10.20, on the clock of the hospital."""
    day = datetime.now(NL).date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, 10, 20, tzinfo=NL)
