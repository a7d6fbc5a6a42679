# ruff: noqa: E501  statements read better whole
"""Years of usage in a database: events of fifty organisations of very unequal size, made by SQL.

Runs in `manage.py shell` of a product that stands by itself. Rows go in as superuser, with triggers and indexes
at rest; messages go in day by day, as they would come, because a month is found among them by their order. Of the
messages only the indexes are built that counting uses. The world ends at the last midnight; its last day is the
day that is added later. What it is made of stays in tables of its own, so that another process can go on with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.utils import timezone
from psycopg import sql

from monitoring_export.counting import moment
from tests.load import fill

DEPARTMENTS = 30
# Of a hundred events: messages, conversations, question lists and measurements, and a sixth of a conversation
# each an invitation and a video visit, a twelfth a written consult.
LINES, TALKS, LISTS = 15, 0.06, 4
TABLES = (
    "people_person", "people_patient", "people_invitation", "conversations_conversation", "conversations_message",
    "conversations_readmark", "monitoring_export_usagewait", "video_videovisit", "video_seat",
    "questionnaires_questionnairerequest", "consults_writtenconsult",
)  # fmt: skip
UNREAD = "conversations_message"
OF_COUNTING = "usage_message_by_moment"

# While it is filled nothing has to outlive a fault.
FILLING = {
    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off",
    "checkpoint_timeout": "1h",
}  # fmt: skip
WORK = """
CREATE TABLE load_span (start timestamptz, now timestamptz);
CREATE TABLE load_house (number int, id uuid, slug text, talks int, member_id uuid, person_id uuid);
CREATE UNLOGGED TABLE load_patient (house uuid, n int, id uuid, person_id uuid);
CREATE UNLOGGED TABLE load_talk (n bigint, house uuid, id uuid, department_id uuid, patient_id uuid, person_id uuid,
  member_id uuid, at timestamptz, step interval, said int)
"""
PATIENTS = """
INSERT INTO load_patient SELECT %(house)s, n, gen_random_uuid(), gen_random_uuid()
FROM generate_series(0, %(patients)s - 1) AS n
"""
# The n-th conversation begins on its day; who writes often has more of them, and some departments are busier.
TALK = """
INSERT INTO load_talk
SELECT t.n, %(house)s, gen_random_uuid(), (%(departments)s::uuid[])[1 + floor(30 * power(t.r1, 2))::int],
  p.id, p.person_id, %(member)s, t.at, t.step,
  least(%(lines)s, 1 + floor(extract(epoch FROM greatest(%(now)s - t.at, interval '0')) / extract(epoch FROM t.step))::int)
FROM (
  SELECT n, random() AS r1, floor(power(random(), 1.5) * %(patients)s)::int AS who,
    %(start)s::timestamptz + floor(n::float8 * %(days)s / %(talks)s) * interval '1 day'
      + interval '7 hours' + random() * interval '14 hours' AS at,
    (300 + floor(random() * 240)) * interval '1 minute' AS step
  FROM generate_series(0, %(talks)s - 1) AS n) t
JOIN load_patient p ON p.house = %(house)s AND p.n = t.who
WHERE t.at < %(now)s
"""
PEOPLE = """
INSERT INTO people_person (id, given_name, family_name, language, is_active, text_size{more})
SELECT person_id, 'Load', 'Belasting', 'nl', true, 'a'{values} FROM load_patient
"""
REGISTERED = """
INSERT INTO people_patient (id, organisation_id, person_id, number, given_name, family_name, birth_date, sex,
  email, mobile, language{more})
SELECT id, house, person_id, n::text, 'Load', 'Belasting', date '1930-01-01' + (n * 7919) %% 32000, 'female', '', '',
  (ARRAY['nl', 'nl', 'nl', 'nl', 'nl', 'en', 'tr', 'ar', 'pl', 'uk'])[1 + n %% 10]{values}
FROM load_patient
"""
HEADS = """
INSERT INTO conversations_conversation (id, organisation_id, patient_id, department_id, subject_sealed, created_at,
  last_number, line_number, last_message_at, closed_at, team_read_number{more})
SELECT id, house, patient_id, department_id, ''::bytea, at, said, said, at + (said - 1) * step,
  CASE WHEN said = %(lines)s THEN at + (said - 1) * step END, said{values}
