"""Whoever works here and is the patient has a seat by each door; when somebody first connected is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("video", "0002_row_security")]
    operations = [
        migrations.RemoveConstraint(model_name="seat", name="one_seat_per_person"),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "team")),
                fields=("organisation", "visit", "person"),
                name="one_seat_per_member",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False), models.Q(("kind", "team"), _negated=True)),
                fields=("organisation", "visit", "person"),
                name="one_seat_on_own_side",
            ),
        ),
        migrations.AddField(
            model_name="seat",
            name="connected_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
