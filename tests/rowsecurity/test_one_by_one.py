"""One that fails does not stop the others."""

from __future__ import annotations

import logging

import pytest
from django.db import DataError

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
