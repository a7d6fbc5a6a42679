"""A list of colleagues: its columns, and when a line is right. Pure; how a list is read stands in `sheet`.

Roles stand in one field, with a comma or a plus between them; so do departments, by name or by code.
"""

from __future__ import annotations

import re

from onboarding.sheet import Layout, Line, Problem, is_email
from tenants.roles import Role

COLUMNS = {
    "email": ("e-mailadres", "e-mail", "email", "mail"),
    "given_name": ("voornaam", "first name", "given name"),
    "family_name": ("achternaam", "last name", "family name"),
    "job_title": ("functie", "function", "job title"),
    "roles": ("rol", "rollen", "role", "roles"),
    "departments": ("afdeling", "afdelingen", "department", "departments"),
    "display_name": ("naam voor patiënten", "naam voor patienten", "weergavenaam", "display name"),
}
LONGEST = {
    "email": 254,
    "given_name": 80,
    "family_name": 80,
    "job_title": 60,
    "roles": 200,
    "departments": 400,
    "display_name": 80,
}
ROLES: dict[str, str] = {
    "zorgverlener": Role.CLINICIAN,
    "clinician": Role.CLINICIAN,
    "balie": Role.DESK,
    "baliemedewerker": Role.DESK,
    "desk": Role.DESK,
    "front desk": Role.DESK,
    "manager": Role.MANAGER,
    "afdelingsmanager": Role.MANAGER,
    "department manager": Role.MANAGER,
    "beheerder": Role.ADMIN,
    "beheerder van de organisatie": Role.ADMIN,
    "admin": Role.ADMIN,
    "organisation admin": Role.ADMIN,
    "helpdesk": Role.HELPDESK,
}


def check(line: Line) -> str:
    """The first thing that is wrong with a line, as far as the line itself tells."""
    fields = line.fields
    fields["email"] = fields["email"].lower()
    wrong = {
        Problem.BAD_EMAIL: not is_email(fields["email"]),
        Problem.NO_NAME: not (fields["given_name"] and fields["family_name"]),
        Problem.NO_FUNCTION: not fields["job_title"],
        Problem.BAD_ROLE: not roles_of(fields["roles"]),
    }
    return next((problem for problem, is_so in wrong.items() if is_so), "")


def roles_of(text: str) -> list[str]:
    """The roles that a field names; none when one of them is not known."""
    names = parts(text)
    return sorted({ROLES[name] for name in names}) if all(name in ROLES for name in names) else []


def parts(text: str) -> list[str]:
    """What stands in a field with several, each as it is compared."""
    found = (" ".join(part.casefold().split()) for part in re.split(r"[,+|]", text))
    return [part for part in found if part]


LAYOUT = Layout(
    columns=COLUMNS,
    longest=LONGEST,
    check=check,
    key="email",
    twice=Problem.TWICE_ADDRESS,
    optional=frozenset({"display_name"}),
)
