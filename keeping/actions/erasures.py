"""Deleting everything of one patient: asked by an admin, agreed to by another, carried out by a worker."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import Looker, record, record_each
from keeping import agreeing, tasks
from keeping.models import Erasure
from notifications.models import Notice
from people.models import Patient
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Act, require


def ask(*, member: Membership, looker: Looker, patient: Patient, reason: str) -> Erasure:
    """Ask for it, and tell every admin; nothing is deleted yet."""
    require(member, Act.ERASE)
    waiting = Erasure.objects.filter(patient=patient, state__in=(Erasure.State.ASKED, Erasure.State.AGREED))
    if waiting.exists():
        raise Refused(_("This was asked already."))
    erasure = Erasure.objects.create(patient=patient, reason=reason, asked_by=member)
    _record(looker, erasure, "erasure.asked", "C")
    agreeing.tell_admins(Notice.Template.ERASURE_ASKED, erasure)
    return erasure


def agree(*, member: Membership, looker: Looker, erasure: Erasure) -> None:
    """The second admin agrees; who is the only one agrees alone. `erasure` must be locked."""
    require(member, Act.ERASE)
    _require_asked(erasure)
    agreeing.decide(member, erasure)
    _decided(erasure, Erasure.State.AGREED)
    _record(looker, erasure, "erasure.agreed", "U")
    transaction.on_commit(tasks.poke_eraser)


def refuse(*, member: Membership, looker: Looker, erasure: Erasure) -> None:
    """It is not deleted; who asked may say so as well. `erasure` must be locked."""
    require(member, Act.ERASE)
    _require_asked(erasure)
    agreeing.note(member, erasure)
    _decided(erasure, Erasure.State.REFUSED)
    _record(looker, erasure, "erasure.refused", "U")


def note_look(*, looker: Looker, patient: Patient) -> None:
    """That somebody looked at how much there is of a patient."""
    record(
        looker=looker,
        organisation_id=patient.organisation_id,
        event="erasure.looked",
        action="R",
        object_type="patient",
        object_id=patient.id,
        patient_id=patient.id,
    )


def note_listed(*, looker: Looker, organisation_id: UUID, listed: Sequence[Erasure]) -> None:
    """That somebody saw of whom it was asked."""
    record_each(
        looker=looker,
        organisation_id=organisation_id,
        event="erasure.looked",
        object_type="erasure",
        seen=[(each.id, each.patient_id) for each in listed],
    )


def _require_asked(erasure: Erasure) -> None:
    if not erasure.is_asked:
        raise Refused(_("This was decided already."))


def _decided(erasure: Erasure, state: str) -> None:
    erasure.state = state
    erasure.save(update_fields=["state", "decided_by", "decided_at", "is_alone"])


def _record(looker: Looker, erasure: Erasure, event: str, action: str) -> None:
    record(
        looker=looker,
        organisation_id=erasure.organisation_id,
        event=event,
        action=action,
        object_type="erasure",
        object_id=erasure.id,
        patient_id=erasure.patient_id,
    )
