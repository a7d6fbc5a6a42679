"""The post that goes out, and a hospital that books appointments."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from carepaths.actions.visits import VisitFacts, record_visit
from onboarding.models import InvitationRule
from rowsecurity.scopes import job_scope, organisation_scope
from tests import cast
from tests.people.conftest import _light_hashing, post  # noqa: F401


@pytest.fixture
def carla(lindeborg):
    """A patient of Lindeborg without an account."""
    with job_scope(lindeborg.id):
        return cast.make_patient("Carla", number="77")


def book(house, patient, *, days: float = 5, kind: str = "controle", **about):
    """An appointment as the hospital's system tells it."""
    with job_scope(house.id):
        facts = VisitFacts(
            starts_at=timezone.now() + timedelta(days=days), kind=kind, kind_name="Controle", **about
        )
        return record_visit(
            source=f"urn:test|{patient.id}|{kind}", patient=patient, department=house.department, facts=facts
        )


def set_rule(house, **about) -> None:
    """Turn the rule of the department on."""
    with organisation_scope(house.id, house.staff["Marieke"].person_id):
        InvitationRule.objects.create(department=house.department, **({"is_on": True} | about))
