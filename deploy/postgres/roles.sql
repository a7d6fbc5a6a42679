-- Roles of the platform. Run once per cluster by a superuser (again is harmless); passwords are set apart.
-- No runtime role owns anything or bypasses row security, and the logins inherit nothing: without
-- `set_config('role', …)` at the start of a transaction they may not read a single table.
DO $$
DECLARE
  name text;
BEGIN
  -- Work roles: what a scope of rowsecurity/scopes.py becomes. Door roles: owners of narrow definer functions.
  FOREACH name IN ARRAY ARRAY['bd_staff', 'bd_helpdesk', 'bd_participant', 'bd_gate', 'bd_job', 'bd_eraser',
                              'bd_door_gate', 'bd_door_reach', 'bd_door_clock', 'bd_door_usage',
                              'bd_door_network'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', name);
    END IF;
  END LOOP;
  FOREACH name IN ARRAY ARRAY['bd_owner', 'bd_web', 'bd_worker'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEROLE', name);
    END IF;
  END LOOP;
  -- The one role that reads past row security; for pg_dump only, never for a server process.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bd_backup') THEN
    CREATE ROLE bd_backup LOGIN BYPASSRLS;
  END IF;
END $$;

GRANT bd_staff, bd_helpdesk, bd_participant, bd_gate, bd_job TO bd_web;
-- Removing what is over its term, or what two admins agreed to delete, is a worker's alone.
GRANT bd_job, bd_eraser TO bd_worker;
GRANT bd_door_gate, bd_door_reach, bd_door_clock, bd_door_usage, bd_door_network TO bd_owner;
GRANT pg_read_all_data TO bd_backup;
