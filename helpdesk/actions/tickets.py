"""A ticket is made, answered, taken, solved and opened again."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from helpdesk import places
from helpdesk.models import Ticket, TicketEntry
from notifications.actions import Recipient, notify
from notifications.models import Notice
from people import codes
from people.attempts import Limit
from people.models import Patient
from rowsecurity.errors import Invalid, TooMany
from rowsecurity.scopes import current_scope
from tenants import envelope
from tenants.models import Membership
from tenants.roles import Act, require

MOST = 2000
FROM_AN_ADDRESS = Limit("tickets from an address", most=5, within=timedelta(hours=1))
SAID_IN_A_TICKET = Limit("said in a ticket", most=30, within=timedelta(hours=1))
Side, State = TicketEntry.Side, Ticket.State


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks and where an answer reaches them; `language` is what they read."""

    name: str
    contact: str
    language: str = "nl"

    @property
    def email(self) -> str:
        """The contact, if it is an e-mail address."""
        try:
            validate_email(self.contact)
        except ValidationError:
            return ""
        return self.contact


def ask(*, asker: Asker, topic: str, text: str, address: str) -> tuple[Ticket, str]:
    """Somebody asks by the form; returns the ticket and the token of its page. In a job scope."""
    if not FROM_AN_ADDRESS.count(address):
        raise TooMany(_("You have asked several times already. Wait an hour, or call your care team."))
    ticket = _new(Ticket.Source.CHAT, topic, asker)
    token = _token(ticket)
    ticket.token_hash = codes.token_hash(token)
    ticket.save(force_insert=True)
    _say(ticket, Side.ASKER, text)
    return ticket, token


def write_down(
    *, member: Membership, looker: Looker, asker: Asker, source: str, topic: str, text: str
) -> Ticket:
    """The helpdesk writes down what was asked by telephone or e-mail."""
    require(member, Act.HELP)
    ticket = _new(Ticket.Source(source), topic, asker)
    ticket.assignee = member
    ticket.save(force_insert=True)
    _say(ticket, Side.ASKER, text)
    _record(ticket, looker, event="ticket.made", action="C")
    return ticket


def ask_to_call(*, member: Membership, looker: Looker, patient: Patient) -> Ticket:
    """The desk asks the helpdesk to call somebody who stands still on the way in."""
    require(member, Act.INVITE)
    asker = Asker(patient.name, patient.mobile or patient.email, patient.language)
    ticket = _new(Ticket.Source.DESK, Ticket.Topic.CALL, asker)
    ticket.patient = patient
    ticket.save(force_insert=True)
    said = _("%(name)s asks to help this patient in.") % {"name": member.display_name}
    _say(ticket, Side.NOTE, said, author=member)
    _record(ticket, looker, event="ticket.made", action="C")
    return ticket


def say(*, ticket: Ticket, text: str) -> None:
    """Who asked says something; a solved ticket opens again. `ticket` must be locked."""
    if not SAID_IN_A_TICKET.count(ticket.id):
        raise TooMany(_("You have written a lot in a short time. Wait a while before you go on."))
    _say(ticket, Side.ASKER, text)
    ticket.state, ticket.solved_at = State.OPEN, None
    ticket.save(update_fields=["state", "solved_at", "changed_at"])


def answer(*, member: Membership, looker: Looker, ticket: Ticket, text: str, is_note: bool) -> None:
    """The helpdesk answers, or keeps a note for itself; `ticket` must be locked."""
    require(member, Act.HELP)
    entry = _say(ticket, Side.NOTE if is_note else Side.HELPDESK, text, author=member)
    if not is_note:
        ticket.state = State.WAITING
        _tell(ticket, entry)
    ticket.assignee = ticket.assignee or member
    ticket.save(update_fields=["state", "assignee", "changed_at"])
    _record(ticket, looker, event="ticket.answered", action="U")


def take(*, member: Membership, looker: Looker, ticket: Ticket) -> None:
    """Somebody of the helpdesk takes a ticket; `ticket` must be locked."""
    require(member, Act.HELP)
    ticket.assignee = member
    ticket.save(update_fields=["assignee", "changed_at"])
    _record(ticket, looker, event="ticket.taken", action="U")


def settle(*, member: Membership, looker: Looker, ticket: Ticket, is_solved: bool) -> None:
    """Solved, or open again; `ticket` must be locked."""
    require(member, Act.HELP)
    ticket.state = State.SOLVED if is_solved else State.OPEN
    ticket.solved_at = timezone.now() if is_solved else None
    ticket.save(update_fields=["state", "solved_at", "changed_at"])
    _record(ticket, looker, event="ticket.solved" if is_solved else "ticket.reopened", action="U")


def asker_of(ticket: Ticket) -> Asker:
    """Who asks."""
    opened = envelope.open_sealed(ticket.organisation_id, places.asker(ticket.id), ticket.asker)
    return Asker(**json.loads(opened))


def text_of(entry: TicketEntry) -> str:
    """What was said."""
    place = places.entry(entry.ticket_id, entry.id)
    return envelope.open_sealed(entry.organisation_id, place, entry.body)


def _new(source: Ticket.Source, topic: str, asker: Asker) -> Ticket:
    organisation_id = current_scope().organisation_id
    assert organisation_id is not None
    ticket = Ticket(id=uuid4(), organisation_id=organisation_id, source=source, topic=Ticket.Topic(topic))
    place = places.asker(ticket.id)
    ticket.asker = envelope.seal(organisation_id, place, json.dumps(asdict(asker)))
    return ticket


def _token(ticket: Ticket) -> str:
    """The link of a ticket stays the same, so that an open page and every e-mail lead there. Not stored."""
    made = hmac.digest(settings.SECRET_KEY.encode(), f"ticket|{ticket.id}".encode(), sha256)
    return urlsafe_b64encode(made).decode().rstrip("=")


def _say(
    ticket: Ticket, side: TicketEntry.Side, text: str, *, author: Membership | None = None
) -> TicketEntry:
    text = text.replace("\x00", "").strip()
    if not text or len(text) > MOST:
        raise Invalid(_("Write something of at most 2,000 characters."))
    entry = TicketEntry(
        id=uuid4(), organisation_id=ticket.organisation_id, ticket=ticket, side=side, author=author
    )
    place = places.entry(ticket.id, entry.id)
    entry.body = envelope.seal(ticket.organisation_id, place, text)
    entry.save(force_insert=True)
    return entry


def _tell(ticket: Ticket, entry: TicketEntry) -> None:
    """That there is an answer, never what it says; with the link to the ticket."""
    asker = asker_of(ticket)
    if not asker.email:
        return
    token = _token(ticket)
    ticket.token_hash = codes.token_hash(token)
    ticket.save(update_fields=["token_hash"])
    path = reverse("helpdesk:own_ticket", args=[token])
    notify(
        template=Notice.Template.HELPDESK_ANSWER,
        to=Recipient(Notice.Channel.EMAIL, asker.email, asker.language),
        key=f"ticket:{entry.id}",
        secret={"link": f"{settings.PUBLIC_URL}{path}"},
    )


def _record(ticket: Ticket, looker: Looker, *, event: str, action: str) -> None:
    record(
        looker=looker,
        organisation_id=ticket.organisation_id,
        event=event,
        action=action,
        object_type="ticket",
        object_id=ticket.id,
        patient_id=_patient_id(ticket),
    )


def _patient_id(ticket: Ticket) -> UUID | None:
    return ticket.patient_id
