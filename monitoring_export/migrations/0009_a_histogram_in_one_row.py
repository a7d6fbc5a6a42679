"""A histogram of times is one row and no longer one for each step: five of six rows of figures were steps."""

from django.db import migrations, models

# Moves the histograms of all organisations, so row security is not forced on the owner meanwhile. What they
# become differs in `step` from what they are, because the constraint of before still holds.
TOGETHER = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE monitoring_export_usagefigure NO FORCE ROW LEVEL SECURITY;
INSERT INTO monitoring_export_usagefigure
  (id, organisation_id, span, starts_on, department_id, key, step, number, steps)
SELECT gen_random_uuid(), organisation_id, span, starts_on, department_id, key, 32767, sum(number),
  jsonb_object_agg(step, number)
FROM monitoring_export_usagefigure WHERE key = 'first_answer'
GROUP BY organisation_id, span, starts_on, department_id, key;
DELETE FROM monitoring_export_usagefigure WHERE key = 'first_answer' AND steps IS NULL;
ALTER TABLE monitoring_export_usagefigure FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring_export", "0008_moments_of_an_organisation")]

    operations = [
        migrations.AddField(
            "usagefigure",
            "steps",
            models.JSONField(help_text="How many of each step of a histogram; see histogram.py.", null=True),
        ),
        migrations.AlterField(
            "usagefigure",
            "key",
            models.CharField(help_text="See dictionary.py and counting_facts.sql.", max_length=24),
        ),
        migrations.AlterField(
            "usagefigure",
            "number",
            models.BigIntegerField(help_text="Of a histogram, all steps together."),
        ),
        migrations.RunSQL(TOGETHER),
        migrations.RemoveConstraint("usagefigure", "one_figure_of_a_day"),
        migrations.RemoveField("usagefigure", "step"),
        migrations.AddConstraint(
            "usagefigure",
            models.UniqueConstraint(
                models.F("organisation"),
                models.F("span"),
                models.F("starts_on"),
                models.F("department"),
                models.F("key"),
                name="one_figure_of_a_day",
                nulls_distinct=False,
            ),
        ),
    ]
