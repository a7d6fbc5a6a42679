"""Lists are brought and dropped by the team, checked and imported by the platform."""

from django.db import migrations

from rowsecurity.operations import TenantTable


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0003_lists")]
    operations = [
        TenantTable("InvitationList", staff="SELECT, INSERT, UPDATE", job="SELECT, INSERT, UPDATE"),
        TenantTable("ListLine", staff="SELECT, DELETE", job="SELECT, INSERT, UPDATE, DELETE"),
    ]
