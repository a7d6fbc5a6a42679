"""The log as written is intact; every later change is noticed, also one by who owns the tables."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from io import StringIO
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from audit.actions import Looker, record
from audit.models import Seal
from audit.sealer import seal, seal_all, verify
from rowsecurity.scopes import job_scope
from tests import cast
from tests.isolation.databases import as_owner, own_database

PATIENT = uuid4()


@pytest.fixture(scope="module")
def _database(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    # Seals cover what is committed, so these tests commit, in a database of their own.
    with django_db_blocker.unblock(), own_database("sealed", row_security=True):  # type: ignore[attr-defined]
        yield


@pytest.fixture(autouse=True)
def _data_folder(settings: pytest.FixtureRequest, tmp_path: pytest.FixtureRequest) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def house(_database: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[UUID]:
    """An organisation whose log has two links of three lines."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        organisation_id = cast.make_organisation(f"sealed-{uuid4().hex[:8]}").id
        for _ in range(2):
            write(organisation_id, 3)
            assert seal(organisation_id)
        yield organisation_id


def write(organisation_id: UUID, lines: int) -> None:
    for _ in range(lines):
        with job_scope(organisation_id):
            record(
                looker=Looker(label="Marieke", role="clinician"),
                organisation_id=organisation_id,
                event="conversation.read",
                action="R",
                object_type="conversation",
                object_id=uuid4(),
                patient_id=PATIENT,
            )


TABLES = ("audit_accesslogentry", "audit_seal", "audit_cleared")


def tamper(statement: str, *parameters: object) -> None:
    """As the owner of the tables, row security not forced: the worst there is short of a superuser."""
    with as_owner() as connection:
        for table in TABLES:
            connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        connection.execute(statement.encode(), parameters)
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        connection.commit()


NEWEST = "SELECT id FROM audit_accesslogentry WHERE organisation_id = %s ORDER BY tx LIMIT 1"


def test_the_log_as_written_is_intact(house):
    verdict = verify(house)

    assert verdict.is_intact
    assert (verdict.links, verdict.lines) == (2, 6)


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE audit_accesslogentry SET actor_label = 'Nobody' WHERE id = ({NEWEST})",
        f"UPDATE audit_accesslogentry SET at = at - interval '1 day' WHERE id = ({NEWEST})",
        f"DELETE FROM audit_accesslogentry WHERE id = ({NEWEST})",
        "DELETE FROM audit_seal WHERE number = 1 AND organisation_id = %s",
        "UPDATE audit_seal SET lines = lines - 1 WHERE number = 2 AND organisation_id = %s",
    ],
)
def test_a_change_is_noticed(house, statement):
    tamper(statement, house)

    assert not verify(house).is_intact


def test_a_line_put_in_the_past_is_noticed(house):
    write(house, 1)
    tamper(
        "WITH ours AS (SELECT min(tx) AS oldest, max(tx) AS newest FROM audit_accesslogentry"
        " WHERE organisation_id = %s)"
        " UPDATE audit_accesslogentry e SET tx = oldest FROM ours WHERE tx = newest",
        house,
    )

    assert not verify(house).is_intact


def test_a_line_moved_to_another_organisation_is_noticed_in_the_log_it_left(house):
    other = cast.make_organisation(f"other-{uuid4().hex[:8]}").id
    tamper(f"UPDATE audit_accesslogentry SET organisation_id = %s WHERE id = ({NEWEST})", other, house)

    assert not verify(house).is_intact


def test_a_tail_cut_off_with_its_links_is_noticed_from_outside(house):
    tamper(
        "WITH cut AS (DELETE FROM audit_seal WHERE organisation_id = %s AND number = 2 RETURNING low)"
        " DELETE FROM audit_accesslogentry e USING cut"
        " WHERE e.organisation_id = %s AND e.tx >= cut.low::text::xid8",
        house,
        house,
    )

    assert "outside" in verify(house).broken


