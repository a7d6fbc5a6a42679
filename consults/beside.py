"""What the pages of conversations show of it: to the team, to the patient's side, and before asking."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from consults import actions, queries, rules
from conversations.models import Conversation
from tenants.models import Department, Membership
from tenants.roles import Act, may


def beside_conversation(request: HttpRequest, conversation: Conversation) -> dict[str, Any] | None:
    """The consult it is, or the way to mark it once it is closed; nothing where nobody charges."""
    consult = queries.consult_of(conversation)
    if consult is None and (not conversation.is_closed or not queries.may_charge(conversation.department_id)):
        return None
    membership: Membership = request.membership  # type: ignore[attr-defined]
    unmet = [] if consult else rules.known_unmet(queries.facts_of(conversation))
    is_able = may(membership, Act.MARK_CONSULT)
    return {"consult": consult, "unmet": unmet, "may_mark": is_able, "conversation": conversation}


def beside_own_thread(request: HttpRequest, conversation: Conversation) -> dict[str, Any] | None:
    """That it may be charged, before the patient's side writes; that it is, once it is marked."""
    is_consult = queries.consult_of(conversation) is not None
    is_charged = is_consult or (not conversation.is_closed and queries.may_charge(conversation.department_id))
    return {"is_consult": is_consult} if is_charged else None


class ForPrograms:
    """The same for the interface for programs (`conversations.context_blocks.Charging`)."""

    def departments(self, ids: Collection[UUID]) -> set[UUID]:
        return queries.charging(ids)

    def told(self, conversation: Conversation) -> None:
        if queries.may_charge(conversation.department_id):
            actions.told(conversation=conversation)


def before_asking(request: HttpRequest, department: Department) -> dict[str, Any] | None:
    """The sentence above a new question."""
    return {"department": department} if queries.may_charge(department.id) else None


def after_asking(request: HttpRequest, conversation: Conversation) -> None:
    """Keep that the page said so; the page itself tells that it did."""
    if request.POST.get("kosten_verteld") and queries.may_charge(conversation.department_id):
        actions.told(conversation=conversation)
