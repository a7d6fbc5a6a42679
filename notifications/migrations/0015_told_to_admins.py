"""Admins are told that deleting was asked for, and that somebody became admin."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0014_copies_of_everything"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="template",
            field=models.CharField(
                choices=[
                    ("invitation", "invitation"),
                    ("invitation_code", "code"),
                    ("invitation_again", "reminder of an invitation"),
                    ("helpdesk_answer", "answer of the helpdesk"),
                    ("staff_invitation", "invitation of a member of staff"),
                    ("invitation_mailcode", "code by e-mail"),
                    ("access_changed", "who reads along has changed"),
                    ("new_message", "new message"),
                    ("must_read", "message that must be read"),
                    ("visit", "reminder of a visit"),
                    ("work", "work for a member of staff"),
                    ("video_guest", "link to a video visit"),
                    ("number_changed", "another mobile number"),
                    ("copy_asked", "a copy of everything was asked for"),
                    ("copy_agreed", "a copy of everything is made"),
                    ("erasure_asked", "deleting everything of a patient was asked for"),
                    ("admin_began", "somebody became admin"),
                ],
                max_length=20,
            ),
        ),
    ]
