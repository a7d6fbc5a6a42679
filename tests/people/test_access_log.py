"""The patient reads who looked, in plain words; the admin reads the log, and leaves a line doing so."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.actions import Looker, record
from audit.models import AccessLogEntry
from rowsecurity.scopes import Scope, job_scope, open_scope
from tenants.models import Membership
from tests.cast import House, make_member, make_person, signed_in


def look(house: House, name: str, *, event: str = "conversation.read", who: str = "Marieke · nurse") -> None:
    staff = house.staff[next(iter(house.staff))]
    with open_scope(Scope("bd_staff", house.id, staff.person_id)):
        record(
            looker=Looker(label=who, role="clinician", source="192.0.2.7"),
            organisation_id=house.id,
            event=event,
            action="R",
            object_type="conversation",
            patient_id=house.patients[name].id,
        )


def admin(house: House) -> Membership:
    person = make_person("Adam")
    with job_scope(house.id):
        return make_member(person, department=house.department, roles=["admin"])


def test_a_patient_reads_who_looked_and_nothing_of_others(lindeborg, waterkant):
    look(lindeborg, "Alice")
    look(lindeborg, "Alice")
    look(lindeborg, "Bob", who="Somebody · else")
    look(waterkant, "Mallory", who="Nadia · nurse")

    page = signed_in(lindeborg.patients["Alice"].person).get("/mijn/wie-keek/").content.decode()

    assert "Marieke · nurse" in page
    assert "(2 keer)" in page
    assert "las een gesprek" in page
    assert "Lindeborg" in page
    assert "Somebody" not in page
    assert "Nadia" not in page


def test_who_has_no_lines_is_told_so(lindeborg):
    page = signed_in(lindeborg.patients["Bob"].person).get("/mijn/wie-keek/").content.decode()

    assert "Nog niemand keek in uw gegevens" in page


def test_the_number_of_statements_does_not_grow_with_the_lines(lindeborg):
    client = signed_in(lindeborg.patients["Alice"].person)
    counts = []
    for _ in (1, 2):
        for number in range(3):
            look(lindeborg, "Alice", who=f"Nurse {number}")
        client.get("/mijn/wie-keek/")
        with CaptureQueriesContext(connection) as counter:
            client.get("/mijn/wie-keek/")
        counts.append(len(counter))

    assert counts[0] == counts[1]


def test_an_admin_finds_lines_by_patient_and_leaves_one(lindeborg):
    look(lindeborg, "Alice")
    look(lindeborg, "Bob", who="Somebody · else")
    number = lindeborg.patients["Alice"].number

    page = signed_in(admin(lindeborg).person).get("/org/lindeborg/toegangslog/", {"number": number})

    assert "Marieke" in page.content.decode()
    assert "Somebody" not in page.content.decode()
    with job_scope(lindeborg.id):
        line = AccessLogEntry.objects.get(event="access_log.read")
        assert line.patient_id == lindeborg.patients["Alice"].id
        assert line.role == "admin"


def test_the_log_is_for_admins_of_the_organisation_only(lindeborg, waterkant):
    nurse = signed_in(lindeborg.staff["Marieke"].person)
    stranger = signed_in(admin(waterkant).person)

    assert nurse.get("/org/lindeborg/toegangslog/").status_code == 403
    assert stranger.get("/org/lindeborg/toegangslog/").status_code == 404
