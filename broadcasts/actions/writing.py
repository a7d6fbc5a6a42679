"""Writing a message to many, agreeing to it, stopping it, reminding who has not read it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from broadcasts import audience, places, queries, tasks
from broadcasts.models import Broadcast, BroadcastRecipient
from conversations import placeholders
from conversations.readers import readers_of
from conversations.sending import check_text
from notifications import actions as notices
from notifications.models import Notice
from people.models import Patient
from rowsecurity.errors import Refused
from tenants import envelope
from tenants.models import Department, Membership
from tenants.roles import Act, require


def prepare(
    *, member: Membership, department: Department, subject: str, text: str, patients: Sequence[Patient]
) -> Broadcast:
    """Keep who it is for and what it says; nothing is sent yet."""
    require(member, Act.WRITE_CONVERSATIONS)
    if not patients:
        raise Refused(_("Nobody was found. Choose other patients; your text is kept."))
    if len(patients) > audience.MOST:
        sentence = _("These are more than %(most)d patients. Choose fewer at once; your text is kept.")
        raise Refused(sentence % {"most": audience.MOST})
    whose = member.organisation_id
    broadcast = Broadcast(id=uuid4(), organisation_id=whose, department=department, author=member)
    broadcast.subject_sealed = envelope.seal(whose, places.subject(broadcast.id), subject.strip())
    body = placeholders.check(check_text(text))
    broadcast.text_sealed = envelope.seal(whose, places.text(broadcast.id), body)
    broadcast.save(force_insert=True)
    known = audience.reachable(patients)
    BroadcastRecipient.objects.bulk_create(
        BroadcastRecipient(
            organisation_id=whose, broadcast=broadcast, patient=patient, is_reachable=patient.id in known
        )
        for patient in patients
    )
    return broadcast


def agree(*, member: Membership, looker: Looker, broadcast: Broadcast, number: int) -> None:
    """Send it, to exactly as many patients as the page showed. `broadcast` is locked."""
    require(member, Act.WRITE_CONVERSATIONS)
    if not broadcast.is_draft:
        return
    found = queries.progress(broadcast).reachable
    if not found:
        raise Refused(_("Nobody of these patients has an account. Use the list to call them."))
    if number != found:
        raise Refused(_("The number of patients has changed. Look at the list again."))
    broadcast.agreed_at = timezone.now()
    broadcast.save(update_fields=["agreed_at"])
    _log(looker, broadcast, "broadcast.sent", "C")
    transaction.on_commit(tasks.poke)


def stop(*, member: Membership, looker: Looker, broadcast: Broadcast) -> None:
    """Send to nobody more; what was sent stays. `broadcast` is locked."""
    require(member, Act.WRITE_CONVERSATIONS)
    if not broadcast.is_sending:
        return
    broadcast.stopped_at = timezone.now()
    broadcast.save(update_fields=["stopped_at"])
    _log(looker, broadcast, "broadcast.stopped", "U")


def discard(*, member: Membership, broadcast: Broadcast) -> None:
    """Throw a draft away. `broadcast` is locked."""
    require(member, Act.WRITE_CONVERSATIONS)
    if not broadcast.is_draft:
        raise Refused(_("This was sent already and stays in the list."))
    broadcast.recipients.all().delete()
    broadcast.delete()


def remind(*, member: Membership, looker: Looker, broadcast: Broadcast) -> int:
    """Tell everybody who has not read it that something is there, once a day at most; returns how many."""
    require(member, Act.WRITE_CONVERSATIONS)
    waiting = queries.unread(broadcast, most=audience.MOST)
    today = timezone.localdate().isoformat()
    for each in waiting:
        assert each.conversation is not None, "who got it has a conversation"
        own = each.patient.person_id
        for person_id in [own] if own else [reader.person_id for reader in readers_of(each.conversation)]:
            notices.notify(
                template=Notice.Template.NEW_MESSAGE,
                to=notices.to_person(person_id, patient_id=each.patient_id),
                key=f"broadcast:{each.id}:{person_id}:{today}",
                about=each.conversation_id,
            )
    _log(looker, broadcast, "broadcast.reminded", "U")
    return len(waiting)


def _log(looker: Looker, broadcast: Broadcast, event: str, action: str) -> None:
    record(
        looker=looker,
        organisation_id=broadcast.organisation_id,
        event=event,
        action=action,
        object_type="broadcast",
        object_id=broadcast.id,
    )
