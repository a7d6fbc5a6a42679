"""A work role for who is of the helpdesk and nothing else: people, invitations and tickets of one organisation.

It has no right on any other table: no conversation, message, note, file, appointment or care path can be read by it,
whatever a view asks. `people/middleware.py` takes it up.
"""

from django.db import migrations

from rowsecurity.operations import Door, ProtectedTable, TenantTable

OWN = "organisation_id = (SELECT app_organisation())"
SELF = "id = (SELECT app_actor())"
COLLEAGUES = f"{SELF} OR id IN (SELECT person_id FROM tenants_membership)"
ALL = ("SELECT", "INSERT", "UPDATE")

FUNCTIONS = """
GRANT EXECUTE ON FUNCTION app_organisation(), app_actor() TO bd_helpdesk;
SET LOCAL ROLE bd_door_gate;
GRANT EXECUTE ON FUNCTION organisation_key(uuid), attempt_allowed(bytea, int, interval), attempt_open(bytea, int),
  attempt_forget(bytea) TO bd_helpdesk;
RESET ROLE;
"""


def helpdesk(table: str, *commands: str) -> ProtectedTable:
    """The helpdesk may do this with the rows of its organisation."""
    return ProtectedTable(table, {"bd_helpdesk": dict.fromkeys(commands, OWN)})


class Migration(migrations.Migration):
    dependencies = [
        ("helpdesk", "0001_initial"),
        ("people", "0013_sessions_of_members"),
        ("tenants", "0005_row_security_of_staff_invitations"),
        ("notifications", "0008_answers_of_the_helpdesk"),
        ("audit", "0002_keys_to_others"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS),
        TenantTable(
            "Ticket",
            staff="SELECT, INSERT",
            job="SELECT, INSERT, UPDATE",
            access={
                "bd_helpdesk": dict.fromkeys(ALL, OWN),
                "bd_door_gate": {"SELECT (id, organisation_id, token_hash)": "true"},
            },
        ),
        TenantTable(
            "TicketEntry",
            staff="SELECT, INSERT",
            access={"bd_helpdesk": dict.fromkeys(("SELECT", "INSERT"), OWN)},
        ),
        ProtectedTable("tenants_organisation", {"bd_helpdesk": {"SELECT": "true"}}),
        helpdesk("tenants_department", "SELECT"),
        helpdesk("tenants_membership", "SELECT"),
        ProtectedTable("people_person", {"bd_helpdesk": {"SELECT": COLLEAGUES}}),
        helpdesk("people_patient", "SELECT", "INSERT", "UPDATE (email, mobile)"),
        helpdesk("people_invitation", *ALL),
        helpdesk("people_invitationkey", "SELECT", "INSERT", "DELETE"),
        helpdesk("notifications_notice", "INSERT"),
        helpdesk("audit_accesslogentry", "INSERT"),
        Door(
            "ticket_by_token",
            owner="bd_door_gate",
            arguments="bytea",
            definition="""(wanted bytea) RETURNS TABLE (organisation_id uuid, id uuid) LANGUAGE sql STABLE ROWS 1 AS $$
              SELECT t.organisation_id, t.id FROM helpdesk_ticket t WHERE t.token_hash = wanted $$""",
            callers=["bd_web"],
        ),
    ]
