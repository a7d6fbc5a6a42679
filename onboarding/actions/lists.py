"""A list of patients or colleagues: brought, checked, agreed, imported. Each step goes on after a crash.

Bringing and agreeing happen at the desk; checking and importing in a job scope, a stretch at a time.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from onboarding import csv_list, places, sheet, staff_list
from onboarding.access import ACTS
from onboarding.actions import of_colleagues, of_patients
from onboarding.models import InvitationList, ListLine
from onboarding.sheet import Layout, Line
from rowsecurity.errors import Invalid, Refused
from rowsecurity.scopes import current_scope
from tenants import envelope
from tenants.models import Department, Membership
from tenants.roles import require

STRETCH = 200
State = InvitationList.State
LineState = ListLine.State


@dataclass(frozen=True, slots=True)
class Sort:
    """What a kind of list holds, what is known of its lines, and what a line does."""

    layout: Layout
    compare: Callable[[list[Line]], None]
    carry_out: Callable[[InvitationList, dict[str, str]], None]
    may_go_on: Callable[[InvitationList], bool] = lambda _found: True


SORTS: dict[str, Sort] = {
    InvitationList.Kind.PATIENTS: Sort(csv_list.LAYOUT, of_patients.compare, of_patients.carry_out),
    InvitationList.Kind.STAFF: Sort(
        staff_list.LAYOUT, of_colleagues.compare, of_colleagues.carry_out, of_colleagues.may_go_on
    ),
}


def bring_list(
    *,
    member: Membership,
    looker: Looker,
    content: bytes,
    department: Department | None = None,
    kind: str = InvitationList.Kind.PATIENTS,
) -> InvitationList:
    """Keep a file, sealed, to be checked; nothing is imported."""
    require(member, ACTS[kind])
    if len(content) > sheet.MOST_BYTES:
        raise Invalid(_("This file is larger than 5 MB. Split the list in two."))
    found = InvitationList(id=uuid4(), member=member, department=department, kind=kind)
    text = base64.b64encode(content).decode()
    found.content = envelope.seal(member.organisation_id, places.whole_list(found.id), text)
    found.save(force_insert=True)
    _record(found, looker, "brought", "C")
    return found


def agree(*, member: Membership, looker: Looker, found: InvitationList) -> None:
    """Import the right lines; `found` must be locked."""
    require(member, ACTS[found.kind])
    if found.state != State.READY:
        raise Refused(_("This list was imported or dropped already."))
    found.state, found.agreed_at, found.agreed_by = State.RUNNING, timezone.now(), member
    found.save(update_fields=["state", "agreed_at", "agreed_by"])
    _record(found, looker, "agreed", "U")


def drop(*, member: Membership, looker: Looker, found: InvitationList) -> None:
    """Forget a list that was not imported; `found` must be locked."""
    require(member, ACTS[found.kind])
    if found.state in {State.RUNNING, State.DONE, State.STOPPED}:
        raise Refused(_("This list was imported or dropped already."))
    found.lines.all().delete()
    found.state, found.content = State.DROPPED, None
    found.save(update_fields=["state", "content"])
    _record(found, looker, "dropped", "D")


def check(*, list_id: UUID) -> None:
    """Read the file and say of each line what is wrong with it."""
    found = InvitationList.objects.select_for_update().filter(id=list_id, state=State.CHECKING).first()
    if found is None or found.content is None:
        return
    place = places.whole_list(found.id)
    content = base64.b64decode(envelope.open_sealed(found.organisation_id, place, found.content))
    found.content = None
    try:
        read = sheet.read(content, SORTS[found.kind].layout)
    except sheet.Unreadable as unreadable:
        found.state, found.problem, found.about = State.UNREADABLE, unreadable.problem, unreadable.about
    else:
        SORTS[found.kind].compare(read.lines)
        ListLine.objects.bulk_create([_kept(found, line) for line in read.lines], batch_size=1000)
        found.state, found.encoding = State.READY, read.encoding
    found.save(update_fields=["state", "content", "problem", "about", "encoding"])


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
    rows = InvitationList.objects.select_related("department", "member", "agreed_by")
    found = rows.filter(id=list_id, state=State.RUNNING).first()
    if found is None:
        return False
    if not SORTS[found.kind].may_go_on(found):
        _stop(found)
        return False
    good = ListLine.objects.select_for_update(skip_locked=True).filter(list=found, state=LineState.GOOD)
    lines = list(good.order_by("number")[:STRETCH])
    for line in lines:
        _invite(found, line)
    if lines or ListLine.objects.filter(list=found, state=LineState.GOOD).exists():
        return bool(lines)
    InvitationList.objects.filter(id=found.id).update(state=State.DONE, done_at=timezone.now())
    return False


def _stop(found: InvitationList) -> None:
    """Nobody stands behind the rest any more; it can be taken back and brought again."""
    rest = ListLine.objects.filter(list=found, state=LineState.GOOD)
    rest.update(state=LineState.FAILED, problem=sheet.Problem.NOT_AGREED)
    InvitationList.objects.filter(id=found.id).update(state=State.STOPPED, done_at=timezone.now())


def _invite(found: InvitationList, line: ListLine) -> None:
    """One line in a savepoint of its own: what is refused now says why, and the rest goes on."""
    line.state = LineState.DONE
    try:
        with transaction.atomic():
            SORTS[found.kind].carry_out(found, content_of(line))
    except Refused as refused:
        line.state, line.problem = LineState.FAILED, refused.sentence[:200]
    line.save(update_fields=["state", "problem"])


def in_hand() -> list[tuple[UUID, str]]:
    """Lists of this organisation that a worker has to go on with."""
    rows = InvitationList.objects.filter(state__in=(State.CHECKING, State.RUNNING))
    return list(rows.values_list("id", "state"))


def note_reading(*, looker: Looker, found: InvitationList) -> None:
    """That somebody looked at the lines of a list."""
    _record(found, looker, "read", "R")


def _record(found: InvitationList, looker: Looker, what: str, action: str) -> None:
    organisation_id = current_scope().organisation_id
    assert organisation_id is not None
    about = "staff" if found.kind == InvitationList.Kind.STAFF else "invitation"
    record(
        looker=looker,
        organisation_id=organisation_id,
        event=f"{about}.list_{what}",
        action=action,
        object_type="list",
        object_id=found.id,
    )
