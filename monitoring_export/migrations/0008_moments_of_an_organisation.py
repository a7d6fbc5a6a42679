"""What is counted is found by organisation and moment: counting a small one does not read the days of all."""

from django.db import migrations

# Rows of one organisation come in the order of time, so a new one goes where the last one went.
BY_ORGANISATION = """
CREATE INDEX usage_message_by_moment ON conversations_message (organisation_id, sent_at);
CREATE INDEX usage_conversation_by_moment ON conversations_conversation (organisation_id, created_at);
DROP INDEX message_by_time, conversation_by_time
"""
BY_TIME_ALONE = """
CREATE INDEX message_by_time ON conversations_message USING brin (sent_at);
CREATE INDEX conversation_by_time ON conversations_conversation USING brin (created_at);
DROP INDEX usage_message_by_moment, usage_conversation_by_moment
"""


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring_export", "0007_deliveries"),
        ("conversations", "0023_special_days"),
    ]
    operations = [migrations.RunSQL(BY_ORGANISATION, BY_TIME_ALONE)]
