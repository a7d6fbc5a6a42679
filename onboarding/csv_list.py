"""A list of patients: its columns, and when a line is right. Pure; how a list is read stands in `sheet`."""

from __future__ import annotations

from datetime import date, datetime

from onboarding.sheet import Layout, Line, Problem, is_email
from people.forms import DATES
from people.mobile import NotAMobileNumber, normalise

COLUMNS = {
    "number": ("patientnummer", "patiëntnummer", "nummer", "number", "patient number"),
    "given_name": ("voornaam", "first name", "given name"),
    "family_name": ("achternaam", "last name", "family name"),
    "birth_date": ("geboortedatum", "date of birth", "birth date"),
    "email": ("e-mailadres", "e-mail", "email", "mail"),
    "mobile": ("mobiel", "mobiel nummer", "telefoon", "mobile", "mobile number"),
}
LONGEST = {"number": 40, "given_name": 80, "family_name": 80, "email": 254, "mobile": 40, "birth_date": 40}


def check(line: Line) -> str:
    """The first thing that is wrong with a line; nothing when it is right."""
    fields = line.fields
    line.birth_date = _date(fields["birth_date"])
    wrong = {
        Problem.NO_NUMBER: not fields["number"],
        Problem.NO_NAME: not (fields["given_name"] and fields["family_name"]),
        Problem.BAD_DATE: line.birth_date is None,
        Problem.BAD_EMAIL: not is_email(fields["email"]),
        Problem.BAD_MOBILE: not _is_mobile(fields["mobile"]),
    }
    found = next((problem for problem, is_so in wrong.items() if is_so), "")
    if not found:
        fields["mobile"] = normalise(fields["mobile"])
    return found


def _date(text: str) -> date | None:
    for form in DATES:
        try:
            found = datetime.strptime(text, form).date()
        except ValueError:
            continue
        return found if date(1900, 1, 1) <= found <= date.today() else None
    return None


def _is_mobile(text: str) -> bool:
    try:
        normalise(text)
    except NotAMobileNumber:
        return False
    return True


LAYOUT = Layout(
    columns=COLUMNS,
    longest=LONGEST,
    check=check,
    key="number",
    twice=Problem.TWICE,
    may_begin_with_plus=frozenset({"mobile"}),
)
