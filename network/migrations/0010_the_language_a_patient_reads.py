"""In which language the patient of a shared conversation reads: a partner that leaves says so in that one."""

from django.db import migrations

from rowsecurity.operations import Door, policies

OWN = "id IN (SELECT person_id FROM people_patient)"
READS = """(in_participation uuid) RETURNS text LANGUAGE sql STABLE AS $$
  -- As `Patient.reads_in`: what they chose for themselves, else what the organisation registered.
  SELECT coalesce(nullif(own.language, ''), r.language)::text
  FROM network_seat(in_participation) s
    JOIN people_patient r ON r.organisation_id = s.organisation_id AND r.id = s.patient_id
    LEFT JOIN people_person own ON own.id = r.person_id
  WHERE in_participation IS NOT NULL
$$"""


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0009_nothing_elsewhere_is_told_at_once"),
        ("people", "0004_row_security_of_patients"),
    ]
    operations = [
        migrations.RunSQL("GRANT SELECT (person_id, language) ON people_patient TO bd_door_network"),
        *(
            migrations.RunSQL(statement)
            for statement in policies("people_person", {"bd_door_network": {"SELECT (id, language)": OWN}})
        ),
        Door(
            "network_reads_in",
            owner="bd_door_network",
            arguments="uuid",
            definition=READS,
            callers=["bd_staff"],
        ),
    ]
