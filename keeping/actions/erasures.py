"""Deleting everything of one patient: asked by an admin, agreed to by another, carried out by a worker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record, record_each
from audit.models import AccessLogEntry
from keeping import tasks
from keeping.models import Erasure
from people.actions.staff import ADMIN_ENDED
from people.models import Patient
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Act, Role, require

LATELY = timedelta(days=30)


def ask(*, member: Membership, looker: Looker, patient: Patient, reason: str) -> Erasure:
    """Ask for it; nothing is deleted yet."""
    require(member, Act.ERASE)
    waiting = Erasure.objects.filter(patient=patient, state__in=(Erasure.State.ASKED, Erasure.State.AGREED))
    if waiting.exists():
        raise Refused(_("This was asked already."))
    erasure = Erasure.objects.create(patient=patient, reason=reason, asked_by=member)
    _record(looker, erasure, "erasure.asked", "C")
    return erasure


def agree(*, member: Membership, looker: Looker, erasure: Erasure) -> None:
    """The second admin agrees; who is the only one agrees alone. `erasure` must be locked."""
    require(member, Act.ERASE)
    _require_asked(erasure)
    is_own = erasure.asked_by_id == member.id
    if is_own and there_is_another(member):
        raise Refused(_("Another admin has to look at it too, and agree."))
    if is_own and there_was_another(member):
        raise Refused(was_another())
    erasure.is_alone = is_own
    _decide(member, erasure, Erasure.State.AGREED)
    _record(looker, erasure, "erasure.agreed", "U")
    transaction.on_commit(tasks.poke_eraser)


def refuse(*, member: Membership, looker: Looker, erasure: Erasure) -> None:
    """It is not deleted; who asked may say so as well. `erasure` must be locked."""
    require(member, Act.ERASE)
    _require_asked(erasure)
    _decide(member, erasure, Erasure.State.REFUSED)
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


def there_is_another(member: Membership) -> bool:
    """Whether somebody else is an admin here."""
    admins = Membership.objects.filter(ended_at=None, roles__contains=[Role.ADMIN])
    return admins.exclude(id=member.id).exists()


def there_was_another(member: Membership) -> bool:
    """Whether somebody else was an admin here lately: whoever takes that away does not agree alone."""
    since = timezone.now() - LATELY
    others = Membership.objects.exclude(id=member.id)
    if others.filter(ended_at__gte=since, roles__contains=[Role.ADMIN]).exists():
        return True
    # Nobody takes back a line of the log; roles may be given back.
    lines = AccessLogEntry.objects.filter(patient_id=None, at__gte=since, event=ADMIN_ENDED)
    return lines.exclude(object_id=member.id).exists()


def was_another() -> str:
    """Why who is the only admin now does not agree alone yet."""
    return _("Less than 30 days ago there was another admin here. Have a second admin agree.")


def _require_asked(erasure: Erasure) -> None:
    if not erasure.is_asked:
        raise Refused(_("This was decided already."))


def _decide(member: Membership, erasure: Erasure, state: str) -> None:
    erasure.state, erasure.decided_by, erasure.decided_at = state, member, timezone.now()
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
