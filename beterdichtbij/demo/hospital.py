"""The hospital's own system of the demo world: the token it calls with, known to all, and what it says."""

from __future__ import annotations

import hashlib
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from beterdichtbij.demo.cast import PATIENTS
from beterdichtbij.demo.names import demo_id
from beterdichtbij.demo.sign_ins import email_of, mobile_of
from carepaths.ready_made import CHECK_UP, LABORATORY
from integrations.actions.tokens import issue_token
from integrations.models import ApiToken
from rowsecurity.scopes import job_scope

HOUSE, LABEL = "lindeborg", "Patiëntendossier van de demo"
SYSTEM = "https://lindeborg.example"


def demo_token() -> str:
    """The same in every demo world: that is why it may exist in a demo only."""
    return "bd_demo_" + hashlib.sha256(b"demo token of " + HOUSE.encode()).hexdigest()[:32]


def make_token() -> None:
    """Let the demo's own hospital system in, once; in a demo only, because everybody knows this token."""
    if not settings.DEMO:
        return
    with job_scope(demo_id("organisation", HOUSE)):
        if not ApiToken.objects.filter(label=LABEL).exists():
            issue_token(label=LABEL, token=demo_token())


class NotTakenIn(Exception):
    """The product did not take it in; says what it answered."""


@dataclass
class Hospital:
    """Speaks FHIR to a running product about one patient and one appointment."""

    url: str
    patient: str = "anna"
    memory: Path | None = None

    def book(self, *, days: int, number: str | None = None) -> datetime:
        """Book a new check-up, so many days ahead at 10.20."""
        number = number or f"proef-{int(time.time())}"
        start = self._moment(days)
        self._remember(number, start)
        self._send(self._transaction(self._patient(), self._appointment(number, start)))
        return start

    def move(self, *, days: int) -> datetime:
        """Move the check-up that was booked last."""
        number, _ = self._recall()
        start = self._moment(days)
        self._remember(number, start)
        self._send(self._transaction(self._appointment(number, start)))
        return start

    def cancel(self) -> None:
        """Cancel it."""
        number, start = self._recall()
        self._send(self._transaction(self._appointment(number, start, status="cancelled")))

    def deliver_result(self) -> None:
        """Tell that a result of the laboratory is in."""
        report = {
            "resourceType": "DiagnosticReport",
            "status": "final",
            "category": [{"coding": [{"code": LABORATORY}]}],
            "code": {"text": "Bloedonderzoek"},
            "subject": self._who(),
            "issued": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        self._send(self._transaction(report | self._identity("reports", f"proef-{time.time_ns()}")))

    def _appointment(self, number: str, start: datetime, status: str = "booked") -> dict[str, Any]:
        return self._identity("appointments", number) | {
            "resourceType": "Appointment",
            "status": status,
            "serviceType": [{"coding": [{"code": CHECK_UP, "display": "Controle"}]}],
            "specialty": [{"coding": [{"code": "REU"}]}],
            "start": start.isoformat(),
            "participant": [
                {"actor": self._who(), "status": "accepted"},
                {"actor": {"type": "Practitioner", "display": "dr. Bakker"}, "status": "accepted"},
                {"actor": {"type": "Location", "display": "Lindeborg, route 12"}, "status": "accepted"},
            ],
        }

    def _patient(self) -> dict[str, Any]:
        known = self._registration()
        return self._identity("patients", known.number) | {
            "resourceType": "Patient",
            "name": [{"use": "official", "family": known.family_name, "given": [known.given_name]}],
            "gender": known.sex,
            "birthDate": known.born.isoformat(),
            "telecom": [
                {"system": "email", "value": email_of(known.key)},
                {"system": "phone", "use": "mobile", "value": mobile_of(known.key)},
            ],
        }

    def _registration(self):  # type: ignore[no-untyped-def]
        return next(each for each in PATIENTS if (each.house, each.key) == (HOUSE, self.patient))

    def _who(self) -> dict[str, Any]:
        value = self._registration().number
        return {"type": "Patient", "identifier": {"system": f"{SYSTEM}/patients", "value": value}}

    def _identity(self, kind: str, value: str) -> dict[str, Any]:
        # Milliseconds go up by themselves, so that nothing needs to be counted.
        version = str(time.time_ns() // 1_000_000)
        return {
            "meta": {"versionId": version},
            "identifier": [{"system": f"{SYSTEM}/{kind}", "value": value}],
        }

    def _transaction(self, *resources: dict[str, Any]) -> dict[str, Any]:
        entries = [
            {"resource": each, "request": {"method": "POST", "url": each["resourceType"]}}
            for each in resources
        ]
        return {"resourceType": "Bundle", "type": "transaction", "entry": entries}

    def _send(self, content: dict[str, Any]) -> None:
        headers = {"Authorization": f"Bearer {demo_token()}", "Content-Type": "application/fhir+json"}
        request = urllib.request.Request(
            f"{self.url}/fhir/R4/", json.dumps(content).encode(), headers, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=20):
                return
        except urllib.error.HTTPError as error:
            raise NotTakenIn(error.read().decode()) from error
        except urllib.error.URLError as error:
            raise NotTakenIn(f"nothing answers at {self.url}") from error

    def _moment(self, days: int) -> datetime:
        day = datetime.now(ZoneInfo(settings.TIME_ZONE)) + timedelta(days=days)
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)  # a working day
        return day.replace(hour=10, minute=20, second=0, microsecond=0)

    def _remember(self, number: str, start: datetime) -> None:
        memory = self.memory or settings.DATA_DIR / "hospital.json"
        memory.parent.mkdir(parents=True, exist_ok=True)
        memory.write_text(json.dumps([number, start.isoformat()]))

    def _recall(self) -> tuple[str, datetime]:
        memory = self.memory or settings.DATA_DIR / "hospital.json"
        try:
            number, start = json.loads(memory.read_text())
        except FileNotFoundError as error:
            raise NotTakenIn("book an appointment first") from error
        return number, datetime.fromisoformat(start)