FROM load_talk ORDER BY at
"""
# Of five messages one comes by itself; of the others the patient writes first. In the order of time.
MESSAGES = """
INSERT INTO conversations_message (id, organisation_id, conversation_id, patient_id, number, client_id, kind, side,
  author_id, author_label, on_behalf, body_sealed, sent_at{more})
SELECT gen_random_uuid(), m.house, m.id, m.patient_id, m.k + 1, gen_random_uuid(),
  CASE WHEN m.k %% 5 = 4 THEN 'automatic' ELSE 'text' END,
  CASE WHEN m.k %% 5 = 4 THEN 'system' WHEN m.k %% 2 = 0 THEN 'patient' ELSE 'team' END,
  m.person_id, 'Iemand', false, ''::bytea, m.sent_at{values}
FROM (
  SELECT t.house, t.id, t.patient_id, t.person_id, k, t.at + k * t.step AS sent_at
  FROM load_talk t, generate_series(
    greatest(0, ceil(extract(epoch FROM %(begin)s - t.at) / extract(epoch FROM t.step))::int),
    least(t.said, ceil(extract(epoch FROM %(end)s - t.at) / extract(epoch FROM t.step))::int) - 1) AS k
  WHERE t.at < %(end)s AND t.at >= %(begin)s - interval '6 days') m
ORDER BY m.sent_at
"""
# Nine of ten patients read everything.
FACTS = {
    "conversations_readmark": """
INSERT INTO conversations_readmark (id, organisation_id, conversation_id, person_id, number, read_at{more})
SELECT gen_random_uuid(), house, id, person_id, greatest(1, said - CASE WHEN n %% 10 = 0 THEN 3 ELSE 0 END),
  at + said * step{values} FROM load_talk""",
    "monitoring_export_usagewait": """
INSERT INTO monitoring_export_usagewait (id, organisation_id, conversation_id, department_id, asked_at, due_at,
  answered_at{more})
SELECT gen_random_uuid(), house, id, department_id, at + (k - 1) * step, at + (k - 1) * step + interval '1 day',
  at + (k - 1) * step + ((n * 7919 + k) %% 2880 + 1) * interval '1 minute'{values}
FROM load_talk, unnest(ARRAY[1, 3]) AS k
WHERE said > k AND at + (k - 1) * step + interval '2 days' < %(now)s""",
    "people_invitation": """
INSERT INTO people_invitation (id, organisation_id, patient_id, department_id, email, mobile, token_hash, sent_at,
  activated_at, expires_at{more})
SELECT gen_random_uuid(), house, patient_id, department_id, '', '', decode(md5(id::text) || md5(n::text), 'hex'), at,
  CASE WHEN n %% 5 < 3 THEN least(at + step, %(now)s) END, at + interval '7 days'{values}
FROM load_talk WHERE n %% 6 = 0""",
    "video_videovisit": """
INSERT INTO video_videovisit (id, organisation_id, conversation_id, patient_id, department_id, starts_at, minutes,
  started_at, ended_at, is_walk_in{more})
SELECT id, house, id, patient_id, department_id, at, 20, at, at + interval '17 minutes', false{values}
FROM load_talk WHERE n %% 6 = 1""",
    "video_seat": """
INSERT INTO video_seat (id, organisation_id, visit_id, kind, person_id, label, admitted_at{more})
SELECT gen_random_uuid(), house, id, kind, person_id, '', at{values}
FROM load_talk, unnest(ARRAY['team', 'patient']) AS kind WHERE n %% 6 = 1""",
    "questionnaires_questionnairerequest": """
INSERT INTO questionnaires_questionnairerequest (id, organisation_id, edition_id, patient_id, department_id,
  conversation_id, asked_at, completed_at{more})
SELECT gen_random_uuid(), t.house, e.id, t.patient_id, t.department_id, t.id, t.at,
  CASE WHEN t.n %% 5 < 4 THEN least(t.at + t.step, %(now)s) END{values}
FROM load_talk t JOIN questionnaires_questionnaireedition e ON e.organisation_id = t.house
  AND (e.url LIKE 'urn:uuid:%%') = (t.n %% 8 = 0)
WHERE t.n %% 4 = 0""",
    "consults_writtenconsult": """
