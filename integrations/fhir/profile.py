"""Our profile: what of each type of resource is used, and what is refused.

Everything is taken or refused; what FHIR allows and we have no use for (an address, the values of a
result) is left out and never stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from integrations.fhir import elements
from integrations.fhir.elements import refuse
from integrations.fhir.reading import Resource

STATUSES = {
    "booked": "booked",
    "pending": "booked",
    "arrived": "booked",
    "checked-in": "booked",
    "fulfilled": "fulfilled",
    "cancelled": "cancelled",
    "noshow": "cancelled",
    "entered-in-error": "cancelled",
}
IN, WITHDRAWN = {"final", "amended", "corrected", "appended"}, {"entered-in-error", "cancelled"}
# Of v3-ActCode: a stay in the hospital.
INPATIENT, FINISHED = "IMP", "finished"
DIED = "exp"
SLACK = timedelta(minutes=5)  # between clocks
SEXES = {"female": "female", "male": "male", "other": "other", "unknown": "unknown"}


@dataclass(frozen=True, slots=True)
class Reference:
    """To a patient: by an id we gave, by identifier, or by the fullUrl of an entry in the same Bundle."""

    kind: str
    value: str
    expression: str


@dataclass(frozen=True, slots=True)
class PatientTold:
    """A Patient, as far as it is used."""

    number: str
    given_name: str
    family_name: str
    birth_date: date
    sex: str
    email: str
    mobile: str
    language: str
    is_deceased: bool


@dataclass(frozen=True, slots=True)
class AppointmentTold:
    """An Appointment, as far as it is used; a cancelled one need not say when it would have been."""

    patient: Reference
    department_code: str
    status: str
    starts_at: datetime | None
    kind: str
    kind_name: str
    clinician: str
    place: str


@dataclass(frozen=True, slots=True)
class ReportTold:
    """That a DiagnosticReport is there, and of which kind; none of its values."""

    patient: Reference
    code: str
    issued_at: datetime
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class EncounterTold:
    """That a stay is over, where and when; after a death nothing begins."""

    patient: Reference
    department_code: str
    ended_at: datetime
    has_died: bool


Told = PatientTold | AppointmentTold | ReportTold | EncounterTold


def patient(resource: Resource) -> PatientTold:
    name = _usual(resource.get("name"), "official", "Patient.name")
    given = " ".join(part for part in name.get("given") or [] if isinstance(part, str))
    if not given or not name.get("family"):
        raise refuse("required", "A given name and a family name.", "Patient.name")
    birth_date = elements.day(resource.get("birthDate"), "Patient.birthDate")
    if not date(1900, 1, 1) <= birth_date <= datetime.now(UTC).date():
        raise refuse("value", "A birth date from 1900 that is not in the future.", "Patient.birthDate")
    number = elements.identity(resource, "Patient").partition("|")[2]
    return PatientTold(
        number=elements.limited(number, 40, "Patient.identifier"),
        given_name=elements.limited(given, 80, "Patient.name.given"),
        family_name=elements.limited(name["family"], 80, "Patient.name.family"),
        birth_date=birth_date,
        sex=SEXES.get(resource.get("gender", "unknown"), "unknown"),
        email=_email(resource),
        mobile=_mobile(resource),
        language=_language(resource),
        is_deceased=bool(resource.get("deceasedBoolean") or resource.get("deceasedDateTime")),
    )


def appointment(resource: Resource) -> AppointmentTold:
    status = STATUSES.get(resource["status"])
    if status is None:
        raise refuse("not-supported", "Only appointments that are made are accepted.", "Appointment.status")
    starts_at = resource.get("start")
    if starts_at is None and status != "cancelled":
        raise refuse("required", "When it is.", "Appointment.start")
    kind, kind_name = elements.coded(resource.get("serviceType"), "Appointment.serviceType")
    department_code, _ = elements.coded(resource.get("specialty"), "Appointment.specialty")
    return AppointmentTold(
        patient=_only_patient(resource),
        department_code=department_code,
        status=status,
        starts_at=elements.instant(starts_at, "Appointment.start") if starts_at is not None else None,
        kind=kind,
        kind_name=kind_name,
        clinician=_participant(resource, "Practitioner", 80),
        place=_participant(resource, "Location", 120),
    )


def report(resource: Resource) -> ReportTold:
    status = resource["status"]
    if status not in IN | WITHDRAWN:
        raise refuse(
            "not-supported", "Only results that are final, or taken back.", "DiagnosticReport.status"
        )
    code, _ = elements.coded(resource.get("category"), "DiagnosticReport.category")
    return ReportTold(
        patient=_reference(resource.get("subject"), "DiagnosticReport.subject"),
        code=code,
        issued_at=elements.instant(resource.get("issued"), "DiagnosticReport.issued"),
        is_withdrawn=status in WITHDRAWN,
    )


def encounter(resource: Resource) -> EncounterTold:
    if resource["status"] != FINISHED:
        raise refuse("not-supported", "Only a stay that is finished.", "Encounter.status")
    if resource["class"].get("code") != INPATIENT:
        raise refuse("not-supported", "Only a stay in the hospital (IMP).", "Encounter.class")
    department_code, _ = elements.coded(resource.get("serviceType"), "Encounter.serviceType")
    ended_at = elements.instant((resource.get("period") or {}).get("end"), "Encounter.period.end")
    if ended_at > datetime.now(UTC) + SLACK:
        raise refuse("value", "A stay that is finished has not ended in the future.", "Encounter.period.end")
    return EncounterTold(
        patient=_reference(resource.get("subject"), "Encounter.subject"),
        department_code=department_code,
        ended_at=ended_at,
        has_died=_has_died(resource),
    )


READERS: dict[str, Callable[[Resource], Told]] = {
    "Patient": patient,
    "Appointment": appointment,
    "DiagnosticReport": report,
    "Encounter": encounter,
}


def _has_died(resource: Resource) -> bool:
    went = ((resource.get("hospitalization") or {}).get("dischargeDisposition") or {}).get("coding") or []
    return any(coding.get("code") == DIED for coding in went)


def _only_patient(resource: Resource) -> Reference:
    found = []
    for index, participant in enumerate(resource["participant"]):
        actor = participant.get("actor")
        if actor and _type_of(actor) in ("Patient", "urn"):
            found.append(_reference(actor, f"Appointment.participant[{index}].actor"))
    if len(found) != 1:
        raise refuse("required", "Exactly one patient takes part.", "Appointment.participant")
    return found[0]


def _participant(resource: Resource, kind: str, most: int) -> str:
    """The name of the practitioner or place, as the patient reads it."""
    for participant in resource["participant"]:
        actor = participant.get("actor") or {}
        if _type_of(actor) == kind:
            return elements.limited(actor.get("display"), most, "Appointment.participant.actor.display")
    return ""


def _type_of(reference: dict[str, Any]) -> str:
    literal = reference.get("reference") or ""
    if reference.get("type"):
        return str(reference["type"])
    return "urn" if literal.startswith("urn:uuid:") else literal.partition("/")[0]


def _reference(reference: dict[str, Any] | None, path: str) -> Reference:
    reference = reference or {}
    literal, identifier = reference.get("reference"), reference.get("identifier") or {}
    if isinstance(literal, str):
        literal = elements.limited(literal, 200, path)
        if literal.startswith("urn:uuid:"):
            return Reference("entry", literal, path)
        kind, _, value = literal.partition("/")
        if kind == "Patient" and value:
            return Reference("id", value, path)
    elif identifier.get("system") and identifier.get("value"):
        return Reference("identifier", f"{identifier['system']}|{identifier['value']}", path)
    raise refuse(
        "value", "A reference to a Patient: by id, by identifier, or to an entry of the Bundle.", path
    )


def _usual(items: Any, use: str, path: str) -> dict[str, Any]:
    """The item with this use, or else the first that is not out of use."""
    current = [item for item in items or [] if item.get("use") != "old"]
    found = next((item for item in current if item.get("use") == use), current[0] if current else None)
    if found is None:
        raise refuse("required", "This element must be there.", path)
    return found


def _telecom(resource: Resource, *, system: str, uses: tuple[str | None, ...]) -> str:
    items = [t for t in resource.get("telecom") or [] if t.get("system") == system and t.get("use") in uses]
    return elements.limited(items[0].get("value"), 254, "Patient.telecom") if items else ""


def _email(resource: Resource) -> str:
    email = _telecom(resource, system="email", uses=(None, "home", "work", "mobile")).lower()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise refuse("value", "This is not an e-mail address.", "Patient.telecom") from None
    return email


def _mobile(resource: Resource) -> str:
    number = _telecom(resource, system="phone", uses=("mobile",)).replace(" ", "").replace("-", "")
    if number and not elements.MOBILE.fullmatch(number):
        raise refuse("value", "A mobile number with its country, as +31612345678.", "Patient.telecom")
    return number


def _language(resource: Resource) -> str:
    spoken = resource.get("communication") or []
    preferred = next((each for each in spoken if each.get("preferred")), spoken[0] if spoken else None)
    if preferred is None:
        return settings.LANGUAGE_CODE
    code, _ = elements.coded(preferred.get("language"), "Patient.communication.language")
    known = {code for code, _ in settings.LANGUAGES}
    return code[:2].lower() if code[:2].lower() in known else settings.LANGUAGE_CODE
