"""Figures of days, and what they are counted from."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from conversations.models import Conversation
from monitoring_export.days import count_days
from monitoring_export.models import (
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
