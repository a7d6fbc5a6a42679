"""In how many conversations of others a department takes part: it is not removed while it does."""

from django.db import migrations

from rowsecurity.operations import Door


class Migration(migrations.Migration):
    dependencies = [("network", "0006_files")]
    operations = [
        Door(
            "network_taking_part",
            owner="bd_door_network",
            arguments="uuid",
            definition="""(in_department uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
              SELECT count(*) FROM network_participation p
              WHERE p.partner_id = app_organisation() AND p.partner_department_id = in_department
                AND p.ended_at IS NULL $$""",
            callers=["bd_staff"],
        ),
    ]
