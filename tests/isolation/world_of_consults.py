"""A department that charges, and a conversation of each patient that was told so and marked."""

from __future__ import annotations

from consults.models import Charging, Told, WrittenConsult
from tests.isolation.world import PATIENTS, Side


def seed(side: Side) -> None:
    department_id = side.things["department_id"]["house"]
    Charging.objects.create(department_id=department_id)
    for name in PATIENTS:
        conversation_id = side.things["conversation_id"][name]
        Told.objects.create(conversation_id=conversation_id)
        WrittenConsult.objects.create(
            conversation_id=conversation_id,
            patient_id=side.things["patient_id"][name],
            department_id=department_id,
            marked_by_id=side.things["membership_id"]["staff"],
            replaces="first",
        )
