"""How far invitations get, per department and month; who stops where; who comes today and is not in."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import AccessLogEntry
from monitoring_export import months
from onboarding import funnel
from people.models import Invitation
from rowsecurity.scopes import job_scope, organisation_scope
from tests import cast
from tests.onboarding.conftest import book


@pytest.fixture
def desk(lindeborg):
    return cast.signed_in(lindeborg.staff["Marieke"].person)


def invited(house, name: str, **about) -> None:
    """A patient who came as far as this."""
    with job_scope(house.id):
        patient = cast.make_patient(name, number=name)
        again(house, patient, **about)


def again(house, patient, **about) -> None:
    now = timezone.now()
    Invitation.objects.create(
        patient=patient,
        department=house.department,
        email=patient.email,
        mobile=patient.mobile,
        token_hash=uuid4().bytes,
        expires_at=now + timedelta(days=7),
        **({"sent_at": now} | about),
    )


def test_a_patient_counts_once_with_the_furthest_step(lindeborg, waterkant):
    now = timezone.now()
    invited(lindeborg, "Piet")
    invited(lindeborg, "Jan", opened_at=now)
    invited(lindeborg, "Klaas", opened_at=now, codes_sent=1, proven_at=now, activated_at=now)
    invited(waterkant, "Elsewhere")
    with job_scope(lindeborg.id):
        klaas = Invitation.objects.get(patient__number="Klaas").patient
        again(lindeborg, klaas)
        again(lindeborg, klaas, sent_at=now - timedelta(days=70))
    with organisation_scope(lindeborg.id, lindeborg.staff["Marieke"].person_id):
        month = months.this_month()
        found = funnel.funnel(months.up_to(month, 12))
        assert found.together(month).values == [3, 2, 1, 0]
        assert found.of(month, lindeborg.department.id).share(1) == 33
        numbers = {row["step"]: row["number"] for row in funnel.stalls(month, None)}
        assert numbers == {1: 1, 2: 1, 3: 0, 4: 0, 5: 1}


def test_the_page_shows_figures_and_the_people_behind_a_step(lindeborg, desk):
    assert "Nog geen uitnodigingen" in desk.get("/org/lindeborg/uitnodigen/voortgang/").text
    invited(lindeborg, "Piet")
    page = desk.get("/org/lindeborg/uitnodigen/voortgang/").text
    assert "Reumatologie" in page and "stap=1" in page and "Piet" not in page
    behind = desk.get("/org/lindeborg/uitnodigen/voortgang/?stap=1").text
    assert "P. Jansen" in behind
    assert desk.get("/org/lindeborg/uitnodigen/voortgang/?stap=9&maand=x&afdeling=y").status_code == 200


def test_figures_take_as_many_statements_for_many_as_for_one(lindeborg, desk):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get("/org/lindeborg/uitnodigen/voortgang/")
            desk.get("/org/lindeborg/uitnodigen/voortgang/?stap=1")
        return len(captured)

    invited(lindeborg, "Piet")
    statements()  # the first reads the directory
    one = statements()
    for number in range(3):
        invited(lindeborg, f"Piet{number}")
    assert statements() == one


def test_the_desk_sees_who_comes_today_without_an_account(lindeborg, carla, desk):
    book(lindeborg, carla, days=0)
    book(lindeborg, lindeborg.patients["Alice"], days=0)
    book(lindeborg, lindeborg.patients["Bob"], days=1)
    page = desk.get("/org/lindeborg/uitnodigen/balie/").text
    assert "C. Jansen" in page and "A. Jansen" not in page and "niet uitgenodigd" in page
    with job_scope(lindeborg.id):
        assert AccessLogEntry.objects.filter(event="invitation.desk_list", patient_id=carla.id).count() == 1
    tomorrow = (timezone.localdate() + timedelta(days=2)).isoformat()
    assert "Iedereen doet mee" in desk.get(f"/org/lindeborg/uitnodigen/balie/?dag={tomorrow}").text
