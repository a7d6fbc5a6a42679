"""A histogram of times is one row and no longer one for each step: five of six rows of figures were steps.

In short transactions, one for each organisation, so that nobody waits until all rows have moved. What does not
get its lock in a moment ends with an error and may be begun again: each part finds what an earlier run did.
Counting has to stand still meanwhile; see docs/operations.md.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations, models, transaction

LOCK = "SET LOCAL lock_timeout = '2s'"
TABLE = "monitoring_export_usagefigure"
STEPS = f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS steps jsonb NULL"
# The owner sees rows only while row security is not forced on it; no moment of that outlives its transaction.
FREE = ("SET CONSTRAINTS ALL IMMEDIATE", f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY")
FORCED = f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY"
HAS_STEP = f"SELECT FROM pg_attribute WHERE attrelid = '{TABLE}'::regclass AND attname = 'step'"
WHOSE = f"SELECT DISTINCT organisation_id FROM {TABLE} WHERE key = 'first_answer' AND steps IS NULL"
# What they become differs in `step` from what they are, because the constraint of before still holds.
TOGETHER = f"""
INSERT INTO {TABLE} (id, organisation_id, span, starts_on, department_id, key, step, number, steps)
SELECT gen_random_uuid(), organisation_id, span, starts_on, department_id, key, 32767, sum(number),
  jsonb_object_agg(step, number)
FROM {TABLE} WHERE organisation_id = %s AND key = 'first_answer' AND steps IS NULL
GROUP BY organisation_id, span, starts_on, department_id, key
"""
APART = f"DELETE FROM {TABLE} WHERE organisation_id = %s AND key = 'first_answer' AND steps IS NULL"
BUILT = (
    "DROP INDEX CONCURRENTLY IF EXISTS one_figure_of_a_day_now",
    f"""CREATE UNIQUE INDEX CONCURRENTLY one_figure_of_a_day_now ON {TABLE}
      (organisation_id, span, starts_on, department_id, key) NULLS NOT DISTINCT""",
)
IN_ITS_PLACE = (
    "DROP INDEX IF EXISTS one_figure_of_a_day",
    f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS step",
    "ALTER INDEX one_figure_of_a_day_now RENAME TO one_figure_of_a_day",
)


def move(_apps: Any, schema_editor: Any) -> None:
    """Put the steps of each histogram together, one organisation after the other."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute(HAS_STEP)
        if cursor.fetchone() is None:
            return
        with transaction.atomic(connection.alias):
            for statement in (LOCK, STEPS, *FREE, WHOSE):
                cursor.execute(statement)
            organisations = cursor.fetchall()
            cursor.execute(FORCED)
        for organisation in organisations:
            with transaction.atomic(connection.alias):
                for statement in (LOCK, *FREE):
                    cursor.execute(statement)
                cursor.execute(TOGETHER, organisation)
                cursor.execute(APART, organisation)
                cursor.execute(FORCED)


def swap(_apps: Any, schema_editor: Any) -> None:
    """Build the new constraint while everybody goes on, and let it take the place of the old one."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for statement in BUILT:
            cursor.execute(statement)
        with transaction.atomic(connection.alias):
            for statement in (LOCK, *IN_ITS_PLACE):
                cursor.execute(statement)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("monitoring_export", "0008_moments_of_an_organisation")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(move), migrations.RunPython(swap)],
            state_operations=[
                migrations.AddField(
                    "usagefigure",
                    "steps",
                    models.JSONField(
                        help_text="How many of each step of a histogram; see histogram.py.", null=True
                    ),
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
            ],
        )
    ]
