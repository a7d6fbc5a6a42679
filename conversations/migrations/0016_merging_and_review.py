"""Two conversations put together; standard replies of a member, with an owner and a day of review."""

import django.db.models.deletion
from django.db import migrations, models

import rowsecurity.models
from rowsecurity.operations import TenantKey

# Where a message goes on whose conversation was put together with another; row security says who may know.
GOES_ON = """
CREATE FUNCTION conversation_goes_on_in_as(as_role text, as_organisation text, as_actor text, in_conversation uuid)
RETURNS uuid LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scope_take(as_role, as_organisation, as_actor);
  RETURN (SELECT c.merged_into_id FROM conversations_conversation c
    WHERE c.id = in_conversation AND app_may_read() AND app_may_reach_conversation(c.id, true));
END $$;
REVOKE ALL ON FUNCTION conversation_goes_on_in_as(text, text, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conversation_goes_on_in_as(text, text, text, uuid) TO bd_web;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0015_must_read"),
        ("tenants", "0006_removed_departments"),
    ]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="merged_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="conversation",
            name="merged_into",
            field=rowsecurity.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_here",
                to="conversations.conversation",
            ),
        ),
        migrations.AddField(
            model_name="standardreply",
            name="member",
            field=rowsecurity.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="tenants.membership",
            ),
        ),
        migrations.AddField(
            model_name="standardreply",
            name="owner",
            field=rowsecurity.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.membership",
            ),
        ),
        migrations.AddField(
            model_name="standardreply",
            name="review_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="standardreply",
            name="department",
            field=rowsecurity.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="standard_replies",
                to="tenants.department",
            ),
        ),
        migrations.AddConstraint(
            model_name="standardreply",
            constraint=models.CheckConstraint(
                condition=models.Q(("department", None), ("member", None), _connector="XOR"),
                name="reply_of_a_department_or_a_member",
            ),
        ),
        TenantKey("Conversation", "merged_into"),
        TenantKey("StandardReply", "member"),
        TenantKey("StandardReply", "owner"),
        migrations.RunSQL(GOES_ON),
    ]
