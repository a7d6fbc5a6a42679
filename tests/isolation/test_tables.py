"""Every table by every role and verb: a real row of somebody else is not seen, changed, removed or copied."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from keeping import dossier, removing
from people.models import Patient
from rowsecurity.scopes import Scope, open_scope
from tests.isolation import attempts, reviewed
from tests.isolation.attempts import COLUMNS, Row
from tests.isolation.catalogue.tables import TABLES
from tests.isolation.world import SEEDS, Side, World

KEY = """
  SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
  WHERE i.indrelid = %s::regclass AND i.indisprimary"""
TENANT_KEYS = """
  SELECT a.attname FROM pg_constraint k
  JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
  WHERE k.conrelid = %s::regclass AND k.contype = 'f' AND array_length(k.conkey, 1) > 1
  AND a.attname <> 'organisation_id'"""
# Columns that say which person a row is of or by.
PERSONS = {"person_id", "author_id", "user_id", "actor_id"}


def tenant_tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES + "SELECT name FROM tables WHERE is_tenant ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def key_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(KEY, [table])
        return cursor.fetchone()[0]


def rows_of(side: Side, table: str) -> list[Row]:
    """The rows of one organisation, as its own staff or jobs read them."""
    key = key_of(table)
    for role in ("bd_job", "bd_staff"):
        scope = Scope(role, side.id, side.people["adam"].id)
        found = visible(scope, table, " WHERE organisation_id = app_organisation()")
        if found:
            return [Row(table, key, content) for content in found]
    return []


def visible(scope: Scope, table: str, where: str = "") -> list[dict]:
    """What a scope reads of a table, as JSON of the columns it may read."""
    with open_scope(scope), connection.cursor() as cursor:
        cursor.execute(f"{COLUMNS} AND has_column_privilege(a.attrelid, a.attnum, 'SELECT')", [table])
        columns = ", ".join(f'"{column}"' for (column,) in cursor.fetchall())
        if not columns:
            return []
        cursor.execute(f"SELECT to_jsonb(t)::text FROM (SELECT {columns} FROM {table}{where}) t")
        return [json.loads(content) for (content,) in cursor.fetchall()]


def strangers(world: World) -> list[tuple[str, Scope]]:
    """Everybody of this side, in each role a scope can have. None may reach a row of the other side."""
    here = world.here
    inside = [
        (f"{role} of this organisation", Scope(role, here.id, here.people["marieke"].id))
        for role in ("bd_staff", "bd_job")
    ]
    inside.append(
        ("bd_helpdesk of this organisation", Scope("bd_helpdesk", here.id, here.people["hella"].id))
    )
    persons = [
        (f"{name} as {role}", Scope(role, None, here.people[name].id))
        for role in ("bd_participant", "bd_gate")
        for name in ("alice", "rita", "marieke")
    ]
    nobody = [
        (f"nobody as {role}", Scope(role)) for role in ("bd_staff", "bd_job", "bd_participant", "bd_gate")
    ]
    return inside + persons + nobody


def test_every_tenant_table_has_rows_on_both_sides(world):
    names = ", ".join(seed.__name__ for seed in SEEDS)
    empty = [
        table for table in tenant_tables() for side in (world.here, world.there) if not rows_of(side, table)
    ]

    assert not empty, (
        f"Seed {sorted(set(empty))} in tests/isolation/world.py ({names}), else nothing is proven."
    )


WITH_MOMENTS = [each for each in dossier.GOES if dossier.moments(each[0])]


@pytest.mark.parametrize("table", WITH_MOMENTS, ids=[label for label, _lookups in WITH_MOMENTS])
def test_a_row_of_any_table_of_a_patient_keeps_their_file_as_long_as_it_is_young(world, table):
    """By the moments of the rows themselves, as the eraser sees them."""
    label, lookups = table
    with removing.eraser_scope(world.here.id):
        everybody = list(Patient.objects.values_list("id", flat=True))
        found = dossier.rows(label, lookups, everybody)
        dated = found.exclude(**dict.fromkeys(dossier.moments(label)))
        owners = {owner for lookup in lookups for owner in dated.values_list(lookup, flat=True)} - {None}
        long_ago, far_ahead = (timezone.now() + each * timedelta(days=40_000) for each in (-1, 1))
        assert found and dossier.changed_since(long_ago, everybody, (table,)) == owners
        assert dossier.changed_since(far_ahead, everybody, (table,)) == set()


def test_no_stranger_reaches_a_row_of_another_organisation(world):
    found = [
        f"{table}: {who} {verb.__name__}: {outcome}"
        for table in tenant_tables()
        for who, scope in strangers(world)
        for row in [row for row in rows_of(world.there, table) if not is_being_added(row, scope)][:2]
        for verb, target in trials(row, world, scope)
        if (outcome := verb(scope, target)) and not is_harmless(target, world, outcome)
    ]

    assert not found, "\n".join(found)


def is_being_added(row: Row, scope: Scope) -> bool:
    """Whether a row is a file that this very person is adding to a conversation shared with them."""
    return scope.role == "bd_participant" and row.content.get("uploader_id") == str(scope.actor_id)


def trials(row: Row, world: World, scope: Scope) -> list[tuple[Callable[[Scope, Row], str], Row]]:
    """To see, change and remove the row; to add one like it to theirs, to ours, and in one's own name."""
    again = row.changed(id=str(uuid.uuid4()))
    ours = again.changed(organisation_id=str(world.here.id))
    on_it = [(verb, row) for verb in (attempts.select, attempts.update, attempts.delete)]
    me = {column: str(scope.actor_id) for column in PERSONS & set(row.content) if scope.actor_id}
    patient = (
        {"patient_id": str(world.here.things["patient_id"]["alice"])} if "patient_id" in row.content else {}
    )
    mine = [again.changed(**me), again.changed(**me, **patient)] if me else []
    return [*on_it, *((attempts.insert, new) for new in (again, ours, *mine))]


