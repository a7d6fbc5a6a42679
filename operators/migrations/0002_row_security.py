"""Who sees figures over all organisations: each door asks again whether it is an operator who calls."""

from django.db import migrations

from rowsecurity.operations import Door, ProtectedTable

ONLY_OPERATORS = """
                IF NOT operator_here() THEN
                  RAISE EXCEPTION 'for operators only' USING ERRCODE = 'insufficient_privilege';
                END IF;"""


class Migration(migrations.Migration):
    dependencies = [
        ("operators", "0001_initial"),
        ("carepaths", "0005_figures_of_the_clock"),
        ("people", "0013_sessions_of_members"),
    ]
    operations = [
        ProtectedTable(
            "operators_operator",
            {
                "bd_gate": {"SELECT": "person_id = (SELECT app_actor())"},
                "bd_door_clock": {"SELECT (person_id)": "true"},
                "bd_door_gate": dict.fromkeys(("SELECT", "INSERT", "DELETE"), "true"),
            },
        ),
        # A page asks more of an operator than a text message.
        migrations.RunSQL("GRANT SELECT (is_strong) ON people_session TO bd_gate"),
        Door(
            "operator_here",
            owner="bd_door_clock",
            arguments="",
            definition="""() RETURNS boolean LANGUAGE sql STABLE AS $$
              SELECT EXISTS (SELECT FROM operators_operator o WHERE o.person_id = app_actor()) $$""",
            callers=["bd_gate"],
        ),
        ProtectedTable(
            "operators_deed",
            {
                "bd_gate": {
                    "SELECT": "EXISTS (SELECT FROM operators_operator o WHERE o.person_id = (SELECT app_actor()))"
                },
                "bd_door_clock": {"INSERT": "true"},
            },
        ),
        # From the machine only: the login that owns the tables, which web and worker are never told.
        Door(
            "operator_name",
            owner="bd_door_gate",
            arguments="text, boolean",
            definition="""(address text, ends boolean) RETURNS boolean LANGUAGE plpgsql AS $$
              BEGIN
                IF ends THEN
                  DELETE FROM operators_operator o USING people_credential c
                  WHERE c.person_id = o.person_id AND c.email = lower(address);
                  RETURN FOUND;
                END IF;
                INSERT INTO operators_operator (person_id)
                SELECT c.person_id FROM people_credential c WHERE c.email = lower(address) ON CONFLICT DO NOTHING;
                RETURN EXISTS (SELECT FROM people_credential c WHERE c.email = lower(address));
              END $$""",
            callers=["bd_owner"],
        ),
        Door(
            "clock_minutes",
            owner="bd_door_clock",
            arguments="integer",
            definition=f"""(most integer) RETURNS TABLE (minute timestamptz, what text, number bigint)
              LANGUAGE plpgsql STABLE AS $$
              BEGIN{ONLY_OPERATORS}
                RETURN QUERY SELECT t.minute, t.what::text, t.number FROM carepaths_clocktally t
                  WHERE t.minute > now() - make_interval(mins => most) ORDER BY t.minute, t.what;
              END $$""",
            callers=["bd_gate"],
        ),
        Door(
            "clock_failures",
            owner="bd_door_clock",
            arguments="",
            definition=f"""()
              RETURNS TABLE (reason text, organisation text, number bigint, oldest timestamptz)
              LANGUAGE plpgsql STABLE AS $$
              BEGIN{ONLY_OPERATORS}
                RETURN QUERY SELECT d.reason::text, o.name::text, count(*), min(d.due_at)
                  FROM carepaths_duestep d JOIN tenants_organisation o ON o.id = d.organisation_id
                  WHERE d.state = 'failed' GROUP BY d.reason, o.name ORDER BY count(*) DESC, d.reason, o.name;
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
                  FROM carepaths_duestep d JOIN tenants_organisation o ON o.id = d.organisation_id
                  WHERE d.state = 'failed' ORDER BY d.due_at LIMIT least(most, 200);
              END $$""",
            callers=["bd_gate"],
        ),
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
                UPDATE carepaths_duestep d
                SET state = 'due', wake_at = now(), lease_until = NULL, attempts = 0, reason = ''
                WHERE d.state = 'failed' AND (d.id = step OR (step IS NULL AND d.reason = fault));
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
