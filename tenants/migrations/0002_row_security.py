"""Who may do what with which rows of the organisations."""

from django.db import migrations

from rowsecurity.operations import Door, ProtectedTable, TenantTable

EVERY = "true"  # the directory: name, telephone number and colour of an organisation are public
MINE = "organisation_id IN (SELECT app_my_organisations())"
OWN = "organisation_id = (SELECT app_organisation())"


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0001_initial"),
        ("people", "0003_row_security"),
        ("rowsecurity", "0001_functions_of_a_scope"),
    ]
    operations = [
        ProtectedTable(
            "tenants_organisation",
            {
                "bd_staff": {
                    "SELECT": EVERY,
                    "UPDATE (name, phone, brand_colour)": "id = (SELECT app_organisation())",
                },
                "bd_participant": {"SELECT": EVERY},
                "bd_gate": {"SELECT": EVERY},
                # A new organisation is born in a scope of its own.
                "bd_job": {"SELECT": EVERY, "INSERT": "id = (SELECT app_organisation())"},
                "bd_door_clock": {"SELECT": EVERY},
                "bd_door_usage": {"SELECT": EVERY},
            },
        ),
        TenantTable(
            "OrganisationKey",
            staff="SELECT",
            job="SELECT, INSERT, UPDATE",
            access={"bd_door_gate": {"SELECT": EVERY}},
        ),
        Door(
            "organisation_key",
            owner="bd_door_gate",
            arguments="uuid",
            definition="""(wanted uuid) RETURNS TABLE (generation smallint, wrapped bytea) LANGUAGE sql STABLE ROWS 3 AS $$
              SELECT k.generation, k.wrapped FROM tenants_organisationkey k WHERE k.organisation_id = wanted $$""",
            callers=["bd_web", "bd_worker", "bd_staff", "bd_participant", "bd_job"],
        ),
        TenantTable("Department", access={"bd_participant": {"SELECT": MINE}}),
        TenantTable("OpeningHours", access={"bd_participant": {"SELECT": MINE}}),
        TenantTable(
            "Membership",
            access={
                "bd_participant": {"SELECT": "person_id = (SELECT app_actor())"},
                "bd_gate": {"SELECT": "person_id = (SELECT app_actor())"},
            },
        ),
        TenantTable("DepartmentMembership"),
    ]
