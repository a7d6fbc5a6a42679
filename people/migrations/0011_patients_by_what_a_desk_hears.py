"""Patients as a desk looks for them: the form of a name that is searched, and a day of birth."""

from django.db import migrations, models

# Immutable, so that a column can be made with it. Comparing such a column is leakproof, and so may use its index
# under row security; LIKE, lower() and unaccent() in a query may not.
FORM = """
CREATE FUNCTION app_search_form(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT left(translate(
    regexp_replace(lower(value), '^((de|den|der|van|von|het|''t|ten|ter|te|la|el|al|op|in) +)+', ''),
    'àáâãäåāçćčđèéêëēęěğìíîïīıłñńňòóôõöøōřśşšșţțùúûüūůýÿźżž',
    'aaaaaaacccdeeeeeeegiiiiiilnnnooooooorssssttuuuuuuyyzzz'
  ), 80)
$$;
REVOKE ALL ON FUNCTION app_search_form(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_search_form(text) TO bd_staff, bd_job;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0010_relatives"),
        ("tenants", "0002_row_security"),
    ]

    operations = [
        migrations.RunSQL(FORM),
        migrations.AddField(
            model_name="patient",
            name="search_family",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func("family_name", function="app_search_form"),
                output_field=models.CharField(db_collation="C", max_length=80),
            ),
        ),
        migrations.AddField(
            model_name="patient",
            name="search_given",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func("given_name", function="app_search_form"),
                output_field=models.CharField(db_collation="C", max_length=80),
            ),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(fields=["organisation", "search_family"], name="patient_by_family"),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(fields=["organisation", "search_given"], name="patient_by_given"),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(fields=["organisation", "birth_date"], name="patient_by_birth_date"),
        ),
    ]
