"""One that fails does not stop the others, unless nothing can go on."""

from __future__ import annotations

import logging

import pytest
from django.db import DataError, OperationalError, connection

from rowsecurity.one_by_one import by_itself

logger = logging.getLogger("tests")


@pytest.mark.django_db
def test_a_fault_of_one_is_written_down_by_its_name(caplog):
    done = []
    for number in (1, 2, 3):
        with by_itself(logger, "work", number):
            if number == 2:
                raise DataError("words of somebody")
            done.append(number)

    assert done == [1, 3]
    assert caplog.messages == ["work of 2 failed: DataError"]


def test_without_the_database_nothing_goes_on(transactional_db):
    connection.ensure_connection()
    connection.connection.close()

    with pytest.raises(OperationalError), by_itself(logger, "work", 1), connection.cursor() as cursor:
        cursor.execute("SELECT 1")

    connection.close()
