-- The database of the platform, after roles.sql. Run in that database by a superuser; again is harmless.
-- PostgreSQL lets everybody connect and make temporary tables, which a definer function could mistake for ours.
DO $$
BEGIN
  EXECUTE format('ALTER DATABASE %I OWNER TO bd_owner', current_database());
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO bd_owner, bd_web, bd_worker, bd_backup', current_database());
END $$;

ALTER SCHEMA public OWNER TO bd_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
