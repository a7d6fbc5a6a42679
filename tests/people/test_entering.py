"""The short way in for a member: only with a session that is proven, alive and noted, and never further."""

from __future__ import annotations

import os
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from people.entering import at_work
from people.sessions import SessionStore
from rowsecurity.scopes import current_scope


@pytest.fixture
def marieke(lindeborg):
    return lindeborg.staff["Marieke"]


def session_of(person, **how) -> SessionStore:
    session = SessionStore()
    session.sign_in(person.id, **{"is_verified": True, "is_strong": True} | how)
    session.save()
    return SessionStore(session.session_key)


def test_a_member_is_at_work_with_membership_and_session(lindeborg, marieke):
    session = session_of(marieke.person)
    with at_work(session, lindeborg.id) as membership:
        assert (membership, membership.person) == (marieke, marieke.person)
        assert current_scope().actor_id == marieke.person_id
    assert session.person_id == marieke.person_id
    assert session.is_verified and session.was_verified_within(timedelta(minutes=1))


def test_who_is_no_member_or_showed_one_factor_or_nothing_gets_no_scope_to_work_in(lindeborg, waterkant):
    marieke = lindeborg.staff["Marieke"].person
    half, stranger = session_of(marieke, is_verified=False), session_of(marieke)
    for session, house in ((half, lindeborg), (stranger, waterkant), (SessionStore("x" * 43), lindeborg)):
        with at_work(session, house.id) as membership:
            assert membership is None
        assert session.person_id is None


def test_without_a_session_the_database_knows_nobody(lindeborg):
    with at_work(SessionStore("x" * 43), lindeborg.id), connection.cursor() as cursor:
        cursor.execute("SELECT current_user, app_organisation(), app_actor()")
        assert cursor.fetchone() == ("bd_gate", None, None)


MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# Whether it is verified, how long ago it was noted, until when it lives, its idle limit; both doors.
SESSIONS = {
    "in use": (True, MINUTE / 2, HOUR, HOUR, True, True),
    "one factor": (False, MINUTE / 2, HOUR, HOUR, False, True),
    "past its end": (True, MINUTE / 2, -HOUR, HOUR, False, False),
    "idle": (True, MINUTE / 2, HOUR, MINUTE / 4, False, False),
    "not noted lately": (True, 2 * MINUTE, HOUR, HOUR, False, True),
}


@pytest.mark.parametrize("case", SESSIONS)
def test_the_short_way_opens_to_nobody_whom_the_long_way_refuses(db, case):
    is_verified, ago, left, idle, short, long = SESSIONS[case]
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=connection.settings_dict["NAME"]) as owner:
        owner.execute("SET ROLE bd_door_gate")
        owner.execute(
            """INSERT INTO people_session
                 (key_hash, person_id, is_verified, data, label, created_at, seen_at, expires_at, idle_limit)
               VALUES ('k', %s, %s, '', '', now(), now() - %s, now() + %s, %s)""",
            [uuid4(), is_verified, ago, left, idle],
        )
        found = [
            bool(owner.execute(f"SELECT * FROM {door}('k')").fetchall())
            for door in ("session_in_use", "session_load")
        ]
        owner.rollback()
    assert found == [short, long]