INSERT INTO consults_writtenconsult (id, organisation_id, conversation_id, patient_id, department_id, marked_by_id,
  replaces, marked_at{more})
SELECT gen_random_uuid(), house, id, patient_id, department_id, member_id, 'follow-up', at{values}
FROM load_talk WHERE n %% 12 = 5""",
}


@dataclass
class House:
    """One organisation: how much it has, and an administrator who looks at its figures."""

    id: UUID
    slug: str
    talks: int
    departments: list[UUID] = field(default_factory=list)
    member: tuple[UUID, UUID] = (UUID(int=0), UUID(int=0))


@dataclass(frozen=True)
class Span:
    """From a local midnight until the last one."""

    start: datetime
    now: datetime

    @classmethod
    def of(cls, days: int) -> Span:
        today = timezone.localdate()
        return cls(moment(today - timedelta(days=days)), moment(today))

    @property
    def days(self) -> list[date]:
        first, until = timezone.localdate(self.start), timezone.localdate(self.now)
        return [first + timedelta(days=number) for number in range((until - first).days)]


class World:
    """Everything of one run."""

    def __init__(self, span: Span, houses: list[House]) -> None:
        self.span, self.houses = span, houses
        self.url = fill.superuser()

    @classmethod
    def make(cls, events: int, days: int) -> World:
        """All but the messages of the last day."""
        sizes = enumerate(fill.sizes(round(events * TALKS)))
        world = cls(Span.of(days), [_house(number, talks) for number, talks in sizes])
        with psycopg.connect(world.url, autocommit=True) as connection:
            _set(connection, FILLING)
            _prepare(connection)
            connection.execute(WORK)
            world._fill(connection)
            _set(connection, dict.fromkeys(FILLING))
            connection.execute("CHECKPOINT")
        return world

    @classmethod
    def read(cls) -> World:
        """The one that was made before."""
        with psycopg.connect(fill.superuser()) as connection:
            start, now = connection.execute("SELECT start, now FROM load_span").fetchone()
            rows = connection.execute(
                "SELECT id, slug, talks, member_id, person_id FROM load_house ORDER BY number"
            )
            houses = [House(row[0], row[1], row[2], member=(row[3], row[4])) for row in rows.fetchall()]
        return cls(Span(start, now), houses)

    def _fill(self, connection: psycopg.Connection) -> None:
        for table in TABLES:
            connection.execute(fill.RESTING, [False, False, table])
        for number, house in enumerate(self.houses):
            _write_house(connection, house, self.span)
            values = [number, house.id, house.slug, house.talks, *house.member]
            connection.execute("INSERT INTO load_house VALUES (%s, %s, %s, %s, %s, %s)", values)
        connection.execute("CREATE INDEX ON load_talk USING brin (at); ANALYZE load_talk")
        self._write(connection, PEOPLE, "people_person")
        self._write(connection, REGISTERED, "people_patient")
        self._write(connection, HEADS, "conversations_conversation")
        for table, statement in FACTS.items():
            self._write(connection, statement, table)
        for day in self.span.days[:-1]:
            self._write_messages(connection, day)
        _build_indexes(connection)
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("INSERT INTO load_span VALUES (%s, %s)", [self.span.start, self.span.now])

    def make_last_day(self) -> int:
        """The messages of the last day, as when they come; how many."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            _prepare(connection)
            return self._write_messages(connection, self.span.days[-1])

    def forget_last_day(self, house: House) -> None:
        """As it is when a house was counted last as the last day began."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(
                "UPDATE monitoring_export_usagecounted SET counted_at = %(at)s, horizon = %(at)s"
                " WHERE organisation_id = %(house)s",
                {"at": moment(self.span.days[-1]) + timedelta(minutes=1), "house": house.id},
            )

    def people_from_scratch(self) -> dict[UUID, int]:
        """Patients in whose conversations people wrote, of each house, from its messages alone."""
        with psycopg.connect(self.url) as connection:
            connection.execute("SET work_mem = '512MB'")
            rows = connection.execute(
                "SELECT organisation_id, count(DISTINCT patient_id) FROM conversations_message"
                " WHERE side <> 'system' AND kind IN ('text', 'closing') GROUP BY 1"
            )
            return dict(rows.fetchall())

    def events(self) -> dict[str, int]:
        with psycopg.connect(self.url) as connection:
            counted = [table for table in TABLES if table not in ("people_person", "people_patient")]
            return {
                table: connection.execute(
                    sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
                ).fetchone()[0]
                for table in counted
            }

    def _write_messages(self, connection: psycopg.Connection, day: date) -> int:
        begin, end = moment(day), moment(day + timedelta(days=1))
        return self._write(connection, MESSAGES, "conversations_message", begin=begin, end=end)

    def _write(self, connection: psycopg.Connection, statement: str, table: str, **values: Any) -> int:
        """Run an INSERT; columns it does not name get what their type has for nothing."""
        known = [each.strip() for each in statement.split("(", 1)[1].split("{more}")[0].split(",")]
        missing = fill.neutral(connection, table, known)
        more = "".join(f", {name}" for name in missing)
        marks = "".join(f", %({name}_)s" for name in missing)
        parameters = {"now": self.span.now, "lines": LINES, **values}
        parameters |= {f"{name}_": value for name, value in missing.items()}
        return connection.execute(statement.format(more=more, values=marks), parameters).rowcount


def _prepare(connection: psycopg.Connection) -> None:
    connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
    connection.execute("SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'; SET jit = off")


def _set(connection: psycopg.Connection, settings: dict[str, Any]) -> None:
    """For the whole server, at once; None is what it was."""
    for name, value in settings.items():
        end = sql.SQL("RESET {}") if value is None else sql.SQL("SET {} = {}")
        connection.execute(sql.SQL("ALTER SYSTEM ") + end.format(sql.Identifier(name), value))
    connection.execute("SELECT pg_reload_conf()")


def _build_indexes(connection: psycopg.Connection) -> None:
    for table in TABLES:
        if table != UNREAD:
            connection.execute(sql.SQL("REINDEX TABLE {}").format(sql.Identifier(table)))
    found = connection.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s", [UNREAD])
    for (name,) in found.fetchall():
        if name == OF_COUNTING:
            connection.execute(sql.SQL("REINDEX INDEX {}").format(sql.Identifier(name)))


def _house(number: int, talks: int) -> House:
    made = fill.make_house(number, talks)
    return House(made.id, made.slug, talks)


def _write_house(connection: psycopg.Connection, house: House, span: Span) -> None:
    """Its departments, each of a specialism of its own, one administrator, patients, and who talks when."""
    house.departments, house.member = [uuid4() for _ in range(DEPARTMENTS)], (uuid4(), uuid4())
    rows = [
        (each, house.id, f"Afdeling {number}", f"specialisme {number}", f"03{number:02}", f"D{number}", "030", "",
         2, "days", 14, "")
        for number, each in enumerate(house.departments)
    ]  # fmt: skip
    names = ("id", "organisation_id", "name", "specialism", "agb_code", "code", "phone", "phone_outside_hours",
             "promise_amount", "promise_unit", "reopening_days", "where_to_go")  # fmt: skip
    fill.copy(connection, "tenants_department", names, rows)
    names = ("id", "given_name", "family_name", "language", "is_active", "text_size")
    fill.copy(connection, "people_person", names, [fill.person(house.member[1])])
    member = (*house.member[:1], house.id, house.member[1], ["admin"], "beheerder", "Beheer", None)
    names = ("id", "organisation_id", "person_id", "roles", "job_title", "display_name", "ended_at")
    fill.copy(connection, "tenants_membership", names, [member])
    lists = [
        (uuid4(), house.id, url, "1", "Lijst", f'{{"item": [{{"linkId": "{link}"}}]}}')
        for url, link in (("urn:uuid:load", "number-1"), ("https://example.org/lijst", "vraag"))
    ]
    names = ("id", "organisation_id", "url", "version", "title", "content")
    fill.copy(connection, "questionnaires_questionnaireedition", names, lists)
    values = {
        "house": house.id, "patients": max(3, house.talks // 3), "departments": house.departments,
        "member": house.member[0], "lines": LINES, "now": span.now, "start": span.start, "days": len(span.days),
        "talks": house.talks,
    }  # fmt: skip
    connection.execute(PATIENTS, values)
    connection.execute(TALK, values)
