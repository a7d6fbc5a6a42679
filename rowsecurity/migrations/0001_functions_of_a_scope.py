"""What a policy asks: whose organisation, and who. An unset value is no row, never an error."""

from django.db import migrations

FUNCTIONS = """
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
CREATE FUNCTION app_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.organisation', true), '')::uuid $$;
CREATE FUNCTION app_actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.actor', true), '')::uuid $$;
GRANT EXECUTE ON FUNCTION app_organisation(), app_actor()
  TO bd_staff, bd_participant, bd_gate, bd_job, bd_door_gate, bd_door_reach, bd_door_clock, bd_door_usage;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FUNCTIONS, elidable=False)]
