# ruff: noqa: E501  queries and reasons read better whole
"""Keys: PostgreSQL checks them past row security, so each must hold the organisation itself."""

from tests.isolation.catalogue.tables import TABLES

RULES = {
    # A TenantForeignKey has no constraint of its own: TenantTable or TenantKey must have made the composite one.
    "key without a constraint": TABLES
    + """SELECT t.name || '.' || a.attname FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid
         WHERE t.is_tenant AND a.attnum > 0 AND NOT a.attisdropped AND a.attname ~ '_id$' AND a.atttypid = 'uuid'::regtype
         AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = t.oid AND k.contype = 'f' AND a.attnum = ANY (k.conkey))""",
    "key that may point into another organisation": TABLES
    + """SELECT k.conrelid::regclass || '.' || k.conname FROM pg_constraint k
         JOIN tables here ON here.oid = k.conrelid AND here.is_tenant
         JOIN tables there ON there.oid = k.confrelid AND there.is_tenant
         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attname = 'organisation_id'
         JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attname = 'organisation_id'
         WHERE k.contype = 'f'
         AND coalesce(k.confkey[array_position(k.conkey, a.attnum)], 0) <> b.attnum""",
    # A duplicate of an invisible row is refused, and so tells that it exists.
    "unique over all organisations": TABLES
    + """SELECT t.name || '(' || (SELECT string_agg(coalesce(a.attname::text, '<expression>'), ',' ORDER BY place)
           FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS part(number, place)
           LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = part.number AND part.number <> 0) || ')'
         FROM pg_index i JOIN tables t ON t.oid = i.indrelid AND t.is_tenant
         WHERE i.indisunique
         AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'organisation_id'
           AND a.attnum = ANY (i.indkey::int2[]))
         AND NOT (i.indisprimary AND i.indnatts = 1 AND EXISTS (SELECT FROM pg_attribute a
           WHERE a.attrelid = t.oid AND a.attname = 'id' AND a.attnum = i.indkey[0] AND a.atttypid = 'uuid'::regtype))""",
    "unique over all people": TABLES
    + """SELECT t.name || '(' || (SELECT string_agg(a.attname::text, ',') FROM pg_attribute a
           WHERE a.attrelid = t.oid AND a.attnum = ANY (i.indkey::int2[])) || ')'
         FROM pg_index i JOIN tables t ON t.oid = i.indrelid AND NOT t.is_tenant
         WHERE i.indisunique AND NOT i.indisprimary
         AND EXISTS (SELECT FROM grants g WHERE g.oid = t.oid AND g.privilege = 'INSERT')""",
}
