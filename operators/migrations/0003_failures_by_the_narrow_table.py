"""What failed is looked up in the narrow table of the clock; as before for operators only."""

from django.db import migrations

from rowsecurity.operations import Door

ONLY_OPERATORS = """
                IF NOT operator_here() THEN
                  RAISE EXCEPTION 'for operators only' USING ERRCODE = 'insufficient_privilege';
                END IF;"""
FAILED = """carepaths_openstep w JOIN carepaths_duestep d ON d.id = w.id AND d.state = 'failed'
                    JOIN tenants_organisation o ON o.id = d.organisation_id WHERE w.wake_at = 'infinity'"""


class Migration(migrations.Migration):
    dependencies = [
        ("operators", "0002_row_security"),
        ("carepaths", "0011_what_is_open_is_narrow"),
    ]
    operations = [
        Door(
            "clock_failures",
            owner="bd_door_clock",
            arguments="",
            definition=f"""()
              RETURNS TABLE (reason text, organisation text, number bigint, oldest timestamptz)
              LANGUAGE plpgsql STABLE AS $$
              BEGIN{ONLY_OPERATORS}
                RETURN QUERY SELECT d.reason::text, o.name::text, count(*), min(d.due_at)
                  FROM {FAILED}
                  GROUP BY d.reason, o.name ORDER BY count(*) DESC, d.reason, o.name;
              END $$""",
            callers=["bd_gate"],
        ),
        Door(
            "clock_failed_steps",
            owner="bd_door_clock",
            arguments="integer",
            definition=f"""(most integer)
              RETURNS TABLE (id uuid, reason text, organisation text, due_at timestamptz, attempts smallint)
              LANGUAGE plpgsql STABLE AS $$
              BEGIN{ONLY_OPERATORS}
                RETURN QUERY SELECT d.id, d.reason::text, o.name::text, d.due_at, d.attempts
                  FROM {FAILED}
                  ORDER BY d.due_at LIMIT least(most, 200);
              END $$""",
            callers=["bd_gate"],
        ),
        # The step itself says that it is due again; its triggers do the rest.
        Door(
            "clock_try_again",
            owner="bd_door_clock",
            arguments="text, text, uuid",
            definition=f"""(label text, fault text, step uuid) RETURNS integer LANGUAGE plpgsql AS $$
              DECLARE changed integer; named text := fault;
              BEGIN{ONLY_OPERATORS}
                IF step IS NOT NULL THEN
                  SELECT d.reason INTO named FROM carepaths_duestep d WHERE d.id = step AND d.state = 'failed';
                END IF;
                UPDATE carepaths_duestep d SET state = 'due', attempts = 0, reason = ''
                FROM carepaths_openstep w
                WHERE w.id = d.id AND w.wake_at = 'infinity' AND d.state = 'failed'
                  AND (d.id = step OR (step IS NULL AND d.reason = fault));
                GET DIAGNOSTICS changed = ROW_COUNT;
                IF changed > 0 THEN
                  INSERT INTO operators_deed (label, person_id, reason, number)
                  VALUES (label, app_actor(), named, changed);
                END IF;
                RETURN changed;
              END $$""",
            callers=["bd_gate"],
        ),
    ]
