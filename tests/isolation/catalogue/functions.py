# ruff: noqa: E501  queries and reasons read better whole
"""Functions: doors are owned by a role of their own kind, known by name and closed to everybody else."""

OURS = """
WITH ours AS (
  SELECT p.oid, p.proname::text AS name, p.prosecdef AS is_door, p.proconfig AS settings, p.proacl,
    pg_get_userbyid(p.proowner)::text AS owner, p.proowner
  FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
)
"""

RULES = {
    # A door is a hole made on purpose: name it in reviewed.py and say what comes through.
    "door": OURS
    + """SELECT name || ' for ' || (SELECT string_agg(pg_get_userbyid(acl.grantee)::text, ', ' ORDER BY acl.grantee::regrole::text)
           FROM aclexplode(proacl) acl WHERE acl.grantee NOT IN (0, proowner)) FROM ours WHERE is_door""",
    "door with another owner": OURS
    + """SELECT name || ' of ' || owner FROM ours WHERE is_door AND (owner !~ '^bd_door_'
         OR EXISTS (SELECT FROM pg_roles r WHERE r.rolname = owner AND (r.rolcanlogin OR r.rolsuper OR r.rolbypassrls)))""",
    "door that trusts the search path": OURS
    + """SELECT name FROM ours WHERE is_door AND NOT EXISTS (SELECT FROM unnest(settings) AS setting
         WHERE setting ~ '^search_path=pg_catalog,.*pg_temp$')""",
    "function for everybody": OURS
    + """SELECT name FROM ours WHERE proacl IS NULL
         OR EXISTS (SELECT FROM aclexplode(proacl) acl WHERE acl.grantee = 0)""",
    "function owned by a door but open": OURS
    + "SELECT name FROM ours WHERE NOT is_door AND owner ~ '^bd_door_'",
    "schema open to everybody": """
      SELECT n.nspname || ': CREATE to ' || coalesce(pg_get_userbyid(nullif(acl.grantee, 0)), 'PUBLIC') FROM pg_namespace n
      CROSS JOIN aclexplode(n.nspacl) acl WHERE n.nspname = 'public' AND acl.privilege_type = 'CREATE' AND acl.grantee <> n.nspowner""",
}
