from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0014_who_tells_of_a_discharge")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="is_of_provider",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
