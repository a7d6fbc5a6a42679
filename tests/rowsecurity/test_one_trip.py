"""Statements that travel together answer as they would one by one."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from rowsecurity.kept import Kept
from rowsecurity.one_trip import one_trip
from rowsecurity.scopes import job_scope
from tenants.models import Department


def test_answers_come_back_in_any_order(lindeborg):
    kept = Kept(lambda: Department.objects.order_by("name"), {})
    with job_scope(lindeborg.id):
        for _often_enough_to_be_prepared in range(6):
            with one_trip(), connection.cursor() as cursor:
                first = connection.cursor()
                first.execute("SELECT %s::int", [1])
                departments = kept.ask({})
            assert departments.rows() == list(Department.objects.order_by("name"))
            assert first.fetchone() == (1,)
            assert cursor.closed


def test_what_fails_is_raised_at_its_end_by_the_name_django_gives_it(lindeborg):
    with pytest.raises(ProgrammingError), transaction.atomic(), one_trip():
        connection.cursor().execute("SELECT 1 FROM nowhere")
    with job_scope(lindeborg.id):
        assert Department.objects.exists()
