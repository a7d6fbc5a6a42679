"""What is known about lists: who was asked, how far it is, and what was answered.

`edition`, `is_completed`, `completed_since` and `answered` are what care paths ask.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q

from conversations.models import Conversation
from people.models import Patient
from questionnaires import places
from questionnaires.definition import Answers
from questionnaires.fhir.response import answers_of
from questionnaires.models import (
    AnswerRule,
    EditionUse,
    QuestionnaireEdition,
    QuestionnaireRequest,
    QuestionnaireResponse,
)
from questionnaires.values import Answer
from tenants import envelope
from tenants.models import Department


def edition(canonical: str) -> QuestionnaireEdition | None:
    """The list with this address; without a version after a bar the newest. Of the organisation."""
    url, bar, version = canonical.partition("|")
    rows = QuestionnaireEdition.objects.filter(url=url)
    if bar:
        rows = rows.filter(version=version)
    return rows.order_by("-imported_at", "-id").first()


def editions_at(canonicals: Collection[str]) -> dict[str, QuestionnaireEdition]:
    """As `edition`, for many addresses in two statements; what is not here is left out."""
    if not canonicals:
        return {}
    urls = {each.partition("|")[0] for each in canonicals}
    rows = QuestionnaireEdition.objects.filter(url__in=urls).order_by("imported_at", "id")
    newest: dict[str, UUID] = {}
    for url, version, found in rows.values_list("url", "version", "id"):
        newest |= {url: found, f"{url}|{version}": found}
    known = QuestionnaireEdition.objects.in_bulk({newest[each] for each in canonicals if each in newest})
    return {each: known[newest[each]] for each in canonicals if each in newest}


def is_used(department: Department, edition: QuestionnaireEdition) -> bool:
    """Whether the department works with this list."""
    return EditionUse.objects.filter(department=department, edition=edition).exists()


def editions_for(department: Department) -> list[QuestionnaireEdition]:
    """The lists that a department may ask."""
    used = EditionUse.objects.filter(department=department).values("edition_id")
    return list(QuestionnaireEdition.objects.filter(id__in=used).defer("content").order_by("title", "id"))


def editions_in_use() -> list[QuestionnaireEdition]:
    """The lists that any department works with; of each address the newest version last."""
    used = EditionUse.objects.values("edition_id")
    return list(QuestionnaireEdition.objects.filter(id__in=used).order_by("title", "imported_at", "id"))


def has_lists(department: Department) -> bool:
    """Whether the department works with any list."""
    return EditionUse.objects.filter(department=department).exists()


def editions_with_uses() -> list[QuestionnaireEdition]:
    """The lists of the organisation, each with the departments that work with it as `used_by`."""
    uses = EditionUse.objects.select_related("department").order_by("department__name")
    rows = QuestionnaireEdition.objects.defer("content").order_by("title", "-imported_at", "id")
    return list(rows.prefetch_related(Prefetch("uses", queryset=uses, to_attr="used_by")))


def departments_with(edition: QuestionnaireEdition) -> list[tuple[Department, bool]]:
    """The departments of the organisation, and whether each works with a list."""
    known = set(EditionUse.objects.filter(edition=edition).values_list("department_id", flat=True))
    return [(department, department.id in known) for department in Department.objects.all()]


def is_completed(request_id: UUID) -> bool:
    """Whether what was asked has been filled in and sent."""
    return QuestionnaireRequest.objects.filter(id=request_id, completed_at__isnull=False).exists()


def completed_since(moment: datetime, *, patient: Patient | None = None) -> list[QuestionnaireResponse]:
    """What was sent since a moment, the oldest first; of one patient, or of the organisation."""
    rows = QuestionnaireResponse.objects.filter(authored_at__gte=moment).select_related("edition", "request")
    return list((rows.filter(patient=patient) if patient else rows).order_by("authored_at", "id"))


def answered(request_id: UUID, link_id: str) -> tuple[Answer, ...]:
    """What was answered to one question of a list that was sent; empty when it was not, or not asked."""
    response = QuestionnaireResponse.objects.filter(request_id=request_id).first()
    return answers(response).get(link_id, ()) if response else ()


def sent_of(request_ids: Collection[UUID]) -> dict[UUID, QuestionnaireResponse]:
    """By request, what was sent of these lists; without any nothing is read."""
    if not request_ids:
        return {}
    return {each.request_id: each for each in QuestionnaireResponse.objects.filter(request__in=request_ids)}


def content(response: QuestionnaireResponse) -> dict[str, object]:
    """The FHIR QuestionnaireResponse, opened."""
    place = places.response(response.id)
    return json.loads(envelope.open_sealed(response.organisation_id, place, response.content_sealed))


def answers(response: QuestionnaireResponse) -> Answers:
    """What was answered, by linkId."""
    return answers_of(content(response))


@dataclass(frozen=True, slots=True)
class Draft:
    """What was filled in so far, and at which question somebody stopped."""

    answers: Answers
    at: int


def draft(request: QuestionnaireRequest) -> Draft | None:
    """What is half filled in; None when nobody began."""
    if request.draft_sealed is None:
        return None
    place = places.draft(request.id)
    opened = json.loads(envelope.open_sealed(request.organisation_id, place, request.draft_sealed))
    return Draft(answers_of(opened), opened["at"])


def requests_in(conversation: Conversation) -> list[QuestionnaireRequest]:
    """The lists that were asked in a conversation, the newest on top."""
    rows = QuestionnaireRequest.objects.filter(conversation=conversation).select_related("edition")
    return list(rows.defer("edition__content", "draft_sealed").order_by("-asked_at", "-id"))


def asked_of(condition: Q, *, most: int = 100) -> list[QuestionnaireRequest]:
    """The lists that meet a condition on their conversation, the newest on top."""
    rows = QuestionnaireRequest.objects.filter(condition).select_related(
        "edition", "department", "organisation", "patient"
    )
    return list(rows.defer("edition__content", "draft_sealed").order_by("-asked_at", "-id")[:most])


def responses_in(conversation: Conversation) -> list[QuestionnaireResponse]:
    """What was sent in a conversation, the oldest first."""
    rows = QuestionnaireResponse.objects.filter(conversation=conversation).select_related("edition")
    return list(rows.defer("edition__content").order_by("authored_at", "id"))


def responses_of(patient: Patient, *, most: int = 200) -> list[QuestionnaireResponse]:
    """The latest that a patient sent, the oldest of them first. In the scope of the organisation."""
    rows = QuestionnaireResponse.objects.filter(patient=patient).order_by("-authored_at", "-id")
    return list(reversed(rows[:most]))


def responses_to(requests: Iterable[QuestionnaireRequest]) -> list[QuestionnaireResponse]:
    """What was answered to these requests."""
    ids = [each.id for each in requests]
    return list(QuestionnaireResponse.objects.filter(request__in=ids))


def responses_like(response: QuestionnaireResponse, *, most: int = 60) -> list[QuestionnaireResponse]:
    """All that this patient answered to the same list, whatever its version; the oldest first."""
    rows = QuestionnaireResponse.objects.filter(
        patient_id=response.patient_id,
        organisation_id=response.organisation_id,
        edition__url=response.edition.url,
    )
    return list(reversed(rows.select_related("edition").order_by("-authored_at", "-id")[:most]))


def rules_of(edition: QuestionnaireEdition, departments: Iterable[UUID] | None = None) -> list[AnswerRule]:
    """The rules that hold for a list now, of all or of some departments."""
    rows = AnswerRule.objects.filter(edition=edition, ended_at=None).select_related("department")
    if departments is not None:
        rows = rows.filter(department__in=list(departments))
    return list(rows.order_by("department__name", "made_at", "id"))
