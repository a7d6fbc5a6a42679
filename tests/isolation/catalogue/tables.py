# ruff: noqa: E501  queries and reasons read better whole
"""Tables, views and what may be granted on them."""

# Tables (ordinary and partitioned) of the schema, with whether they belong to an organisation and who else
# than the owner may touch them. Objects of extensions are theirs to judge.
TABLES = """
WITH tables AS (
  SELECT c.oid, c.relname::text AS name, c.relowner, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
    EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organisation_id' AND NOT a.attisdropped)
      AS is_tenant
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
), grants AS (
  SELECT t.oid, t.name, coalesce(g.rolname::text, 'PUBLIC') AS role, acl.privilege_type AS privilege, NULL::text AS column_name
  FROM tables t JOIN pg_class c USING (oid) CROSS JOIN aclexplode(c.relacl) acl LEFT JOIN pg_roles g ON g.oid = acl.grantee
  WHERE acl.grantee <> c.relowner
  UNION ALL
  SELECT t.oid, t.name, coalesce(g.rolname::text, 'PUBLIC'), acl.privilege_type, a.attname::text
  FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid CROSS JOIN aclexplode(a.attacl) acl
  LEFT JOIN pg_roles g ON g.oid = acl.grantee WHERE acl.grantee <> t.relowner
)
"""

RULES = {
    # A table somebody may touch, without an organisation: a person's, or public. Say which in reviewed.py.
    "table without organisation": TABLES
    + "SELECT DISTINCT t.name FROM tables t JOIN grants g USING (oid) WHERE NOT t.is_tenant",
    "row security is off": TABLES
    + """SELECT DISTINCT t.name FROM tables t WHERE NOT t.enabled
         AND (t.is_tenant OR EXISTS (SELECT FROM grants g WHERE g.oid = t.oid))""",
    "row security does not bind the owner": TABLES
    + """SELECT DISTINCT t.name FROM tables t WHERE NOT t.forced
         AND (t.is_tenant OR EXISTS (SELECT FROM grants g WHERE g.oid = t.oid))""",
    "organisation may be missing": TABLES
    + """SELECT t.name FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid
         WHERE a.attname = 'organisation_id' AND (NOT a.attnotnull OR a.atttypid <> 'uuid'::regtype)""",
    "organisation does not fill itself": TABLES
    + """SELECT t.name FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'organisation_id'
         LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
         WHERE pg_get_expr(d.adbin, d.adrelid) IS DISTINCT FROM 'app_organisation()'""",
    # Of its own, or with the row it belongs to.
    "organisation is not a key": TABLES
    + """SELECT t.name FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'organisation_id'
         WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = t.oid AND k.contype = 'f'
           AND a.attnum = ANY (k.conkey))""",
    "not owned by the owner": """
      SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
      AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND pg_get_userbyid(c.relowner) <> 'bd_owner'""",
    "right nobody needs": TABLES
    + """SELECT DISTINCT name || ': ' || privilege || ' to ' || role FROM grants
         WHERE privilege NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')""",
    "right of everybody": TABLES
    + "SELECT DISTINCT name || ': ' || privilege FROM grants WHERE role = 'PUBLIC'",
    "right of a login": TABLES
    + """SELECT DISTINCT g.name || ': ' || g.privilege || ' to ' || g.role FROM grants g
         JOIN pg_roles r ON r.rolname = g.role WHERE r.rolcanlogin""",
    "view with the rights of its owner": """
      SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v'
      AND NOT coalesce(c.reloptions @> ARRAY['security_invoker=true'] OR c.reloptions @> ARRAY['security_invoker=on'], false)
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')""",
    "materialised view or foreign table": """
      SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('m', 'f')""",
    "rewrite rule": """
      SELECT c.relname || '.' || r.rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
      WHERE c.relnamespace = 'public'::regnamespace AND r.rulename <> '_RETURN'""",
    "sequence can be set": """
      SELECT c.relname || ' by ' || coalesce(pg_get_userbyid(nullif(acl.grantee, 0)), 'PUBLIC') FROM pg_class c
      CROSS JOIN aclexplode(c.relacl) acl WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S'
      AND acl.privilege_type = 'UPDATE' AND acl.grantee <> c.relowner""",
}
