"""Who works here locks a visit before what follows it changes; a lock asks for the right to change a column.

No view writes this one; what the hospital's system told stays out of reach.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("carepaths", "0007_paths_that_start_on_answers")]

    operations = [
        migrations.RunSQL(
            "GRANT UPDATE (created_at) ON carepaths_visit TO bd_staff",
            "REVOKE UPDATE (created_at) ON carepaths_visit FROM bd_staff",
        )
    ]
