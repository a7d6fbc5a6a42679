# ruff: noqa: E501  queries and reasons read better whole
"""Policies: the floor, what each role may add to it, and rights that no policy answers for."""

from tests.isolation.catalogue.tables import TABLES

OWN = "'(organisation_id = ( SELECT app_organisation() AS app_organisation))'"

POLICIES = (
    TABLES.rstrip()
    + """, rules AS (
  SELECT p.polrelid AS oid, t.name, t.is_tenant, p.polname::text AS policy, p.polpermissive AS permissive,
    CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END AS command,
    pg_get_expr(p.polqual, p.polrelid) AS sees, pg_get_expr(p.polwithcheck, p.polrelid) AS writes,
    CASE WHEN member.oid = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(member.oid)::text END AS role
  FROM pg_policy p JOIN tables t ON t.oid = p.polrelid CROSS JOIN unnest(p.polroles) AS member(oid)
)
"""
)

RULES = {
    "no floor": POLICIES
    + f"""SELECT t.name || ' for ' || bound.role FROM tables t CROSS JOIN unnest(ARRAY['bd_staff', 'bd_job']) AS bound(role)
          WHERE t.is_tenant AND NOT EXISTS (SELECT FROM rules r WHERE r.oid = t.oid AND r.role = bound.role AND NOT r.permissive
            AND r.command = 'ALL' AND r.sees = {OWN} AND r.writes = {OWN})""",
    "staff beyond their organisation": POLICIES
    + f"""SELECT name || '.' || policy FROM rules WHERE is_tenant AND permissive AND role IN ('bd_staff', 'bd_job', 'bd_helpdesk')
          AND (coalesce(sees, {OWN}) <> {OWN} OR coalesce(writes, {OWN}) <> {OWN})""",
    "right without a policy": POLICIES
    + """SELECT DISTINCT g.name || ': ' || g.privilege || ' to ' || g.role FROM grants g
         WHERE g.privilege IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE') AND NOT EXISTS (SELECT FROM rules r
           WHERE r.oid = g.oid AND r.permissive AND r.role = g.role AND r.command IN ('ALL', g.privilege))""",
    "policy without a right": POLICIES
    + """SELECT DISTINCT r.name || '.' || r.policy || ' for ' || r.role FROM rules r
         WHERE r.permissive AND r.policy <> 'own_organisation'
         AND NOT EXISTS (SELECT FROM grants g WHERE g.oid = r.oid AND g.role = r.role)""",
    "policy for everybody": POLICIES
    + "SELECT DISTINCT name || '.' || policy FROM rules WHERE role = 'PUBLIC'",
    "policy without a condition": POLICIES
    + """SELECT DISTINCT name || '.' || policy FROM rules
         WHERE permissive AND ('true' IN (coalesce(sees, ''), coalesce(writes, '')) OR coalesce(sees, writes) IS NULL)""",
    # A person's role must be held by who they are: their id, or a door that starts from it.
    "person's policy that asks not who": POLICIES
    + """SELECT DISTINCT name || '.' || policy FROM rules WHERE permissive AND role IN ('bd_participant', 'bd_gate')
         AND EXISTS (SELECT FROM unnest(ARRAY[sees, writes]) AS condition
           WHERE condition <> 'true' AND condition !~ 'app_actor\\(\\)|app_my_\\w+\\(\\)|app_ids\\(')""",
}
