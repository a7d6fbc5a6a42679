"""Creating an organisation leaves a line too; the door asks again whether it is an operator who calls."""

from django.db import migrations, models

from rowsecurity.operations import Door


class Migration(migrations.Migration):
    dependencies = [
        ("operators", "0003_failures_by_the_narrow_table"),
        ("tenants", "0008_running_an_organisation"),
    ]
    operations = [
        migrations.AddField(
            model_name="deed",
            name="what",
            field=models.CharField(
                choices=[
                    ("again", "let steps be tried again"),
                    ("created", "created an organisation"),
                    ("invited", "invited an admin"),
                ],
                db_default="again",
                default="again",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="deed",
            name="reason",
            field=models.CharField(help_text="The fault that was tried again, or the slug.", max_length=120),
        ),
        Door(
            "operator_did",
            owner="bd_door_clock",
            arguments="text, text, text",
            definition="""(label text, what text, about text) RETURNS void LANGUAGE plpgsql AS $$
              BEGIN
                IF NOT operator_here() THEN
                  RAISE EXCEPTION 'for operators only' USING ERRCODE = 'insufficient_privilege';
                END IF;
                INSERT INTO operators_deed (label, person_id, what, reason, number)
                VALUES (label, app_actor(), what, about, 1);
              END $$""",
            callers=["bd_gate"],
        ),
    ]
