"""Migration operations: the only way a protected table, or a door through row security, is born.

`TenantTable` follows `CreateModel` in the same migration; the system check and the isolation judge fail
on a tenant-owned model without it. Expressions in policies are written once per statement:
`organisation_id = (SELECT app_organisation())`, never with a subquery on a membership table.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.operations.base import Operation

from rowsecurity.models import TenantForeignKey

OWN = "organisation_id = (SELECT app_organisation())"
ALL = "SELECT, INSERT, UPDATE, DELETE"

# role -> command (with columns if limited, e.g. "UPDATE (read_at)") -> condition on the row
Access = dict[str, dict[str, str]]


class ProtectedTable(Operation):
    """Force row security on a table and grant to each role exactly the named commands on the named rows.

    `table` is a table name; `access` maps role -> {command: condition}. For a table that belongs to no
    organisation (a person, a session, a device of django-otp).
    """

    reduces_to_sql = True
    reversible = False

    def __init__(self, table: str, access: Access) -> None:
        self.table, self.access = table, access

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in force(self.table) + policies(self.table, self.access):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        raise IrreversibleError("taking row security away is a reviewed, hand-written migration")

    def describe(self) -> str:
        return f"Protect {self.table} by row security"


class TenantTable(Operation):
    """Make the table of a `TenantOwned` model safe: forced row security, floor policy, composite keys.

    `staff` and `job` are the commands of the two roles that work inside one organisation (limit them
    where a row never changes). `access` gives other roles single commands on single rows, as in
    `ProtectedTable`.
    """

    reduces_to_sql = True
    reversible = False

    def __init__(
        self, model: str, *, staff: str = ALL, job: str | None = None, access: Access | None = None
    ) -> None:
        self.model, self.staff, self.job, self.access = model, staff, job, access

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        kwargs = {"staff": self.staff, "job": self.job, "access": self.access}
        return (type(self).__name__, [self.model], kwargs)

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        table = model._meta.db_table
        statements = force(table) + floor(table)
        statements += [f"GRANT {self.staff} ON {table} TO bd_staff"] if self.staff else []
        job = self.staff if self.job is None else self.job
        statements += [f"GRANT {job} ON {table} TO bd_job"] if job else []
        statements += [f"ALTER TABLE {table} ADD CONSTRAINT {table}_own UNIQUE (organisation_id, id)"]
        statements += [composite_key(table, field) for field in tenant_keys(model)]
        for statement in statements + policies(table, self.access or {}):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        raise IrreversibleError("taking row security away is a reviewed, hand-written migration")

    def describe(self) -> str:
        return f"Protect {self.model} by organisation"


class TenantKey(Operation):
    """Add the composite key of a `TenantForeignKey` that joins an existing tenant table by AddField."""

    reduces_to_sql = True
    reversible = False

    def __init__(self, model: str, field: str) -> None:
        self.model, self.field = model, field

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        field = model._meta.get_field(self.field)
        schema_editor.execute(composite_key(model._meta.db_table, field))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        raise IrreversibleError("taking row security away is a reviewed, hand-written migration")


class Door(Operation):
    """A SECURITY DEFINER function: the one narrow way past row security for work that needs it.

    `owner` is a NOLOGIN role of its own kind with only the policies and columns it was granted;
    `definition` starts at the argument list: "(n int) RETURNS … LANGUAGE … AS $$ … $$".
    """

    reduces_to_sql = True
    reversible = False

    def __init__(self, name: str, *, owner: str, definition: str, callers: list[str], arguments: str) -> None:
        self.name, self.owner, self.definition = name, owner, definition
        self.callers, self.arguments = callers, arguments

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        signature = f"{self.name}({self.arguments})"
        for statement in (
            f"GRANT CREATE ON SCHEMA public TO {self.owner}",
            f"SET LOCAL ROLE {self.owner}",
            # pg_temp last: a temporary object may not stand in for a real one.
            f"CREATE OR REPLACE FUNCTION {self.name}{self.definition}"
            " SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp",
            f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC",
            *(f"GRANT EXECUTE ON FUNCTION {signature} TO {caller}" for caller in self.callers),
            "RESET ROLE",
            f"REVOKE CREATE ON SCHEMA public FROM {self.owner}",
        ):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        raise IrreversibleError("closing a door is a reviewed, hand-written migration")

    def describe(self) -> str:
        return f"Open the door {self.name}"


def force(table: str) -> list[str]:
    return [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"]


def floor(table: str) -> list[str]:
    """Own-organisation rows, and a restrictive floor that holds whatever policy is added later."""
    return [
        f"ALTER TABLE {table} ALTER organisation_id SET DEFAULT app_organisation()",
        f"CREATE POLICY own_organisation ON {table} TO bd_staff, bd_job USING ({OWN}) WITH CHECK ({OWN})",
        f"CREATE POLICY floor ON {table} AS RESTRICTIVE TO bd_staff, bd_job USING ({OWN}) WITH CHECK ({OWN})",
    ]


def policies(table: str, access: Access) -> list[str]:
    """A policy and a grant for each command a role may give on rows that meet the condition."""
    statements = []
    for role, commands in access.items():
        for command, condition in commands.items():
            verb = command.split()[0].lower()
            clause = {
                "insert": f"WITH CHECK ({condition})",
                "update": f"USING ({condition}) WITH CHECK ({condition})",
            }
            rows = clause.get(verb, f"USING ({condition})")
            statements.append(f"CREATE POLICY {role}_{verb} ON {table} FOR {verb.upper()} TO {role} {rows}")
            statements.append(f"GRANT {command} ON {table} TO {role}")
    return statements


def tenant_keys(model: Any) -> list[TenantForeignKey]:
    return [field for field in model._meta.local_fields if isinstance(field, TenantForeignKey)]


def composite_key(table: str, field: Any) -> str:
    target = field.remote_field.model._meta.db_table
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{field.column}_own"
        f" FOREIGN KEY (organisation_id, {field.column}) REFERENCES {target} (organisation_id, id)"
        " DEFERRABLE INITIALLY DEFERRED"
    )
