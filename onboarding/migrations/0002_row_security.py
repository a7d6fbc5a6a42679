"""Rules are the team's; who is due is planned and carried out by the platform."""

from django.db import migrations

from rowsecurity.operations import TenantTable


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0001_initial")]
    operations = [
        TenantTable("InvitationRule", staff="SELECT, INSERT, UPDATE"),
        TenantTable("DueInvitation", staff="SELECT", job="SELECT, INSERT, UPDATE"),
    ]
