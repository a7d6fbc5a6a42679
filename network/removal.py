"""What keeps a department that is about to be removed: others still count on it."""

from __future__ import annotations

from django.utils.translation import ngettext

from network import doors
from tenants.models import Department


def why_department_stays(department: Department) -> list[str]:
    """Conversations of other organisations, whose patients read that it reads along."""
    number = doors.taking_part(department.id)
    if not number:
        return []
    sentence = ngettext(
        "It takes part in %(number)s conversation of another organisation. Its team ends that first.",
        "It takes part in %(number)s conversations of other organisations. Its team ends that first.",
        number,
    )
    return [sentence % {"number": number}]
