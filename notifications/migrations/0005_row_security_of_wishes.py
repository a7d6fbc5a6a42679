"""Wishes and browsers belong to a person: changed at the gate, read by a job of an organisation that knows them."""

from django.db import migrations

from rowsecurity.operations import Door, ProtectedTable

ME = "person_id = (SELECT app_actor())"


def known(table: str) -> str:
    """Persons of the organisation of the job: its patients, who represents them, who works there."""
    tables = ("people_patient", "people_representation", "tenants_membership")
    return " OR ".join(
        f"EXISTS (SELECT FROM {each} k WHERE k.person_id = {table}.person_id)" for each in tables
    )


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0004_wishes_and_browsers"),
        ("people", "0004_row_security_of_patients"),
    ]
    operations = [
        ProtectedTable(
            "notifications_noticewish",
            {
                "bd_gate": dict.fromkeys(("SELECT", "INSERT", "UPDATE"), ME),
                "bd_job": {"SELECT": known("notifications_noticewish")},
            },
        ),
        ProtectedTable(
            "notifications_pushsubscription",
            {
                "bd_gate": dict.fromkeys(("SELECT", "INSERT", "DELETE"), ME),
                "bd_job": dict.fromkeys(("SELECT", "DELETE"), known("notifications_pushsubscription")),
                "bd_door_gate": {"SELECT (endpoint_hash)": "true", "DELETE": "true"},
            },
        ),
        # Where a notice to somebody with an account goes; never the password.
        ProtectedTable(
            "people_credential",
            {"bd_job": {"SELECT (person_id, email, mobile)": known("people_credential")}},
        ),
        Door(
            "forget_browser",
            owner="bd_door_gate",
            arguments="bytea",
            definition="""(hash bytea) RETURNS void LANGUAGE sql AS $$
              DELETE FROM notifications_pushsubscription WHERE endpoint_hash = hash $$""",
            callers=["bd_gate"],
        ),
    ]
