"""The only ways to a ticket; strangers get `NotFound`."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from helpdesk.models import NumberChange, Ticket
from people import codes
from people.access import Found
from people.models import Patient
from rowsecurity.errors import NotFound
from tenants.models import Membership
from tenants.roles import Act, require


def access_ticket(member: Membership, ticket_id: UUID, *, lock: bool = False) -> Ticket:
    """A ticket of the member's organisation, for the helpdesk."""
    require(member, Act.HELP)
    rows = Ticket.objects.filter(organisation_id=member.organisation_id)
    rows = rows.select_related("patient", "assignee")
    if lock:
        rows = rows.select_for_update(of=("self",))
    ticket = rows.filter(id=ticket_id).first()
    if ticket is None:
        raise NotFound(_("This ticket does not exist."))
    return ticket


def access_person_to_help(member: Membership, patient_id: UUID) -> Patient:
    """A patient of the member's organisation: who it is and how far they are, nothing about care."""
    require(member, Act.HELP)
    patient = Patient.objects.filter(organisation_id=member.organisation_id, id=patient_id).first()
    if patient is None:
        raise NotFound(_("This patient does not exist."))
    return patient


def access_number_change(member: Membership, change_id: UUID, *, lock: bool = False) -> NumberChange:
    """A change of number at the member's organisation, for who works with its patients."""
    require(member, Act.ENROL)
    rows = NumberChange.objects.filter(organisation_id=member.organisation_id).select_related("patient")
    if lock:
        rows = rows.select_for_update(of=("self",))
    change = rows.filter(id=change_id).first()
    if change is None:
        raise NotFound(_("This change does not exist."))
    return change


def find_ticket(token: str) -> Found | None:
    """Find the ticket of a link, outside any scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation_id, id FROM ticket_by_token(%s)", [codes.token_hash(token)])
        row = cursor.fetchone()
    return Found(*row) if row else None


def access_own_ticket(found: Found, *, lock: bool = False) -> Ticket:
    """The ticket of a link, in the job scope of its organisation."""
    rows = Ticket.objects.select_related("organisation")
    if lock:
        rows = rows.select_for_update(of=("self",))
    ticket = rows.filter(id=found.invitation_id).first()
    if ticket is None:
        raise NotFound("")
    return ticket
