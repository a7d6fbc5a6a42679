"""The only way to a conversation. Filters itself, row security under it; strangers get `NotFound`."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from conversations.models import Absence, Conversation, MustRead, PreparedReply, StandardReply, Task, TeamTask
from conversations.reach import reach_of
from people.models import Patient, Person
from rowsecurity.errors import NotFound
from tenants.models import Department, Membership
from tenants.roles import Act, require


def patients_of(person: Person, *, to_write: bool = False) -> QuerySet[Patient]:
    """The registrations of this person and of whom they represent as a whole. In a person scope."""
    return Patient.objects.filter(id__in=reach_of(person).whole(to_write=to_write))


def own_patients(person: Person) -> list[Patient]:
    """The registrations of this person alone. In a person scope."""
    rows = Patient.objects.filter(person=person).select_related("organisation")
    return list(rows.order_by("organisation__name"))


def of_person(person: Person) -> QuerySet[Conversation]:
    """Conversations this patient or relative may read, over all organisations. In a person scope."""
    return Conversation.objects.filter(reach_of(person).conversations())


def access_own_conversation(person: Person, conversation_id: UUID) -> Conversation:
    """A conversation as its patient's side may read it; `read_until` says how far, when access has ended."""
    reach = reach_of(person)
    rows = Conversation.objects.filter(reach.conversations())
    conversation = _found(rows.select_related("patient", "department", "organisation"), conversation_id)
    conversation.read_until = reach.until(conversation)
    conversation.is_writable = reach.may_write(conversation)
    return conversation


def access_own_task(person: Person, task_id: UUID) -> Task:
    """A task of a patient for whom this person may write; locked, so that it is answered once."""
    mine = reach_of(person).conversations(prefix="conversation__", to_write=True)
    rows = Task.objects.select_related("conversation__department").select_for_update(of=("self",))
    task = rows.filter(mine, id=task_id).first()
    if task is None:
        raise NotFound(_("This task does not exist, or is not meant for you."))
    return task


def access_own_registration(person: Person, patient_id: UUID) -> Patient:
    """A patient for whom this person may ask something."""
    patient = patients_of(person, to_write=True).filter(id=patient_id).first()
    if patient is None:
        raise NotFound(_("This patient does not exist, or is not meant for you."))
    return patient


def access_own_department(person: Person, department_id: UUID) -> tuple[Department, list[Patient]]:
    """A department to ask something, and for which patients of that organisation this person may."""
    patients = list(patients_of(person, to_write=True).select_related("organisation"))
    organisations = {patient.organisation_id for patient in patients}
    rows = Department.objects.select_related("organisation").filter(organisation__in=organisations)
    department = rows.filter(id=department_id).first()
    if department is None:
        raise NotFound(_("This department does not exist, or does not treat you."))
    return department, [each for each in patients if each.organisation_id == department.organisation_id]


def access_conversation(member: Membership, conversation_id: UUID, *, lock: bool = False) -> Conversation:
    """A conversation as a member of its organisation may read it; `lock` before changing its head."""
    require(member, Act.READ_CONVERSATIONS)
    rows = Conversation.objects.filter(organisation_id=member.organisation_id)
    rows = rows.select_related("patient", "department", "assignee", "merged_into")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return _found(rows, conversation_id)


def access_patient_to_write(member: Membership, patient_id: UUID) -> Patient:
    """A patient of the member's organisation, for beginning a conversation."""
    require(member, Act.WRITE_CONVERSATIONS)
    patient = Patient.objects.filter(organisation_id=member.organisation_id, id=patient_id).first()
    if patient is None:
        raise NotFound(_("This patient does not exist."))
    return patient


def access_department(member: Membership, department_id: UUID) -> Department:
    """A department of the member's organisation."""
    department = Department.objects.filter(organisation_id=member.organisation_id, id=department_id).first()
    if department is None:
        raise NotFound(_("This department does not exist."))
    return department


def access_removed_department(member: Membership, department_id: UUID) -> Department:
    """A department of the member's organisation, also one that was removed."""
    rows = Department.all_objects.filter(organisation_id=member.organisation_id, id=department_id)
    department = rows.first()
    if department is None:
        raise NotFound(_("This department does not exist."))
    return department


def access_colleague(member: Membership, membership_id: UUID) -> Membership:
    """Somebody who works at the member's organisation now."""
    rows = Membership.objects.filter(organisation_id=member.organisation_id, ended_at=None)
    colleague = rows.filter(id=membership_id).first()
    if colleague is None:
        raise NotFound(_("This colleague does not work here (any more)."))
    return colleague


def access_standard_reply(member: Membership, reply_id: UUID) -> StandardReply:
    """A standard reply of a department of the member's organisation, or of the member alone."""
    rows = StandardReply.objects.filter(organisation_id=member.organisation_id).select_related("department")
    # What a colleague keeps for themselves is nobody else's.
    rows = rows.filter(Q(member=None) | Q(member=member))
    reply = rows.filter(id=reply_id).first()
    if reply is None:
        raise NotFound(_("This standard reply does not exist."))
    return reply


def access_team_task(member: Membership, task_id: UUID) -> TeamTask:
    """A task of the member's organisation, locked so that it is done, moved or put off once."""
    require(member, Act.READ_CONVERSATIONS)
    rows = TeamTask.objects.filter(organisation_id=member.organisation_id).select_for_update(of=("self",))
    task = rows.select_related("department", "assignee", "conversation").filter(id=task_id).first()
    if task is None:
        raise NotFound(_("This task does not exist (any more)."))
    return task


def access_absence(member: Membership, absence_id: UUID) -> Absence:
    """An absence of the member's organisation, locked."""
    rows = Absence.objects.filter(organisation_id=member.organisation_id, cancelled_at=None)
    rows = rows.select_related("member", "stand_in").select_for_update(of=("self",))
    absence = rows.filter(id=absence_id).first()
    if absence is None:
        raise NotFound(_("This absence does not exist (any more)."))
    return absence


def access_prepared(member: Membership, prepared_id: UUID) -> tuple[Conversation, PreparedReply]:
    """An answer that waits, in a conversation of the member's organisation; both locked, the head first."""
    require(member, Act.READ_CONVERSATIONS)
    rows = PreparedReply.objects.filter(organisation_id=member.organisation_id, id=prepared_id)
    found = rows.values_list("conversation_id", flat=True).first()
    if found is None:
        raise NotFound(_("This answer does not exist (any more)."))
    conversation = access_conversation(member, found, lock=True)
    return conversation, rows.select_related("author").select_for_update(of=("self",)).get()


def access_must_read(conversation: Conversation, must_read_id: UUID) -> MustRead:
    """A message of this conversation that must be read; whoever asks reached the conversation first."""
    must_read = MustRead.objects.filter(conversation=conversation, id=must_read_id).first()
    if must_read is None:
        raise NotFound(_("This message does not exist."))
    return must_read


def access_patient(member: Membership, patient_id: UUID) -> Patient:
    """A patient of the member's organisation."""
    require(member, Act.READ_CONVERSATIONS)
    patient = Patient.objects.filter(organisation_id=member.organisation_id, id=patient_id).first()
    if patient is None:
        raise NotFound(_("This patient is not known here."))
    return patient


def _found(rows: QuerySet[Conversation], conversation_id: UUID) -> Conversation:
    conversation = rows.filter(id=conversation_id).first()
    if conversation is None:
        raise NotFound(_("This conversation does not exist, or is not meant for you."))
    return conversation