def pretend_cleared(house: UUID, *, lines: int = 3, moment: str = "now()") -> None:
    """As the owner of the tables: the lines of the first link go, with a mark that their term was over."""
    tamper(
        "WITH gone AS (SELECT low, high FROM audit_seal WHERE organisation_id = %s AND number = 1)"
        " DELETE FROM audit_accesslogentry e USING gone WHERE e.organisation_id = %s"
        " AND e.tx >= gone.low::text::xid8 AND e.tx < gone.high::text::xid8",
        house,
        house,
    )
    tamper(
        "INSERT INTO audit_cleared (id, organisation_id, through, lines, cleared_at)"
        f" VALUES (gen_random_uuid(), %s, 1, %s, {moment})",
        house,
        lines,
    )


BACKDATE = (
    "UPDATE audit_seal SET sealed_at = now() - interval '6 years' WHERE organisation_id = %s AND number = 1"
)


@pytest.mark.parametrize("moment", ["now()", "timestamptz '2035-01-01'"], ids=["now", "ahead"])
def test_a_mark_over_a_link_that_is_young_is_not_believed(house, moment):
    pretend_cleared(house, moment=moment)

    assert "link 1 of" in verify(house).broken


@pytest.mark.parametrize(
    ("lines", "moment"), [(2, "now()"), (3, "now() + interval '9 years'")], ids=["too few", "ahead"]
)
def test_a_mark_that_is_ahead_or_counts_otherwise_is_not_believed(house, lines, moment):
    pretend_cleared(house, lines=lines, moment=moment)
    tamper(BACKDATE, house)

    assert "link 1 of" in verify(house).broken


def test_a_link_that_is_made_older_is_noticed_from_outside(house, settings):
    pretend_cleared(house)
    tamper(BACKDATE, house)
    (kept,) = (settings.DATA_DIR / "seals" / str(house)).iterdir()
    last = json.loads(kept.read_text())
    with job_scope(house):
        first = bytes(Seal.objects.get(number=1).digest).hex()
    # As it is kept when the two links are of two days.
    kept.with_name("2026-01-01.json").write_text(json.dumps(last | {"number": 1, "digest": first}))

    assert "outside says later" in verify(house).broken


def test_a_line_that_is_committed_late_is_sealed_later_and_not_missed(house):
    late = connections.create_connection("default")
    with late.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "SELECT set_config('role', 'bd_job', true), set_config('app.organisation', %s, true)",
            [str(house)],
        )
        cursor.execute(
            "INSERT INTO audit_accesslogentry (id, event, action, actor_label, role, ground, object_type,"
            " source) VALUES (gen_random_uuid(), 'late', 'R', '', '', '', '', '')"
        )
        write(house, 2)
        seal_all()
        cursor.execute("COMMIT")
    late.close()
    seal_all()

    verdict = verify(house)
    assert verdict.is_intact
    assert verdict.lines == 9


def test_what_has_nothing_new_gets_no_link(house):
    assert seal(house) is None


def test_the_command_names_the_broken_log(_database, django_db_blocker):
    with django_db_blocker.unblock():
        slugs = [f"told-{uuid4().hex[:8]}" for _ in range(2)]
        ids = [cast.make_organisation(slug).id for slug in slugs]
        for organisation_id in ids:
            write(organisation_id, 1)
            seal(organisation_id)
        tamper(f"DELETE FROM audit_accesslogentry WHERE id = ({NEWEST})", ids[0])

        with pytest.raises(CommandError) as told:
            call_command("verify_access_log", stdout=StringIO())

    assert slugs[0] in str(told.value)
    assert slugs[1] not in str(told.value)


@pytest.mark.parametrize("role", ["bd_staff", "bd_job", "bd_participant", "bd_gate"])
@pytest.mark.parametrize("table", ["audit_accesslogentry", "audit_seal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_nothing_that_runs_can_change_the_log(house, role, table, statement):
    name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(os.environ["DATABASE_URL"], dbname=name) as connection:
        connection.execute(
            "SELECT set_config('role', %s, true), set_config('app.organisation', %s, true)",
            [role, str(house)],
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.format(table).encode())
