"""Who may do what with participations, and what the role behind the doors sees: shared conversations, no others.

Nothing here touches what `bd_staff` and `bd_job` see of conversations: their policies and the floor stay as
they were. Why: docs/decisions/0011-partners-come-through-doors.md.
"""

from django.db import migrations

from rowsecurity.operations import TenantTable, policies

CALLER = "(SELECT app_organisation())"
SHARED = "SELECT conversation_id FROM network_participation WHERE ended_at IS NULL"
# The participant's side sees who takes part in whatever conversation it may read.
READABLE = (
    "(SELECT app_actor()) IS NOT NULL AND EXISTS (SELECT FROM conversations_conversation c"
    " WHERE c.id = conversation_id AND c.organisation_id = network_participation.organisation_id)"
)
HEAD = (
    "id, organisation_id, patient_id, department_id, subject_sealed, last_number, last_message_at, waiting_since,"
    " answer_due_at, closed_at"
)
MESSAGE = (
    "id, organisation_id, conversation_id, patient_id, number, client_id, kind, side, author_id, author_label,"
    " on_behalf, body_sealed, sent_at"
)
LINE = (
    "id, organisation_id, at, event, action, actor_id, actor_label, role, on_behalf_of_id, ground, patient_id,"
    " object_type, object_id, source"
)
DOOR = "bd_door_network"
BEHIND_THE_DOORS = {
    "conversations_conversation": {
        f"SELECT ({HEAD})": f"id IN ({SHARED})",
        "UPDATE (last_number, last_message_at)": f"id IN ({SHARED})",
    },
    "conversations_message": {
        f"SELECT ({MESSAGE})": f"conversation_id IN ({SHARED})",
        f"INSERT ({MESSAGE})": f"conversation_id IN ({SHARED}) AND ((side = 'partner' AND author_id ="
        " (SELECT app_actor())) OR (side = 'system' AND kind = 'event' AND author_id IS NULL))",
    },
    "people_patient": {
        "SELECT (id, organisation_id, given_name, family_name, birth_date)": "id IN (SELECT patient_id FROM"
        " conversations_conversation)",
    },
    "tenants_department": {
        "SELECT (id, organisation_id, name, specialism)": "id IN (SELECT department_id FROM network_findable)"
        " OR id IN (SELECT department_id FROM conversations_conversation)",
    },
    "tenants_membership": {
        "SELECT (id, organisation_id, person_id, display_name, job_title, roles, ended_at)": "organisation_id ="
        f" {CALLER}",
    },
    "tenants_departmentmembership": {
        "SELECT (organisation_id, department_id, membership_id)": f"organisation_id = {CALLER}",
    },
    "tenants_organisation": {"SELECT (id, name, slug)": "true"},
    "audit_accesslogentry": {
        f"INSERT ({LINE})": "actor_id = (SELECT app_actor()) AND (organisation_id ="
        f" {CALLER} OR object_id IN ({SHARED}))",
    },
}
# Both sides of a conversation must be the conversation's, and the department the partner's.
KEYS = """
ALTER TABLE network_participation ADD CONSTRAINT participation_of_same_patient
  FOREIGN KEY (organisation_id, conversation_id, patient_id)
  REFERENCES conversations_conversation (organisation_id, id, patient_id);
ALTER TABLE network_participation ADD CONSTRAINT department_of_partner
  FOREIGN KEY (partner_id, partner_department_id) REFERENCES tenants_department (organisation_id, id);
GRANT EXECUTE ON FUNCTION app_organisation(), app_actor() TO bd_door_network;
"""


def behind_the_doors() -> list[str]:
    return [
        statement
        for table, commands in BEHIND_THE_DOORS.items()
        for statement in policies(table, {DOOR: commands})
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0001_initial"),
        ("conversations", "0005_reading_together"),
        ("audit", "0003_row_security"),
    ]
    operations = [
        TenantTable(
            "Findable",
            job="SELECT, INSERT, DELETE",
            staff="SELECT, INSERT, DELETE",
            access={DOOR: {"SELECT (organisation_id, department_id)": "true"}},
        ),
        TenantTable(
            "Participation",
            staff="SELECT, INSERT, UPDATE (ended_at, ended_by, may_write, asked_at)",
            job="SELECT, INSERT, UPDATE (untold_since)",
            access={
                "bd_participant": {"SELECT": READABLE},
                DOOR: {
                    "SELECT": f"partner_id = {CALLER}",
                    "UPDATE (asked_at, seen_number, ended_at, ended_by, untold_since)": f"partner_id = {CALLER}",
                },
                "bd_door_clock": {
                    "SELECT (organisation_id, conversation_id, untold_since)": "untold_since IS NOT NULL"
                },
            },
        ),
        migrations.RunSQL(KEYS),
        *(migrations.RunSQL(statement) for statement in behind_the_doors()),
    ]
