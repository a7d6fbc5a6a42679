"""A list of patients: brought, checked, agreed, imported. Each step goes on after a worker that died.

Bringing and agreeing happen at the desk; checking and importing in a job scope, a stretch at a time.
"""

from __future__ import annotations

import base64
import json
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from onboarding import csv_list, places
from onboarding.csv_list import Line, Problem
from onboarding.models import InvitationList, ListLine
from people.actions import invitations
from people.models import Invitation, Patient
from rowsecurity.errors import Invalid, Refused
from rowsecurity.scopes import current_scope
from tenants import envelope
from tenants.models import Department, Membership
from tenants.roles import Act, require

STRETCH = 200
State = InvitationList.State
LineState = ListLine.State


def bring_list(
    *, member: Membership, looker: Looker, content: bytes, department: Department | None
) -> InvitationList:
    """Keep a file, sealed, to be checked; nothing is imported."""
    require(member, Act.INVITE_MANY)
    if len(content) > csv_list.MOST_BYTES:
        raise Invalid(_("This file is larger than 5 MB. Split the list in two."))
    found = InvitationList(id=uuid4(), member=member, department=department)
    text = base64.b64encode(content).decode()
    found.content = envelope.seal(member.organisation_id, places.whole_list(found.id), text)
    found.save(force_insert=True)
    _record(found, looker, event="invitation.list_brought", action="C")
    return found


def agree(*, member: Membership, looker: Looker, found: InvitationList) -> None:
    """Import the right lines; `found` must be locked."""
    require(member, Act.INVITE_MANY)
    if found.state != State.READY:
        raise Refused(_("This list was imported or dropped already."))
    found.state, found.agreed_at = State.RUNNING, timezone.now()
    found.save(update_fields=["state", "agreed_at"])
    _record(found, looker, event="invitation.list_agreed", action="U")


def drop(*, member: Membership, looker: Looker, found: InvitationList) -> None:
    """Forget a list that was not imported; `found` must be locked."""
    require(member, Act.INVITE_MANY)
    if found.state in {State.RUNNING, State.DONE}:
        raise Refused(_("This list was imported or dropped already."))
    found.lines.all().delete()
    found.state, found.content = State.DROPPED, None
    found.save(update_fields=["state", "content"])
    _record(found, looker, event="invitation.list_dropped", action="D")


def check(*, list_id: UUID) -> None:
    """Read the file and say of each line what is wrong with it."""
    found = InvitationList.objects.select_for_update().filter(id=list_id, state=State.CHECKING).first()
    if found is None or found.content is None:
        return
    place = places.whole_list(found.id)
    content = base64.b64decode(envelope.open_sealed(found.organisation_id, place, found.content))
    found.content = None
    try:
        sheet = csv_list.read(content)
    except csv_list.Unreadable as unreadable:
        found.state, found.problem, found.about = State.UNREADABLE, unreadable.problem, unreadable.about
    else:
        _compare(sheet.lines)
        ListLine.objects.bulk_create([_kept(found, line) for line in sheet.lines], batch_size=1000)
        found.state, found.encoding = State.READY, sheet.encoding
    found.save(update_fields=["state", "content", "problem", "about", "encoding"])


def _compare(lines: list[Line]) -> None:
    """What is known of these numbers: an account, another birth date, a no."""
    right = {line.fields["number"]: line for line in lines if not line.problem}
    for patient in Patient.objects.filter(number__in=list(right)):
        line = right[patient.number]
        if patient.person_id is not None:
            line.problem = Problem.IS_IN
        elif patient.birth_date != line.birth_date:
            line.problem = Problem.OTHER_BIRTH_DATE
    declined = Invitation.objects.exclude(declined_at=None).filter(patient__number__in=list(right))
    for number in declined.values_list("patient__number", flat=True):
        right[number].problem = Problem.DECLINED


def _kept(found: InvitationList, line: Line) -> ListLine:
    fields = line.fields | {"born": line.birth_date.isoformat() if line.birth_date else ""}
    place = places.line(found.id, line.number)
    return ListLine(
        organisation_id=found.organisation_id,
        list=found,
        number=line.number,
        content=envelope.seal(found.organisation_id, place, json.dumps(fields)),
        state=LineState.BAD if line.problem else LineState.GOOD,
        problem=line.problem,
    )


def content_of(line: ListLine) -> dict[str, str]:
    """What a line says."""
    place = places.line(line.list_id, line.number)
    fields: dict[str, str] = json.loads(envelope.open_sealed(line.organisation_id, place, line.content))
    return fields


def go_on(*, list_id: UUID) -> bool:
    """Invite the next stretch of a list; whether there is more. Two workers never take the same line."""
    found = (
        InvitationList.objects.select_related("department").filter(id=list_id, state=State.RUNNING).first()
    )
    if found is None:
        return False
    rows = ListLine.objects.select_for_update(skip_locked=True).filter(list=found, state=LineState.GOOD)
    lines = list(rows.order_by("number")[:STRETCH])
    for line in lines:
        _invite(found, line)
    if lines or ListLine.objects.filter(list=found, state=LineState.GOOD).exists():
        return bool(lines)
    InvitationList.objects.filter(id=found.id).update(state=State.DONE, done_at=timezone.now())
    return False


def _invite(found: InvitationList, line: ListLine) -> None:
    """One line in a savepoint of its own: what is refused now says why, and the rest goes on."""
    line.state = LineState.DONE
    try:
        with transaction.atomic():
            patient = _patient(content_of(line))
            invitations.invite_patient(
                member=None,
                looker=Looker(label="", role="platform"),
                patient=patient,
                department=found.department,
                source=Invitation.Source.LIST,
            )
    except Refused as refused:
        line.state, line.problem = LineState.FAILED, refused.sentence[:200]
    line.save(update_fields=["state", "problem"])


def _patient(fields: dict[str, str]) -> Patient:
    """The registration with this number, with the address of the list; made when there is none."""
    patient = Patient.objects.select_for_update().filter(number=fields["number"]).first()
    if patient is None:
        return Patient.objects.create(
            number=fields["number"],
            given_name=fields["given_name"],
            family_name=fields["family_name"],
            birth_date=date.fromisoformat(fields["born"]),
            email=fields["email"],
            mobile=fields["mobile"],
        )
    if patient.person_id is not None or patient.birth_date.isoformat() != fields["born"]:
        known = Problem.IS_IN if patient.person_id is not None else Problem.OTHER_BIRTH_DATE
        raise Refused(str(known.label))
    patient.email, patient.mobile = fields["email"], fields["mobile"]
    patient.save(update_fields=["email", "mobile"])
    return patient


def in_hand() -> list[tuple[UUID, str]]:
    """Lists of this organisation that a worker has to go on with."""
    rows = InvitationList.objects.filter(state__in=(State.CHECKING, State.RUNNING))
    return list(rows.values_list("id", "state"))


def _record(found: InvitationList, looker: Looker, *, event: str, action: str) -> None:
    organisation_id = current_scope().organisation_id
    assert organisation_id is not None
    record(
        looker=looker,
        organisation_id=organisation_id,
        event=event,
        action=action,
        object_type="list",
        object_id=found.id,
    )
