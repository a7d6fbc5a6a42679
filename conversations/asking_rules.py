"""Who may begin a conversation with an organisation, and how often in a day, as its admin has set."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from conversations.models import Conversation, Message
from people.models import Patient
from rowsecurity.errors import Refused
from tenants.models import Organisation

Who = Organisation.WhoMayStart


def require_may_ask(*, patient: Patient, organisation: Organisation, conversation_id: UUID) -> None:
    """Raise `Refused` when this patient's side may begin no conversation now; asking twice is asking once."""
    if organisation.who_may_start == Who.EVERYBODY and organisation.questions_per_day is None:
        return
    conversations = Conversation.objects.filter(patient=patient)
    if conversations.filter(id=conversation_id).exists():
        return
    phone = {"organisation": organisation.name, "phone": organisation.phone}
    if organisation.who_may_start == Who.TEAM:
        raise Refused(
            _("At %(organisation)s the team starts a conversation. Do you have a question? Call %(phone)s.")
            % phone
        )
    if organisation.who_may_start == Who.KNOWN and not conversations.exclude(last_number=0).exists():
        raise Refused(
            _("You can write here after a first contact with %(organisation)s. Call %(phone)s.") % phone
        )
    if organisation.questions_per_day is not None:
        _require_room(patient, organisation.questions_per_day, phone)


def _require_room(patient: Patient, cap: int, phone: dict[str, str]) -> None:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    asked = Message.objects.filter(
        conversation__patient=patient, number=1, side=Message.Side.PATIENT, sent_at__gte=today
    )
    if asked.count() >= cap:
        raise Refused(
            _(
                "You have asked as many new questions today as %(organisation)s takes in a day. "
                "Go on in a conversation that is there, or try again tomorrow. "
                "Can it not wait? Call %(phone)s."
            )
            % phone
        )
