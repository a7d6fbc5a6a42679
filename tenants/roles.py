"""What each role may do. One table; actions ask it with `require`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowsecurity.errors import Forbidden


class Role(models.TextChoices):
    CLINICIAN = "clinician", gettext_lazy("clinician")
    DESK = "desk", gettext_lazy("front desk")
    MANAGER = "manager", gettext_lazy("department manager")
    ADMIN = "admin", gettext_lazy("organisation admin")
    HELPDESK = "helpdesk", gettext_lazy("helpdesk")


class Act(models.TextChoices):
    READ_CONVERSATIONS = "conversations.read"
    WRITE_CONVERSATIONS = "conversations.write"
    ASK_TO_READ = "conversations.ask_to_read"
    SHARE = "conversations.share"
    MARK_CONSULT = "consults.mark"
    INVITE = "people.invite"
    INVITE_MANY = "people.invite_many"
    HELP = "helpdesk.work"
    GRANT = "people.grant"  # who else reaches the conversations of a patient
    ENROL = "carepaths.enrol"
    CONFIGURE_DEPARTMENT = "department.configure"
    READ_USAGE = "usage.read"
    READ_ACCESS_LOG = "audit.read"
    CONFIGURE_ORGANISATION = "organisation.configure"
    ERASE = "organisation.erase"  # everything of one patient, with a second admin
    TAKE_ALONG = "organisation.take_along"  # everything it has, as a copy


_CARE = {
    Act.READ_CONVERSATIONS,
    Act.WRITE_CONVERSATIONS,
    Act.INVITE,
    Act.INVITE_MANY,
    Act.GRANT,
    Act.ENROL,
}
MAY: dict[str, set[Act]] = {
    Role.CLINICIAN: _CARE | {Act.SHARE, Act.MARK_CONSULT, Act.ASK_TO_READ},
    Role.DESK: _CARE,
    Role.MANAGER: _CARE | {Act.SHARE, Act.CONFIGURE_DEPARTMENT, Act.READ_USAGE},
    Role.ADMIN: {
        Act.CONFIGURE_DEPARTMENT,
        Act.CONFIGURE_ORGANISATION,
        Act.ERASE,
        Act.TAKE_ALONG,
        Act.READ_USAGE,
        Act.READ_ACCESS_LOG,
        Act.INVITE,
        Act.INVITE_MANY,
    },
    # Helps people in without ever seeing medical content.
    Role.HELPDESK: {Act.INVITE, Act.HELP},
}


class HasRoles(Protocol):
    @property
    def roles(self) -> Collection[str]: ...


def is_clinician(member: HasRoles) -> bool:
    """Whether the member answers medical questions in their own name."""
    return Role.CLINICIAN in member.roles


def is_desk_only(member: HasRoles) -> bool:
    """Whether a department may want a clinician to look at what this member writes."""
    return Role.DESK in member.roles and not is_clinician(member)


def may(member: HasRoles, act: Act) -> bool:
    """Whether one of the member's roles allows the act."""
    return any(act in MAY.get(role, set()) for role in member.roles)


def require(member: HasRoles, act: Act) -> None:
    """Raise `Forbidden` unless one of the member's roles allows the act."""
    if not may(member, act):
        raise Forbidden(_("Your role does not allow this. Ask your manager if you need it for your work."))
