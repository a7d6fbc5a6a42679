"""Removing a department: refused while anybody may still expect an answer of it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from conversations.actions.forwarding import move
from conversations.models import TeamTask
from conversations.removal import standing, unfinished
from rowsecurity.errors import Refused
from tenants.models import Department, Membership
from tenants.roles import Act, require
from tenants.timetable import forget_desk

# A larger queue moves in several goes; every conversation tells its patient.
MOST_AT_ONCE = 200


def move_all(*, member: Membership, looker: Looker, department: Department, to: Department) -> int:
    """Move what is unfinished to another department, its tasks too; returns how many conversations."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    if to.id == department.id:
        raise Refused(_("Choose another department to move the conversations to."))
    rows = unfinished(department).select_related("department").select_for_update(of=("self",))
    found = list(rows[:MOST_AT_ONCE])
    for conversation in found:
        move(member=member, looker=looker, conversation=conversation, to=to)
    TeamTask.objects.filter(department=department, done_at=None).update(department=to)
    return len(found)


def remove_department(*, member: Membership, looker: Looker, department: Department) -> None:
    """Remove it. What was said there stays readable, for patients and for the team."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    # Whoever asks something meanwhile waits at the key to this row.
    Department.objects.select_for_update().get(id=department.id)
    if not standing(department).is_free:
        raise Refused(_("This department still has work. Move or finish that first; then you can remove it."))
    if not Department.objects.exclude(id=department.id).exists():
        raise Refused(_("This is the only department. Without it no patient can write to you."))
    department.removed_at = timezone.now()
    _save(department, looker, "department.removed", "D")


def restore_department(*, member: Membership, looker: Looker, department: Department) -> None:
    """Bring a removed department back, with its hours and standard replies as they were."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    if department.removed_at is not None:
        department.removed_at = None
        _save(department, looker, "department.restored", "U")


def _save(department: Department, looker: Looker, event: str, action: str) -> None:
    department.save(update_fields=["removed_at"])
    forget_desk(department.id)
    record(
        looker=looker,
        organisation_id=department.organisation_id,
        event=event,
        action=action,
        object_type="department",
        object_id=department.id,
    )
