"""Another mobile number for somebody who has an account, in two steps by two people.

Who has the number gets the codes for signing in, so a voice on the telephone is not enough: the helpdesk only
asks. Somebody of the organisation confirms, with the patient and their identity document before them, and the
patient hears of it at the old number, the new one and by e-mail.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from helpdesk.models import NumberChange
from notifications.actions import Recipient, notify
from notifications.models import Notice
from people.models import Patient
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Act, require

VALID = timedelta(days=14)
State = NumberChange.State


def ask(*, member: Membership, looker: Looker, patient: Patient, mobile: str) -> NumberChange:
    """The helpdesk asks the desk to confirm a new number; it takes the place of an earlier one that waits."""
    require(member, Act.HELP)
    if patient.person_id is None:
        raise Refused(_("This patient has no account yet. Keep the new number at once."))
    waiting = NumberChange.objects.filter(patient=patient, state=State.ASKED)
    waiting.update(state=State.DROPPED, decided_by=member, decided_at=Now())
    change = NumberChange.objects.create(
        id=uuid4(), patient=patient, mobile=mobile, asked_by=member, expires_at=timezone.now() + VALID
    )
    _record(change, looker, "number.asked", "C")
    return change


def confirm(*, member: Membership, looker: Looker, change: NumberChange) -> None:
    """The patient stands at the desk and was recognised; `change` must be locked."""
    require(member, Act.ENROL)
    _check_open(change)
    if change.asked_by_id == member.id:
        raise Refused(_("You asked for this change yourself. Let a colleague confirm it."))
    # The door looks at all of this again, and confirms only once.
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, mobile, email FROM number_change_carry_out(%s)", [change.id])
        row = cursor.fetchone()
    if row is None:
        raise Refused(_("The number could not be changed. Ask the helpdesk to look at it."))
    patient = change.patient
    patient.mobile = change.mobile
    patient.save(update_fields=["mobile"])
    _tell(change, old=row[1], email=row[2])
    _record(change, looker, "number.confirmed", "U")


def drop(*, member: Membership, looker: Looker, change: NumberChange) -> None:
    """Nobody came, or it was somebody else; `change` must be locked."""
    require(member, Act.ENROL)
    _check_open(change)
    NumberChange.objects.filter(id=change.id).update(state=State.DROPPED, decided_by=member, decided_at=Now())
    _record(change, looker, "number.dropped", "U")


def _check_open(change: NumberChange) -> None:
    if change.state != State.ASKED or change.expires_at < timezone.now():
        raise Refused(_("This change does not wait any more. Ask the helpdesk for a new one."))


def _tell(change: NumberChange, *, old: str, email: str) -> None:
    language, template = change.patient.language, Notice.Template.NUMBER_CHANGED
    sms, mail = Notice.Channel.SMS, Notice.Channel.EMAIL
    ways = [(sms, "old", old), (sms, "new", change.mobile), (mail, "email", email)]
    for channel, name, address in ways:
        if address:
            to = Recipient(channel, address, language)
            notify(template=template, to=to, key=f"number:{change.id}:{name}", can_wait=False)


def _record(change: NumberChange, looker: Looker, event: str, action: str) -> None:
    record(
        looker=looker,
        organisation_id=change.organisation_id,
        event=event,
        action=action,
        object_type="patient",
        object_id=change.patient_id,
        patient_id=change.patient_id,
    )
