"""Figures of days, and what they are counted from."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from conversations.models import Conversation
from downloads import places
from downloads.models import Download, DownloadPiece
from monitoring_export import places as own_places
from monitoring_export.days import count_days
from monitoring_export.models import (
    Delivery,
    DeliveryAttempt,
    ShownFigure,
    ShownGroup,
    UsageChange,
    UsageContacts,
    UsageFigure,
    UsagePerson,
    UsagePersons,
    UsageRestatement,
    UsageTelemonitored,
    UsageTraits,
    UsageUnread,
    UsageWait,
)
from tenants import envelope
from tenants.models import Department
from tests.isolation.world import PATIENTS, Side

DAY = date(2020, 1, 1)


def seed(side: Side) -> None:
    """Everything counted, and a row of each table on a day of long ago."""
    count_days(organisation_id=side.id)
    department, talk = Department.objects.first(), Conversation.objects.first()
    of_department = {"department": department}
    UsageFigure.objects.create(span="d", starts_on=DAY, key="conversations", number=1, **of_department)
    UsageContacts.objects.create(day=DAY, numbers=[0], **of_department)
    UsagePersons.objects.create(month=DAY, bits=b"\x01", **of_department)
    UsageTraits.objects.get_or_create(defaults={"births": b"\x01", "languages": b"\x01"})
    UsageChange.objects.create(moment=timezone.now())
    UsageRestatement.objects.create(day=DAY, key="conversations", before=1, after=2, **of_department)
    seed_what_goes_out(side)
    now = timezone.now()
    UsageWait.objects.create(conversation=talk, asked_at=now, due_at=now, answered_at=now, **of_department)
    UsageUnread.objects.create(conversation=talk, number=9_000, sent_on=DAY)
    for number, name in enumerate(PATIENTS):
        patient_id = side.things["patient_id"][name]
        # Numbers of its own, so that a clash never stands for a refusal.
        own = {"number": 100 + side.id.int % 100_000 + number}
        UsagePerson.objects.update_or_create(patient_id=patient_id, defaults=own)
        UsageTelemonitored.objects.create(
            patient_id=patient_id, condition=department.id, day=DAY, **of_department
        )


def seed_what_goes_out(side: Side) -> None:
    """A file of figures of some of the team, and a delivery with its attempts; each with a word in it."""
    for name in ("mona", "adam", "desi"):
        content = side.word(name).encode()
        file = Download.objects.create(
            kind=Download.Kind.USAGE, person=side.people[name], form="xlsx", wish="stap=dag", parts=1, done=1,
            state=Download.State.READY, expires_at=timezone.now() + timedelta(days=1), size=len(content),
        )  # fmt: skip
        sealed = envelope.seal(side.id, places.piece(file.id, 0), b64encode(content).decode())
        DownloadPiece.objects.create(download=file, number=0, sealed=sealed)
        side.tell("usage_file_id", name, file.id)
        if name == "mona":
            side.tell("usage_file_id", "staff", file.id)
    delivery = Delivery(
        id=uuid4(), way="mail", every="month", by="department", form="csv", figures=["conversations"],
        agreed_by=side.word("staff"), period=date(2026, 1, 1), due_at=timezone.now() + timedelta(days=30),
    )  # fmt: skip
    address = f"{side.word('staff').lower()}@example.org"
    delivery.address_sealed = envelope.seal(side.id, own_places.address(delivery.id), address)
    delivery.save(force_insert=True)
    DeliveryAttempt.objects.create(delivery=delivery, period=delivery.period, result="unreachable")
    side.tell("usage_delivery_id", "staff", delivery.id)
    cells = [["organisation", None, 20, 20, True]]
    ShownFigure.objects.create(step="month", starts_on=DAY, figure="conversations", cells=cells)
    ShownGroup.objects.create(quarter=DAY, department=Department.objects.first(), groups={"region": None})
