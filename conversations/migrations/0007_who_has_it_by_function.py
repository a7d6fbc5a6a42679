"""Who has a conversation by function, for the patient's side, which may not read who works where."""

from django.db import migrations, models

# Whoever assigns, and however: the head says it. Sending does not touch the assignee and pays nothing.
KEEP = """
CREATE FUNCTION conversation_held_by() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.held_by_role := ''; NEW.held_by_title := '';
  IF NEW.assignee_id IS NOT NULL THEN
    SELECT CASE WHEN 'clinician' = ANY (m.roles) THEN 'clinician' WHEN 'desk' = ANY (m.roles) THEN 'desk' ELSE 'team' END,
      m.job_title INTO NEW.held_by_role, NEW.held_by_title
    FROM tenants_membership m WHERE m.organisation_id = NEW.organisation_id AND m.id = NEW.assignee_id;
    NEW.held_by_role := coalesce(NEW.held_by_role, 'team'); NEW.held_by_title := coalesce(NEW.held_by_title, '');
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION conversation_held_by() FROM PUBLIC;
CREATE TRIGGER held_by BEFORE INSERT OR UPDATE OF assignee_id ON conversations_conversation
  FOR EACH ROW EXECUTE FUNCTION conversation_held_by();
"""
# Row security is forced on the owner too; for this one statement, in this transaction, it is not.
FILL = """
ALTER TABLE conversations_conversation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE tenants_membership NO FORCE ROW LEVEL SECURITY;
UPDATE conversations_conversation SET assignee_id = assignee_id WHERE assignee_id IS NOT NULL;
ALTER TABLE tenants_membership FORCE ROW LEVEL SECURITY;
ALTER TABLE conversations_conversation FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0006_team_tasks"), ("tenants", "0002_row_security")]
    operations = [
        migrations.AddField(
            "conversation",
            "held_by_role",
            models.CharField(blank=True, db_default="", max_length=12),
        ),
        migrations.AddField(
            "conversation",
            "held_by_title",
            models.CharField(blank=True, db_default="", max_length=60),
        ),
        migrations.RunSQL(KEEP),
        migrations.RunSQL(FILL),
    ]
