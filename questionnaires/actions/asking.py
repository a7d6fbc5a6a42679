"""Asking a patient to fill in a list, and taking that back. In the scope of an organisation or of a job."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID, uuid4, uuid5

from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from conversations.actions import asking
from conversations.actions.conversations import start_conversation
from conversations.actions.notices import tell_patient
from conversations.deceased import refuse_deceased
from conversations.models import Conversation, Task
from people.models import Patient
from questionnaires import queries
from questionnaires.fhir.parsing import parse
from questionnaires.models import QuestionnaireEdition, QuestionnaireRequest
from rowsecurity.errors import Refused
from tenants.models import Department, Membership
from tenants.roles import Act, require

FILL_IN = "fill_in"


def ask(
    *,
    patient: Patient,
    department: Department,
    edition: QuestionnaireEdition,
    until: date | None = None,
    request_id: UUID | None = None,
    conversation: Conversation | None = None,
    member: Membership | None = None,
    looker: Looker | None = None,
) -> QuestionnaireRequest:
    """Ask it in a message with a button; `request_id` again is once. Without `member` a care path asks.

    Without an open conversation one begins. Refused: another's list, a day that is over, who has died.
    """
    if member:
        require(member, Act.WRITE_CONVERSATIONS)
        refuse_deceased(patient)
    known = QuestionnaireRequest.objects.filter(id=request_id).first() if request_id else None
    if known:
        return known
    _check(department, edition, until)
    with translation.override(patient.reads_in):
        title = parse(edition.content, patient.reads_in).title
        conversation = _open_one(conversation, patient, department, title)
        request = QuestionnaireRequest.objects.create(
            id=request_id or uuid4(),
            edition=edition,
            patient=patient,
            department=department,
            conversation=conversation,
            asked_by=member,
            until=until,
        )
        request.number = _tell(request, conversation, department, title)
    request.save(update_fields=["number"])
    conversation.refresh_from_db(fields=["last_number"])
    tell_patient(conversation)
    keep(request, looker, "questionnaire.asked", "C")
    return request


def _open_one(
    known: Conversation | None, patient: Patient, department: Department, title: str
) -> Conversation:
    """The conversation named, if the patient can still be asked there; else a new one."""
    if known and not known.is_closed and known.patient_id == patient.id:
        return known
    return start_conversation(patient=patient, department=department, subject=title[:120])


def withdraw(*, member: Membership | None, looker: Looker | None, request: QuestionnaireRequest) -> None:
    """It need not be filled in any more. What was half filled in goes with it."""
    if member:
        require(member, Act.WRITE_CONVERSATIONS)
    if request.completed_at:
        raise Refused(_("This list was sent already."))
    if request.withdrawn_at:
        return
    QuestionnaireRequest.objects.filter(id=request.id).update(withdrawn_at=Now())
    take_back_task(request)
    keep(request, looker, "questionnaire.withdrawn", "U")


def withdraw_open(request_ids: Collection[UUID]) -> None:
    """Take back those of these requests that were not sent: who asked them, a care path, is over."""
    if request_ids:
        rows = QuestionnaireRequest.objects.filter(id__in=request_ids, completed_at=None, withdrawn_at=None)
        for request in rows.select_for_update(of=("self",)).order_by("id"):
            withdraw(member=None, looker=None, request=request)


def take_back_task(request: QuestionnaireRequest) -> None:
    """The button goes."""
    if request.number is not None:
        asking.withdraw(conversation_id=request.conversation_id, numbers=[request.number])


def keep(request: QuestionnaireRequest, looker: Looker | None, event: str, action: str) -> None:
    """One line in the access log."""
    record(
        looker=looker or Looker(label="", role="platform"),
        organisation_id=request.organisation_id,
        event=event,
        action=action,
        object_type="questionnaire",
        object_id=request.id,
        patient_id=request.patient_id,
    )


def _check(department: Department, edition: QuestionnaireEdition, until: date | None) -> None:
    if not queries.is_used(department, edition):
        sentence = _("%(department)s does not work with this list. Turn it on first.")
        raise Refused(sentence % {"department": department.name})
    if until is not None and until < timezone.localdate():
        raise Refused(_("Choose a day that is still to come."))


def _tell(
    request: QuestionnaireRequest, conversation: Conversation, department: Department, title: str
) -> int:
    """The message with its button, in the language of the patient."""
    button = {
        "key": FILL_IN,
        "label": _("Fill in the question list"),
        "effect": Task.Effect.OPEN.value,
        "path": request.get_absolute_url(),
    }
    # A task is to be done before its day; a list can be filled in until the end of the last one.
    due_on = request.until + timedelta(days=1) if request.until else None
    text = _("We have a question list for you: %(title)s. You can stop halfway and go on later.")
    return asking.tell(
        conversation=conversation,
        client_id=uuid5(request.id, "message"),
        text=text % {"title": title},
        label=department.name,
        question=asking.Question(title[:120], [button], due_on),
    )
