"""A department that was removed is not offered to others any more."""

from django.db import migrations

from rowsecurity.operations import Door

DEPARTMENTS = """() RETURNS TABLE (organisation_id uuid, organisation_name text, department_id uuid, name text, specialism text)
LANGUAGE sql STABLE AS $$
  SELECT o.id, o.name::text, d.id, d.name::text, d.specialism::text
  FROM network_findable f JOIN tenants_department d ON d.organisation_id = f.organisation_id AND d.id = f.department_id
    JOIN tenants_organisation o ON o.id = f.organisation_id
  WHERE f.organisation_id <> app_organisation() AND d.removed_at IS NULL ORDER BY o.name, d.name
$$"""


class Migration(migrations.Migration):
    dependencies = [("network", "0003_doors"), ("tenants", "0006_removed_departments")]
    operations = [
        migrations.RunSQL("GRANT SELECT (removed_at) ON tenants_department TO bd_door_network"),
        Door(
            "network_departments",
            owner="bd_door_network",
            arguments="",
            definition=DEPARTMENTS,
            callers=["bd_staff"],
        ),
    ]
