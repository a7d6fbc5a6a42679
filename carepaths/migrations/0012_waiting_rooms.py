"""A step can open the waiting room of a video visit."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("carepaths", "0011_what_is_open_is_narrow"), ("video", "0001_initial")]
    operations = [
        migrations.AlterField(
            "step",
            "kind",
            models.CharField(
                choices=[
                    ("message", "message"),
                    ("task", "message with buttons"),
                    ("questionnaire", "question list"),
                    ("team_task", "task for the team"),
                    ("letter", "letter"),
                    ("video", "video waiting room"),
                    ("end", "end of the path"),
                ],
                max_length=13,
            ),
        ),
    ]