def is_harmless(row: Row, world: World, outcome: str) -> bool:
    """A row of our own that names nothing of theirs may be made; a clash with our own rows tells nothing."""
    if row.content["organisation_id"] != str(world.here.id) or any(
        map(row.content.get, tenant_keys(row.table))
    ):
        return False
    return "row(s)" in outcome or "UniqueViolation" in outcome


def tenant_keys(table: str) -> list[str]:
    """Columns of the table that point at rows of an organisation."""
    with connection.cursor() as cursor:
        cursor.execute(TENANT_KEYS, [table])
        return [column for (column,) in cursor.fetchall()]


@pytest.mark.parametrize("name", ["alice", "rita"])
def test_a_patient_reaches_no_row_of_another_patient(world, name):
    """Same organisation, same department, and yet not theirs."""
    here = world.here
    scope = Scope("bd_participant", None, here.people[name].id)
    things = [ids["bob"] for ids in here.things.values() if isinstance(ids.get("bob"), uuid.UUID)]
    bobs = set(map(str, [here.people["bob"].id, *things]))
    found = [
        f"{table}: {verb.__name__}: {outcome}"
        for table in tenant_tables()
        for row in rows_of(here, table)
        if bobs & set(map(str, row.content.values()))
        for verb in (attempts.select, attempts.update, attempts.delete)
        if (outcome := verb(scope, row))
    ]

    assert not found, "\n".join(found)


def test_a_person_has_rows_of_their_own(world):
    """Without this the two tests above could pass because nobody sees anything."""
    here = world.here
    alice = Scope("bd_participant", None, here.people["alice"].id)
    staff = Scope("bd_staff", here.id, here.people["marieke"].id)
    patients = rows_of(here, "people_patient")

    assert [bool(attempts.select(alice, row)) for row in patients].count(True) == 1
    assert all(attempts.select(staff, row) for row in patients)


# The directory is public; counts and what operators do no role may read at all, which the catalogue proves.
NOBODYS = {
    "tenants_organisation",
    "people_attempt",
    *("carepaths_clocktally", "national_reader", "operators_deed", "operators_operator"),
}
PERSONAL = sorted(set(reviewed.CATALOGUE["table without organisation"]) - NOBODYS)


@pytest.mark.parametrize("table", PERSONAL)
def test_no_stranger_reaches_what_belongs_to_a_person(world, table):
    there = world.there.people["bob"]
    key = key_of(table)
    rows = [Row(table, key, content) for content in visible(Scope("bd_gate", None, there.id), table)]
    found = [
        f"{who} {verb.__name__}: {outcome}"
        for who, scope in strangers(world)
        for row in rows
        for verb, target in (
            (attempts.select, row),
            (attempts.update, row),
            (attempts.delete, row),
            (attempts.insert, row.changed(**{key: fresh(row.content[key])})),
        )
        if (outcome := verb(scope, target))
    ]

    assert rows, f"Seed {table} in tests/isolation/world_of_sign_in.py, else nothing is proven."
    assert not found, "\n".join(found)


def fresh(value: object) -> object:
    """Another value of the same kind, for a primary key."""
    return value + 1_000_000 if isinstance(value, int) else str(uuid.uuid4())


def test_the_directory_is_read_by_all_and_written_by_none(world):
    there = Row(
        "tenants_organisation", "id", visible(Scope("bd_staff", world.there.id), "tenants_organisation")[0]
    )
    there = there.changed(id=str(world.there.id))
    new = there.changed(id=str(uuid.uuid4()), slug="planted")
    found = [
        f"{who} {verb.__name__}: {outcome}"
        for who, scope in strangers(world)
        for verb, target in ((attempts.update, there), (attempts.delete, there), (attempts.insert, new))
        if (outcome := verb(scope, target))
    ]

    assert not found, "\n".join(found)


def test_the_helpdesk_has_no_right_on_what_is_said_or_treated(world):
    """Whatever a view asks: the work role may touch who somebody is, how they come in, and tickets."""
    query = """SELECT c.relname FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND (
        has_any_column_privilege('bd_helpdesk', c.oid, 'SELECT, INSERT, UPDATE')
        OR has_table_privilege('bd_helpdesk', c.oid, 'DELETE'))"""
    with connection.cursor() as cursor:
        cursor.execute(query)
        tables = {name for (name,) in cursor.fetchall()}

    assert tables == {
        "audit_accesslogentry",
        "helpdesk_numberchange",
        "helpdesk_ticket",
        "helpdesk_ticketentry",
        "notifications_notice",
        "people_invitation",
        "people_invitationkey",
        "people_patient",
        "people_person",
        "tenants_department",
        "tenants_membership",
        "tenants_organisation",
    }
