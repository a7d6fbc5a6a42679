from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0013_sessions_of_members")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="is_of_provider",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
