# ruff: noqa: E501  queries and reasons read better whole
"""Roles: nothing that runs owns, bypasses, inherits or may become anything it was not given.

`bd_test`, the login of the tests, exists in throwaway clusters only and is left out.
"""

OURS = "r.rolname ~ '^bd_' AND r.rolname <> 'bd_test'"

# login -> the only roles it may become
MEMBERS = """(VALUES ('bd_web', 'bd_staff'), ('bd_web', 'bd_helpdesk'), ('bd_web', 'bd_participant'), ('bd_web', 'bd_gate'), ('bd_web', 'bd_job'),
  ('bd_worker', 'bd_job'), ('bd_worker', 'bd_eraser'), ('bd_owner', 'bd_door_gate'), ('bd_owner', 'bd_door_reach'), ('bd_owner', 'bd_door_clock'),
  ('bd_owner', 'bd_door_usage'), ('bd_owner', 'bd_door_network'), ('bd_backup', 'pg_read_all_data')) AS meant(member, role)"""

RULES = {
    "role past row security": f"""
      SELECT r.rolname::text FROM pg_roles r WHERE {OURS} AND (r.rolsuper OR r.rolbypassrls OR r.rolreplication)""",
    "role that makes roles": f"SELECT r.rolname::text FROM pg_roles r WHERE {OURS} AND r.rolcreaterole",
    "role that inherits": f"""
      SELECT r.rolname::text FROM pg_roles r WHERE {OURS} AND r.rolinherit AND r.rolname <> 'bd_backup'""",
    "work role or door that can sign in": f"""
      SELECT r.rolname::text FROM pg_roles r WHERE {OURS} AND r.rolcanlogin
      AND r.rolname NOT IN ('bd_owner', 'bd_web', 'bd_worker', 'bd_backup')""",
    "membership nobody meant": f"""
      SELECT r.rolname || ' in ' || g.rolname FROM pg_auth_members m
      JOIN pg_roles r ON r.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
      WHERE {OURS} AND NOT EXISTS (SELECT FROM {MEMBERS} WHERE meant.member = r.rolname AND meant.role = g.rolname)""",
    "membership that may be passed on": f"""
      SELECT r.rolname || ' in ' || g.rolname FROM pg_auth_members m
      JOIN pg_roles r ON r.oid = m.member JOIN pg_roles g ON g.oid = m.roleid WHERE {OURS} AND m.admin_option""",
    "runtime role in the database's own rights": f"""
      SELECT r.rolname::text FROM pg_roles r WHERE {OURS} AND r.rolname <> 'bd_owner'
      AND EXISTS (SELECT FROM pg_database d WHERE d.datdba = r.oid)""",
}
