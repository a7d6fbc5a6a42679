"""The e-mail address that a provider names is where notices of somebody's work go."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("single_sign_on", "0003_known_of_one_provider")]

    operations = [
        migrations.AddField(
            model_name="workidentity",
            name="email",
            field=models.EmailField(
                blank=True,
                db_default="",
                default="",
                help_text="As the provider names it; for notices only.",
                max_length=254,
            ),
        ),
    ]
