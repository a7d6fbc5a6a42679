"""Who may do what with people: doors to sign in, and what a patient or relative reaches."""

from django.db import migrations

from rowsecurity.operations import Door, ProtectedTable

ME = "person_id = (SELECT app_actor())"
SELF = "id = (SELECT app_actor())"
DEVICES = (
    "otp_totp_totpdevice",
    "otp_static_staticdevice",
    "django_otp_webauthn_webauthncredential",
)


def devices() -> list[ProtectedTable]:
    """A second factor belongs to one person and is touched at the gate only."""
    mine = "user_id = (SELECT app_actor())"
    return [
        ProtectedTable(table, {"bd_gate": dict.fromkeys(("SELECT", "INSERT", "UPDATE", "DELETE"), mine)})
        for table in DEVICES
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_keys_to_others"),
        ("rowsecurity", "0001_functions_of_a_scope"),
        ("otp_totp", "0003_add_timestamps"),
        ("otp_static", "0003_add_timestamps"),
        ("django_otp_webauthn", "0004_webauthnuserhandle"),
    ]
    operations = [
        ProtectedTable(
            "people_credential",
            {
                "bd_gate": dict.fromkeys(("SELECT", "INSERT", "UPDATE"), ME),
                "bd_door_gate": {"SELECT (person_id, email)": "true"},
            },
        ),
        Door(
            "person_by_email",
            owner="bd_door_gate",
            arguments="text",
            definition="""(wanted text) RETURNS uuid LANGUAGE sql STABLE AS $$
              SELECT person_id FROM people_credential WHERE email = lower(wanted) $$""",
            callers=["bd_gate"],
        ),
        ProtectedTable(
            "people_session",
            {
                "bd_door_gate": dict.fromkeys(("SELECT", "INSERT", "UPDATE", "DELETE"), "true"),
                "bd_participant": {
                    "SELECT (key_hash, person_id, label, created_at, seen_at, expires_at)": ME,
                    "DELETE": ME,
                },
                "bd_gate": {
                    "SELECT (key_hash, person_id, label, created_at, seen_at, expires_at)": ME,
                    "DELETE": ME,
                },
            },
        ),
        Door(
            "session_load",
            owner="bd_door_gate",
            arguments="bytea",
            definition="""(wanted bytea) RETURNS TABLE (person_id uuid, is_verified boolean, data text) LANGUAGE sql STABLE ROWS 1 AS $$
              SELECT s.person_id, s.is_verified, s.data FROM people_session s
              WHERE s.key_hash = wanted AND s.expires_at > now() $$""",
            callers=["bd_web"],
        ),
        Door(
            "session_save",
            owner="bd_door_gate",
            arguments="bytea, uuid, boolean, text, text, timestamptz, boolean",
            definition="""(hash bytea, who uuid, verified boolean, content text, called text, until timestamptz, is_new boolean)
              RETURNS boolean LANGUAGE plpgsql AS $$
              BEGIN
                IF is_new THEN
                  INSERT INTO people_session (key_hash, person_id, is_verified, data, label, created_at, seen_at, expires_at)
                  VALUES (hash, who, verified, content, called, now(), now(), until) ON CONFLICT DO NOTHING;
                ELSE
                  UPDATE people_session SET person_id = who, is_verified = verified, data = content, seen_at = now()
                  WHERE key_hash = hash;
                END IF;
                RETURN FOUND;
              END $$""",
            callers=["bd_web"],
        ),
        Door(
            "session_delete",
            owner="bd_door_gate",
            arguments="bytea",
            definition="(hash bytea) RETURNS void LANGUAGE sql AS $$ DELETE FROM people_session WHERE key_hash = hash $$",
            callers=["bd_web"],
        ),
        Door(
            "session_clear_expired",
            owner="bd_door_gate",
            arguments="",
            definition="() RETURNS void LANGUAGE sql AS $$ DELETE FROM people_session WHERE expires_at < now() $$",
            callers=["bd_worker", "bd_web"],
        ),
        Door(
            "app_my_patients",
            owner="bd_door_reach",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 5 AS $$
              SELECT id FROM people_patient WHERE person_id = app_actor()
              UNION SELECT patient_id FROM people_representation
              WHERE person_id = app_actor() AND starts_at <= now() AND (ends_at IS NULL OR ends_at > now()) $$""",
            callers=["bd_participant"],
        ),
        Door(
            "app_my_organisations",
            owner="bd_door_reach",
            arguments="",
            definition="""() RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 3 AS $$
              SELECT organisation_id FROM people_patient WHERE person_id = app_actor()
              UNION SELECT organisation_id FROM people_representation
              WHERE person_id = app_actor() AND starts_at <= now() AND (ends_at IS NULL OR ends_at > now()) $$""",
            callers=["bd_participant"],
        ),
        ProtectedTable(
            "otp_static_statictoken",
            {
                "bd_gate": dict.fromkeys(
                    ("SELECT", "INSERT", "DELETE"),
                    "device_id IN (SELECT id FROM otp_static_staticdevice WHERE user_id = (SELECT app_actor()))",
                )
            },
        ),
        *devices(),
        ProtectedTable(
            "django_otp_webauthn_webauthnuserhandle",
            {"bd_gate": dict.fromkeys(("SELECT", "INSERT"), "user_id = (SELECT app_actor())")},
        ),
        ProtectedTable(
            "django_otp_webauthn_webauthnattestation",
            {
                "bd_gate": dict.fromkeys(
                    ("SELECT", "INSERT", "DELETE"),
                    "credential_id IN (SELECT id FROM django_otp_webauthn_webauthncredential WHERE user_id = (SELECT app_actor()))",
                )
            },
        ),
    ]
