"""When it is counted again, and of whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitoring_export import tasks
from monitoring_export.actions.counting import count_days_if_due
from monitoring_export.models import UsageCounted, UsageFigure
from rowsecurity.scopes import job_scope
from tests import cast
from tests.monitoring_export.conftest import count, talk


def conversations(house):
    with job_scope(house.id):
        return sum(row.number for row in UsageFigure.objects.filter(span="d", key="conversations"))


def test_two_organisations_never_mix(busy):
    lindeborg, waterkant = busy
    count(lindeborg)

    assert (conversations(lindeborg), conversations(waterkant)) == (3, 0)
    with job_scope(waterkant.id):
        assert UsageFigure._base_manager.count() == 0


def test_a_poke_counts_what_is_new_of_everybody(busy):
    lindeborg, waterkant = busy
    tasks.poke()
    assert (conversations(lindeborg), conversations(waterkant)) == (3, 1)
    talk(lindeborg, "Bob")
    with job_scope(lindeborg.id):
        UsageCounted.objects.update(seconds=0)

    tasks.poke()

    assert conversations(lindeborg) == 4


def test_what_took_long_to_count_rests(lindeborg):
    count(lindeborg)
    talk(lindeborg, "Bob")

    with job_scope(lindeborg.id):
        UsageCounted.objects.update(seconds=60)
        assert count_days_if_due(organisation_id=lindeborg.id) == 0
        UsageCounted.objects.update(seconds=0)
        assert count_days_if_due(organisation_id=lindeborg.id) > 0


def test_nothing_new_is_not_counted_again(lindeborg):
    count(lindeborg)

    with job_scope(lindeborg.id):
        told = UsageCounted.objects.get()
        UsageCounted.objects.update(seconds=0, horizon=told.counted_at + timedelta(minutes=1))
        assert count_days_if_due(organisation_id=lindeborg.id) == 0


@pytest.mark.parametrize("houses", [1, 3])
def test_every_organisation_is_looked_at(db, houses):
    from monitoring_export.directory import organisation_ids

    made = {cast.make_organisation(f"house-{number}").id for number in range(houses)}

    assert made <= set(organisation_ids())
