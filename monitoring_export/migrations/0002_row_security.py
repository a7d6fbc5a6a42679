"""The team reads figures, counting writes them; and what a month is found by among all messages."""

from django.db import migrations

from rowsecurity.operations import TenantTable

# Rows come in the order of time, so a few kilobytes tell where a month lies.
BY_TIME = """
CREATE INDEX message_by_time ON conversations_message USING brin (sent_at);
CREATE INDEX conversation_by_time ON conversations_conversation USING brin (created_at);
"""
NOT_BY_TIME = "DROP INDEX message_by_time, conversation_by_time"
COUNTING = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):
    dependencies = [("monitoring_export", "0001_initial"), ("conversations", "0002_row_security")]
    operations = [
        TenantTable("UsageRollup", staff="SELECT", job=COUNTING),
        TenantTable("UsagePatient", staff="", job=COUNTING),
        TenantTable("CountedMonth", staff="SELECT", job=COUNTING),
        migrations.RunSQL(BY_TIME, NOT_BY_TIME),
    ]
