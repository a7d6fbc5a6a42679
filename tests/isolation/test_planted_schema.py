# ruff: noqa: E501  each fault reads better whole
"""The test of the test: faults planted in the schema, one at a time, are each found by the catalogue."""

from __future__ import annotations

import pytest

from tests.isolation import catalogue
from tests.isolation.databases import as_owner

DEFINER = "RETURNS bigint LANGUAGE sql SECURITY DEFINER"
COUNT = "AS $$ SELECT count(*) FROM public.people_patient $$"

# rule that must find it -> faults
FAULTS: dict[str, list[str]] = {
    "table without organisation": [
        "CREATE TABLE planted (id uuid PRIMARY KEY, words text); GRANT SELECT ON planted TO bd_staff",
        "CREATE TABLE planted (id uuid PRIMARY KEY, words text); GRANT SELECT (words) ON planted TO bd_gate",
    ],
    "row security is off": [
        "ALTER TABLE people_patient DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE planted (LIKE people_patient INCLUDING ALL)",
        "CREATE TABLE planted () INHERITS (people_patient)",
    ],
    "row security does not bind the owner": ["ALTER TABLE people_invitation NO FORCE ROW LEVEL SECURITY"],
    "organisation may be missing": ["ALTER TABLE people_patient ALTER organisation_id DROP NOT NULL"],
    "organisation does not fill itself": ["ALTER TABLE people_patient ALTER organisation_id DROP DEFAULT"],
    "organisation is not a key": [
        "ALTER TABLE people_patient ADD CONSTRAINT planted CHECK (true);"
        " DO $$ DECLARE k text; BEGIN SELECT conname INTO k FROM pg_constraint WHERE conrelid = 'people_patient'::regclass"
        " AND contype = 'f' AND confrelid = 'tenants_organisation'::regclass;"
        " EXECUTE format('ALTER TABLE people_patient DROP CONSTRAINT %I', k); END $$"
    ],
    "right nobody needs": [
        "GRANT TRUNCATE ON people_patient TO bd_staff",
        "GRANT REFERENCES ON people_patient TO bd_job",
        "GRANT TRIGGER ON people_patient TO bd_job",
    ],
    "right of everybody": ["GRANT SELECT ON tenants_membership TO PUBLIC"],
    "right of a login": [
        "GRANT SELECT ON people_patient TO bd_web",
        "GRANT SELECT (email) ON people_patient TO bd_worker",
    ],
    "right without a policy": ["GRANT DELETE ON people_patient TO bd_participant"],
    "view with the rights of its owner": ["CREATE VIEW planted AS SELECT * FROM people_patient"],
    "materialised view or foreign table": [
        "CREATE MATERIALIZED VIEW planted AS SELECT * FROM people_patient"
    ],
    "rewrite rule": ["CREATE RULE planted AS ON DELETE TO people_patient DO INSTEAD NOTHING"],
    "sequence can be set": ["CREATE SEQUENCE planted; GRANT UPDATE ON SEQUENCE planted TO bd_staff"],
    "no floor": [
        "DROP POLICY floor ON people_patient",
        "ALTER POLICY floor ON people_patient TO bd_staff",
        "ALTER POLICY floor ON people_patient WITH CHECK (true)",
        "DROP POLICY floor ON people_patient; CREATE POLICY floor ON people_patient AS RESTRICTIVE FOR SELECT TO bd_staff, bd_job"
        " USING (organisation_id = (SELECT app_organisation()))",
    ],
    "staff beyond their organisation": [
        "CREATE POLICY planted ON people_patient FOR SELECT TO bd_staff USING (birth_date IS NOT NULL)",
        "ALTER POLICY own_organisation ON people_patient WITH CHECK (true)",
    ],
    "policy for everybody": [
        "CREATE POLICY planted ON people_patient USING (person_id = (SELECT app_actor()))"
    ],
    "policy without a condition": [
        "CREATE POLICY planted ON people_patient FOR SELECT TO bd_participant USING (true)",
        "CREATE POLICY planted ON people_invitation FOR INSERT TO bd_participant WITH CHECK (true)",
        "CREATE POLICY planted ON people_patient TO bd_door_usage USING (true)",
    ],
    "person's policy that asks not who": [
        "CREATE POLICY planted ON people_patient FOR SELECT TO bd_participant USING (organisation_id IS NOT NULL)",
    ],
    "key that may point into another organisation": [
        "ALTER TABLE people_invitation ADD CONSTRAINT planted FOREIGN KEY (patient_id) REFERENCES people_patient (id)",
        "ALTER TABLE people_invitation ADD COLUMN other uuid; ALTER TABLE people_patient ADD COLUMN other uuid, ADD UNIQUE (other, id);"
        " ALTER TABLE people_invitation ADD CONSTRAINT planted FOREIGN KEY (other, patient_id) REFERENCES people_patient (other, id)",
    ],
    "key without a constraint": [
        "ALTER TABLE people_invitation DROP CONSTRAINT people_invitation_patient_id_own"
    ],
    "unique over all organisations": [
        "CREATE UNIQUE INDEX planted ON people_patient (number)",
        "CREATE UNIQUE INDEX planted ON people_patient (lower(email))",
    ],
    "unique over all people": ["CREATE UNIQUE INDEX planted ON people_person (family_name)"],
    "door": [f"CREATE FUNCTION planted() {DEFINER} SET search_path = pg_catalog, public, pg_temp {COUNT}"],
    "door with another owner": [f"CREATE FUNCTION planted() {DEFINER} {COUNT}"],
    "door that trusts the search path": [
        f"CREATE FUNCTION planted() {DEFINER} SET search_path = public {COUNT}",
        f"CREATE FUNCTION planted() {DEFINER} {COUNT}",
    ],
    "function for everybody": [
        f"CREATE FUNCTION planted() {DEFINER} {COUNT}; GRANT EXECUTE ON FUNCTION planted() TO PUBLIC",
        "SET LOCAL ROLE bd_door_gate; GRANT EXECUTE ON FUNCTION session_load(bytea) TO PUBLIC; RESET ROLE",
    ],
    "schema open to everybody": [
        "GRANT CREATE ON SCHEMA public TO bd_staff",
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
    ],
}
EACH = [(rule, number) for rule, faults in FAULTS.items() for number in range(len(faults))]


@pytest.mark.parametrize(("rule", "number"), EACH)
def test_a_planted_fault_is_found(db, rule, number):
    with as_owner() as connection:
        before = set(connection.execute(catalogue.RULES[rule]).fetchall())
        connection.execute(FAULTS[rule][number])
        found = set(connection.execute(catalogue.RULES[rule]).fetchall()) - before

    assert found


def test_every_rule_about_the_schema_has_a_planted_fault():
    roles_are_shared_by_every_database = {
        "role past row security",
        "role that makes roles",
        "role that inherits",
        "work role or door that can sign in",
        "membership nobody meant",
        "membership that may be passed on",
        "runtime role in the database's own rights",
        "not owned by the owner",
        "policy without a right",
        "function owned by a door but open",
    }

    assert set(catalogue.RULES) - set(FAULTS) == roles_are_shared_by_every_database
