"""An operator creates an organisation and invites its first admin; nobody else finds a page here."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection
from django.test.utils import CaptureQueriesContext

from operators.models import Deed
from rowsecurity.scopes import gate_scope, job_scope
from tenants import directory
from tenants.models import Membership, StaffInvitation
from tests.cast import make_member, make_person, signed_in
from tests.operators.test_clock import clinic, database, operator  # noqa: F401

PAGE = "/platform/organisaties/"


def fields(slug: str) -> dict[str, str]:
    return {
        "name": "De Nieuwe Brug",
        "slug": slug,
        "kind": "hospital",
        "region": "gelderland",
        "phone": "030 765 43 21",
        "given_name": "Nora",
        "family_name": "Dekker",
        "email": "Nora@nieuwebrug.example",
    }


def test_an_organisation_is_created_and_its_first_admin_invited(operator):  # noqa: F811
    slug = f"brug-{uuid4().hex[:8]}"

    page = signed_in(operator).post(f"{PAGE}nieuw/", fields(slug), follow=True).text

    assert "nora@nieuwebrug.example" in page
    organisation = directory.by_slug(slug)
    assert organisation.region == "gelderland"
    with job_scope(organisation.id):
        invitation = StaffInvitation.objects.get()
        assert invitation.roles == ["admin"] and invitation.invited_by is None
    with gate_scope(operator.id):
        assert Deed.objects.filter(what="created", reason=slug).exists()
    assert f"liet de organisatie {slug} maken" in signed_in(operator).get(PAGE).text


def test_an_address_that_is_taken_is_refused_in_its_place(operator, clinic):  # noqa: F811
    answer = signed_in(operator).post(f"{PAGE}nieuw/", fields(clinic.house.organisation.slug))

    assert answer.status_code == 422 and "Er is al een organisatie met dit adres" in answer.text


def test_a_first_admin_is_invited_anew_until_one_is_in(operator, clinic):  # noqa: F811
    slug = f"brug-{uuid4().hex[:8]}"
    client = signed_in(operator)
    client.post(f"{PAGE}nieuw/", fields(slug))

    client.post(f"{PAGE}{slug}/", fields(slug) | {"email": "otto@nieuwebrug.example"})

    organisation = directory.by_slug(slug)
    with job_scope(organisation.id):
        open_ones = StaffInvitation.objects.filter(withdrawn_at=None)
        assert [each.email for each in open_ones] == ["otto@nieuwebrug.example"]
    admin = make_person("Nora")
    with job_scope(organisation.id):
        Membership.objects.create(person=admin, roles=["admin"], job_title="beheerder", display_name="Nora")
    assert client.post(f"{PAGE}{slug}/", fields(slug)).status_code == 409
    assert "Er is een beheerder" in client.get(f"{PAGE}{slug}/").text


def test_nobody_else_creates_one(clinic):  # noqa: F811
    stranger = make_person("Mallory")
    with job_scope(clinic.house.id):
        make_member(stranger, department=clinic.house.department, roles=["admin"])
    client = signed_in(stranger)

    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}nieuw/", fields("planted")).status_code == 404
    assert directory.by_slug("planted") is None
    refused = pytest.raises(ProgrammingError, match="for operators only")
    with refused, gate_scope(stranger.id), connection.cursor() as cursor:
        cursor.execute("SELECT operator_did('x', 'created', 'planted')")


def test_more_organisations_cost_no_more_statements(operator):  # noqa: F811
    client = signed_in(operator)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as before:
        client.get(PAGE)
    for _each in range(2):
        client.post(f"{PAGE}nieuw/", fields(f"brug-{uuid4().hex[:8]}"))

    with CaptureQueriesContext(connection) as after:
        assert client.get(PAGE).text.count("De Nieuwe Brug") >= 2

    assert len(after) == len(before)
