"""Histograms of an older version become one row each, while others read, and as often as it takes."""

from __future__ import annotations

import os
from importlib import import_module

import psycopg
import pytest
from django.db import OperationalError, connection

from beterdichtbij import environment
from tests.cast import make_house
from tests.isolation.databases import as_owner, own_database

migration = import_module("monitoring_export.migrations.0009_a_histogram_in_one_row")
TABLE = migration.TABLE
AS_BEFORE = f"""
ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {TABLE} ADD step smallint NOT NULL DEFAULT 0;
DROP INDEX one_figure_of_a_day;
CREATE UNIQUE INDEX one_figure_of_a_day ON {TABLE}
  (organisation_id, span, starts_on, department_id, key, step) NULLS NOT DISTINCT;
ALTER TABLE {TABLE} DROP steps;
"""
ROW = f"""
INSERT INTO {TABLE} (id, organisation_id, span, starts_on, department_id, key, step, number)
VALUES (gen_random_uuid(), %s, 'd', '2020-01-01', %s, %s, %s, %s)
"""
STEPS = (("first_answer", 3, 10), ("first_answer", 7, 20), ("first_answer", 9, 1), ("messages_team", 0, 5))


@pytest.fixture
def houses(django_db_setup, django_db_blocker):
    """Two organisations in a database as it was, with a histogram of three steps and a number each."""
    with django_db_blocker.unblock(), own_database("histograms", row_security=True):
        made = [
            make_house(name, patients=["Alice"], staff=["Marieke"]) for name in ("waterkant", "lindeborg")
        ]
        with as_owner() as owner:
            owner.execute(AS_BEFORE + "SET CONSTRAINTS ALL IMMEDIATE")
            for house in made:
                for key, step, number in STEPS:
                    owner.execute(ROW, [house.id, house.department.id, key, step, number])
            owner.execute(migration.FORCED)
            owner.commit()
        yield made


@pytest.fixture
def by_the_owner(houses):
    """What migrates is the owner, on whom row security is forced."""
    runtime, owner = connection.settings_dict, environment.database("DATABASE_OWNER_URL")
    kept = {key: runtime[key] for key in ("USER", "PASSWORD", "OPTIONS")}
    connection.close()
    connection.close_pool()
    runtime |= {"USER": owner["USER"], "PASSWORD": owner["PASSWORD"], "OPTIONS": {}}
    yield
    connection.close()
    runtime |= kept


def run(*parts):
    with connection.schema_editor(atomic=False) as editor:
        for part in parts:
            part(None, editor)


def rows():
    with as_owner() as owner:
        owner.execute(f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY")
        found = owner.execute(
            f"SELECT organisation_id, key, number, steps FROM {TABLE} WHERE starts_on = '2020-01-01'"
        )
        return sorted(found.fetchall(), key=str)


def shape():
    """Whether row security is forced, and what is unique."""
    with as_owner() as owner:
        forced = owner.execute(f"SELECT relforcerowsecurity FROM pg_class WHERE oid = '{TABLE}'::regclass")
        (is_forced,) = forced.fetchone()
        unique = owner.execute(
            f"SELECT indexdef FROM pg_indexes WHERE tablename = '{TABLE}' AND indexname LIKE 'one_figure%'"
        )
        return is_forced, [each.split(" USING ")[1] for (each,) in unique.fetchall()]


def expected(houses):
    steps = {"3": 10, "7": 20, "9": 1}
    made = [
        row for each in houses
        for row in ((each.id, "first_answer", 31, steps), (each.id, "messages_team", 5, None))
    ]  # fmt: skip
    return sorted(made, key=str)


def test_steps_come_together_for_every_organisation_also_when_it_is_begun_again(houses, by_the_owner):
    now = [True, ["btree (organisation_id, span, starts_on, department_id, key) NULLS NOT DISTINCT"]]
    run(migration.move)
    assert rows() == expected(houses) and shape()[0]
    run(migration.move, migration.swap)
    assert list(shape()) == now
    # As after an error in between: what is done is left as it is.
    run(migration.move, migration.swap)
    assert rows() == expected(houses) and list(shape()) == now


def test_who_reads_for_long_stops_it_and_is_not_waited_for(houses, by_the_owner):
    name = connection.settings_dict["NAME"]
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=name) as reader:
        reader.execute(f"SELECT count(*) FROM {TABLE}")
        with pytest.raises(OperationalError, match="lock timeout"):
            run(migration.move)
        assert reader.execute(f"SELECT count(*) FROM {TABLE}").fetchone()
    assert shape()[0]
    run(migration.move, migration.swap)
    assert rows() == expected(houses)
