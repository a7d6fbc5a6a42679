"""Invitations of earlier: activated, opened and left, too late. Their links are gone; a new one is sent from the page."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from secrets import token_bytes
from uuid import UUID

from audit.actions import Looker
from beterdichtbij.demo.bygone import MONTHS
from beterdichtbij.demo.cast import POLIS, Registration
from beterdichtbij.demo.moments import working
from beterdichtbij.demo.names import demo_id
from beterdichtbij.demo.people import patient_id
from people.actions.invitations import invite_patient
from people.models import Invitation, Patient
from tenants.models import Department

VALID = timedelta(days=7)
# Of those without an account: how many working days ago they were invited, and whether they opened it.
LEFT = {"dirk": (3, True), "truus": (12, False)}
NEVER = {"johan", "noor", "willem"}


def write_invitations(registrations: list[Registration], now: datetime) -> None:
    """Bring in one invitation for each who was ever invited. Inside a job scope."""
    for registration in registrations:
        invitation_id = demo_id("invitation", f"{registration.house}/{registration.key}")
        if registration.key in NEVER:
            continue
        chance = Random(registration.number)
        days, is_opened = LEFT.get(registration.key, (chance.randint(15, MONTHS * 21), registration.account))
        clock = f"{chance.randint(8, 16):02}.{chance.randint(0, 59):02}"
        sent_at = working(days, clock).at(now)
        _write(registration, invitation_id, sent_at, is_opened=is_opened)


def invite_now(key: str, house: str) -> None:
    """Invite somebody for real: the e-mail, with its link, comes in the post box of the demo. In a job scope."""
    patient = Patient.objects.get(id=demo_id("patient", f"{house}/{key}"))
    code = next(poli.code for poli in POLIS if poli.house == house)
    invite_patient(
        member=None,
        looker=Looker(label="", role="platform"),
        patient=patient,
        department=Department.objects.get(id=demo_id("department", code)),
    )


def _write(registration: Registration, invitation_id: UUID, sent_at: datetime, *, is_opened: bool) -> None:
    patient = Patient.objects.get(id=patient_id(registration))
    opened_at = sent_at + timedelta(hours=5) if is_opened else None
    code = next(poli.code for poli in POLIS if poli.house == registration.house)
    Invitation.objects.create(
        id=invitation_id,
        patient=patient,
        department_id=demo_id("department", code),
        email=patient.email,
        mobile=patient.mobile,
        # Nobody knows the link.
        token_hash=sha256(token_bytes(32)).digest(),
        sent_at=sent_at,
        opened_at=opened_at,
        activated_at=opened_at if registration.account else None,
        expires_at=sent_at + VALID,
    )
    Invitation.objects.filter(id=invitation_id).update(created_at=sent_at)
