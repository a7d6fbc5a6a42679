"""The only ways to a list, a request and a rule. Strangers get `NotFound`."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from conversations.reach import reach_of
from people.models import Person
from questionnaires.models import AnswerRule, QuestionnaireEdition, QuestionnaireRequest
from rowsecurity.errors import NotFound
from tenants.models import Membership
from tenants.roles import Act, require

RELATED = ("edition", "department", "conversation__patient", "patient", "organisation")


def access_own_request(
    person: Person, asked_id: UUID, *, to_write: bool = False, lock: bool = False
) -> QuestionnaireRequest:
    """A list that the patient's side was asked; `to_write` for who may answer. In a person's own scope."""
    mine = reach_of(person).conversations(prefix="conversation__", to_write=to_write, with_past=False)
    rows = QuestionnaireRequest.objects.filter(mine).select_related(*RELATED)
    if lock:
        rows = rows.select_for_update(of=("self",))
    request = rows.filter(id=asked_id).first()
    if request is None:
        raise NotFound(_("This question list does not exist, or is not meant for you."))
    return request


def may_answer(person: Person, request: QuestionnaireRequest) -> bool:
    """Whether this person may fill in what they may read."""
    return reach_of(person).may_write(request.conversation)


def access_request(member: Membership, asked_id: UUID, *, lock: bool = False) -> QuestionnaireRequest:
    """A list that was asked at the member's organisation; `lock` before withdrawing it."""
    require(member, Act.READ_CONVERSATIONS)
    rows = QuestionnaireRequest.objects.filter(organisation_id=member.organisation_id)
    rows = rows.select_related(*RELATED, "asked_by")
    if lock:
        rows = rows.select_for_update(of=("self",))
    request = rows.filter(id=asked_id).first()
    if request is None:
        raise NotFound(_("This question list does not exist, or is not meant for you."))
    return request


def access_edition(member: Membership, edition_id: UUID) -> QuestionnaireEdition:
    """A list of the member's organisation."""
    rows = QuestionnaireEdition.objects.filter(organisation_id=member.organisation_id)
    edition = rows.filter(id=edition_id).first()
    if edition is None:
        raise NotFound(_("This question list does not exist, or is not meant for you."))
    return edition


def access_rule(member: Membership, rule_id: UUID) -> AnswerRule:
    """A rule of a department of the member's organisation that still holds."""
    rows = AnswerRule.objects.filter(organisation_id=member.organisation_id, ended_at=None)
    rule = rows.select_related("edition", "department").filter(id=rule_id).first()
    if rule is None:
        raise NotFound(_("This rule does not exist (any more)."))
    return rule
