"""What a line of a list of patients does: somebody is registered and invited."""

from __future__ import annotations

from datetime import date

from audit.actions import Looker
from onboarding.models import InvitationList
from onboarding.sheet import Line, Problem
from people.actions import invitations
from people.models import Invitation, Patient
from rowsecurity.errors import Refused


def compare(lines: list[Line]) -> None:
    """What is known of these numbers: an account, another birth date, a no."""
    right = {line.fields["number"]: line for line in lines if not line.problem}
    for patient in Patient.objects.filter(number__in=list(right)):
        line = right[patient.number]
        if patient.person_id is not None:
            line.problem = Problem.IS_IN
        elif patient.birth_date != line.birth_date:
            line.problem = Problem.OTHER_BIRTH_DATE
    declined = Invitation.objects.exclude(declined_at=None).filter(patient__number__in=list(right))
    for number in declined.values_list("patient__number", flat=True):
        right[number].problem = Problem.DECLINED


def carry_out(found: InvitationList, fields: dict[str, str]) -> None:
    """Register and invite one; raises `Refused`."""
    invitations.invite_patient(
        member=None,
        looker=Looker(label="", role="platform"),
        patient=_patient(fields),
        department=found.department,
        source=Invitation.Source.LIST,
    )


def _patient(fields: dict[str, str]) -> Patient:
    """The registration with this number, with the address of the list; made when there is none."""
    patient = Patient.objects.select_for_update().filter(number=fields["number"]).first()
    if patient is None:
        return Patient.objects.create(
            number=fields["number"],
            given_name=fields["given_name"],
            family_name=fields["family_name"],
            birth_date=date.fromisoformat(fields["born"]),
            email=fields["email"],
            mobile=fields["mobile"],
        )
    if patient.person_id is not None or patient.birth_date.isoformat() != fields["born"]:
        known = Problem.IS_IN if patient.person_id is not None else Problem.OTHER_BIRTH_DATE
        raise Refused(str(known.label))
    patient.email, patient.mobile = fields["email"], fields["mobile"]
    patient.save(update_fields=["email", "mobile"])
    return patient
