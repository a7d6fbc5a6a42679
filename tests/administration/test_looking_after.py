"""Tokens shown once and ended at once, what a colleague sees, and a sample that everybody sees alike."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from administration.sampling import SIZE, sample
from integrations.actions.tokens import system_by_token
from integrations.models import ApiToken
from rowsecurity.scopes import job_scope, organisation_scope
from tenants.roles import Role
from tests import cast

TOKENS = "/org/lindeborg/organisatie/koppelingen/"
LINE = """
INSERT INTO audit_accesslogentry (id, organisation_id, at, event, action, actor_id, actor_label, role,
  ground, patient_id, object_type, source)
SELECT gen_random_uuid(), %s, %s, 'conversation.read', 'R', %s, 'Marieke', 'clinician', '', %s,
  'conversation', ''
FROM generate_series(1, 60)"""


@pytest.fixture
def ingrid(lindeborg):
    person = cast.make_person("Ingrid")
    with job_scope(lindeborg.id):
        return cast.make_member(person, department=lindeborg.department, roles=[Role.ADMIN])


@pytest.fixture
def admin(ingrid):
    return cast.signed_in(ingrid.person)


def test_a_token_is_shown_once_and_ended_at_once(lindeborg, admin):
    page = admin.post(TOKENS, {"label": "Patiëntendossier"}).text
    token = re.search(r"bd_[\w-]+", page).group()

    assert token not in admin.get(TOKENS).text
    assert system_by_token(token).organisation_id == lindeborg.id
    again = admin.post(TOKENS, {"label": "Patiëntendossier"})
    assert again.status_code == 422 and "Kies een andere" in again.text
    with job_scope(lindeborg.id):
        known = ApiToken.objects.get()
    admin.post(f"{TOKENS}{known.id}/einde/")
    assert system_by_token(token) is None
    assert admin.post(f"{TOKENS}{uuid4()}/einde/").status_code == 404


def test_an_admin_sees_what_a_colleague_sees_and_nothing_of_patients(lindeborg, admin):
    marieke = lindeborg.staff["Marieke"]

    page = admin.get(f"/org/lindeborg/medewerkers/{marieke.id}/ziet/").text

    may, may_not = page.split("Mag niet")
    assert "leest gesprekken en bestanden van patiënten" in may and "Reumatologie" in may
    assert "leest het toegangslog" in may_not
    assert (
        cast.signed_in(marieke.person).get(f"/org/lindeborg/medewerkers/{marieke.id}/ziet/").status_code
        == 403
    )


def test_everybody_who_looks_this_week_sees_the_same_sample(lindeborg, ingrid, admin):
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    at = timezone.now().replace(hour=12) - timedelta(days=timezone.localdate().weekday() + 3)
    with job_scope(lindeborg.id), connection.cursor() as cursor:
        patient = lindeborg.patients["Alice"].id
        cursor.execute(LINE, [lindeborg.id, at, lindeborg.staff["Marieke"].person_id, patient])
    with organisation_scope(lindeborg.id, ingrid.person_id):
        first, again = sample(monday), sample(monday + timedelta(days=6))
        other_week = sample(monday + timedelta(days=7))

    assert len(first) == SIZE and [line.id for line in first] == [line.id for line in again]
    assert not {line.id for line in other_week} & {line.id for line in first}
    assert admin.get("/org/lindeborg/toegangslog/steekproef/").text.count("Marieke") == SIZE
    marieke = cast.signed_in(lindeborg.staff["Marieke"].person)
    assert marieke.get("/org/lindeborg/toegangslog/steekproef/").status_code == 403
