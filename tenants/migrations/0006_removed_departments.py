"""A department that was removed keeps its conversations and takes no new ones."""

import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0005_row_security_of_staff_invitations"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="department",
            options={
                "base_manager_name": "all_objects",
                "default_manager_name": "objects",
                "ordering": ["name"],
            },
        ),
        migrations.AlterModelManagers(
            name="department",
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="department",
            name="removed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
