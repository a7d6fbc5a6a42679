"""How far somebody is on the way in, in words for the helpdesk. Nothing about care is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.actions.sign_in import ACCOUNT
from people.models import Invitation, Patient


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way in, and when it was made."""

    name: Promise
    at: datetime | None


@dataclass(frozen=True, slots=True)
class WayIn:
    """Somebody's way in: the steps, where they are now, and whether guesses have shut the door."""

    invitation: Invitation | None
    where: Promise
    steps: list[Step]
    is_locked: bool


def way_in(patient: Patient) -> WayIn:
    """Read the newest invitation of a patient and whether signing in is locked."""
    newest = Invitation.objects.filter(patient=patient).order_by("-created_at").first()
    is_locked = bool(patient.email) and ACCOUNT.is_reached(patient.email.lower())
    return WayIn(newest, _where(patient, newest), _steps(newest), is_locked)


def _where(patient: Patient, invitation: Invitation | None) -> Promise:
    if patient.person_id is not None:
        return _("Is in: has an account")
    if invitation is None:
        return _("Was not invited yet")
    states = {
        Invitation.State.BLOCKED: _("Locked: five times a wrong date of birth"),
        Invitation.State.EXPIRED: _("The link or letter has expired"),
        Invitation.State.WITHDRAWN: _("The invitation was withdrawn"),
        Invitation.State.DECLINED: _("Wants no more invitations"),
        Invitation.State.WAITING: _("The e-mail is on its way"),
    }
    return states.get(invitation.state) or _screen(invitation)


def _screen(invitation: Invitation) -> Promise:
    if invitation.proven_at:
        return _("At the screen: choose a password")
    if invitation.codes_sent:
        return _("At the screen: code by text message")
    if invitation.opened_at:
        return _("At the screen: date of birth")
    return _("Has not opened the invitation")


def _steps(invitation: Invitation | None) -> list[Step]:
    if invitation is None:
        return []
    made = [
        Step(_("Invited"), invitation.created_at),
        Step(_("E-mail or letter sent"), invitation.sent_at),
        Step(_("Reminded"), invitation.reminded_at),
        Step(_("Opened"), invitation.opened_at),
        Step(_("Code was right"), invitation.proven_at),
        Step(_("Activated"), invitation.activated_at),
    ]
    return [step for step in made if step.at is not None or step.name != _("Reminded")]
