"""The ground: no scope is an error, a scope shows its own rows and no others, and nothing nests."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from people.models import Patient
from rowsecurity.scopes import NoScope, job_scope, organisation_scope, person_scope


def test_without_a_scope_the_manager_raises(lindeborg):
    with pytest.raises(NoScope):
        Patient.objects.count()


def test_without_a_scope_the_database_refuses(lindeborg):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT count(*) FROM people_patient")


def test_staff_see_their_own_organisation_even_when_the_filter_is_forgotten(lindeborg, waterkant):
    with (
        organisation_scope(lindeborg.id, lindeborg.staff["Marieke"].person_id),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT given_name FROM people_patient ORDER BY 1")
        assert [name for (name,) in cursor.fetchall()] == ["Alice", "Bob"]


def test_a_patient_sees_one_registration_and_no_other(lindeborg, waterkant):
    with person_scope(lindeborg.patients["Alice"].person_id):
        assert [patient.given_name for patient in Patient.objects.all()] == ["Alice"]


def test_a_key_to_another_organisation_is_refused(lindeborg, waterkant):
    stranger = waterkant.patients["Mallory"]
    with (
        pytest.raises(Exception, match="foreign key"),
        job_scope(lindeborg.id),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "INSERT INTO people_representation (id, patient_id, person_id, ground, may_write, starts_at)"
            " VALUES (gen_random_uuid(), %s, %s, 'contact', false, now())",
            [stranger.id, stranger.person_id],
        )


def test_scopes_do_not_nest(lindeborg):
    with job_scope(lindeborg.id), pytest.raises(NoScope), job_scope(lindeborg.id):
        pass


def test_after_a_scope_inside_a_transaction_nothing_is_left(lindeborg):
    with job_scope(lindeborg.id):
        assert Patient.objects.count() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('app.organisation', true)")
        assert cursor.fetchone() == ("bd_test", "")
