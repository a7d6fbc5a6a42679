"""What a process keeps of a department knows its special days too; it is read in one place."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0022_a_wait_of_the_patients_own"),
        ("tenants", "0008_running_an_organisation"),
    ]
    operations = [
        migrations.RunSQL(
            "CREATE OR REPLACE FUNCTION desk_as_json(in_department uuid) RETURNS jsonb LANGUAGE sql STABLE AS"
            " $$ SELECT department_desk(in_department) $$"
        )
    ]
