"""Labels: which there are, and which a conversation has."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from conversations.actions.records import log, wake
from conversations.models import Conversation, ConversationLabel, Label
from rowsecurity.errors import Refused
from tenants.models import Department, Membership
from tenants.roles import Act, require


@dataclass(frozen=True, slots=True)
class LabelDraft:
    """What a label is to be; without a department everybody uses it."""

    name: str
    colour: str
    department: Department | None = None


def save_label(*, member: Membership, looker: Looker, draft: LabelDraft, known: Label | None = None) -> Label:
    """Add or change a label. Of two with the same name nobody knows which is meant: refused."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    label = known or Label(organisation_id=member.organisation_id)
    label.name, label.colour, label.department = draft.name.strip(), draft.colour, draft.department
    _save(label)
    _log(looker, label, "U" if known else "C")
    return label


def retire_label(*, member: Membership, looker: Looker, label: Label) -> None:
    """Offer it no more. Conversations that have it keep it until somebody takes it off."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    if label.retired_at is None:
        label.retired_at = timezone.now()
        label.save(update_fields=["retired_at"])
        _log(looker, label, "U")


def restore_label(*, member: Membership, looker: Looker, label: Label) -> None:
    """Offer it again."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    if label.retired_at is not None:
        label.retired_at = None
        _save(label)
        _log(looker, label, "U")


def put_on(*, member: Membership, looker: Looker, conversation: Conversation, label: Label) -> None:
    """Give a conversation a label; twice is once."""
    require(member, Act.WRITE_CONVERSATIONS)
    if label.retired_at is not None:
        raise Refused(_("The label %(name)s is not used any more.") % {"name": label.name})
    if label.department_id not in (None, conversation.department_id):
        raise Refused(_("The label %(name)s belongs to another department.") % {"name": label.name})
    _given, is_new = ConversationLabel.objects.get_or_create(conversation=conversation, label=label)
    if is_new:
        log(looker=looker, conversation=conversation, event="conversation.labelled", action="U")
        wake(conversation)


def take_off(*, member: Membership, looker: Looker, conversation: Conversation, label: Label) -> None:
    """Take a label from a conversation, also one that is not used any more."""
    require(member, Act.WRITE_CONVERSATIONS)
    taken, _kinds = ConversationLabel.objects.filter(conversation=conversation, label=label).delete()
    if taken:
        log(looker=looker, conversation=conversation, event="conversation.labelled", action="U")
        wake(conversation)


def _save(label: Label) -> None:
    try:
        with transaction.atomic():
            label.save()
    except IntegrityError as error:
        sentence = _("There is a label with the name %(name)s already. Choose another name.")
        raise Refused(sentence % {"name": label.name}) from error


def _log(looker: Looker, label: Label, action: str) -> None:
    record(
        looker=looker,
        organisation_id=label.organisation_id,
        event="label.change",
        action=action,
        object_type="label",
        object_id=label.id,
    )
