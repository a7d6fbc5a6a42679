"""Paths that start by themselves: on a result, an answer or a discharge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from carepaths.actions import planning
from carepaths.actions.enrolments import anchor_at_start
from carepaths.models import CarePathVersion, Enrolment, EnrolmentAnchor, PathAnchor, PathTrigger
from people.models import Patient
from tenants.models import Department

Kind = PathTrigger.Kind
Source = PathAnchor.Source


@dataclass(frozen=True, slots=True)
class Home:
    """When somebody went home; of a day without an hour the middle."""

    moment: datetime
    is_day: bool


def start_all(*, patient: Patient, kind: str, code: str = "") -> list[Enrolment]:
    """Put the patient on every path that is on and starts with this, unless they follow it already."""
    return _start(patient, active_triggers(kind).filter(code=code))


def start_on_discharge(
    *, patient: Patient, department: Department, moment: datetime, is_day: bool = False
) -> list[Enrolment]:
    """The patient went home from this department; see `discharges` for paths that run already."""
    here = Q(department=department) | Q(department=None, version__path__department=department)
    home = Home(moment, is_day)
    return _start(patient, active_triggers(Kind.DISCHARGE).filter(here), home)


def start_on(*, patient: Patient, triggers: QuerySet[PathTrigger]) -> list[Enrolment]:
    """Put the patient on the paths of these triggers."""
    return _start(patient, triggers)


def active_triggers(kind: str) -> QuerySet[PathTrigger]:
    """What starts paths that are on."""
    return PathTrigger.objects.filter(kind=kind, version__state=CarePathVersion.State.ACTIVE)


def _start(patient: Patient, triggers: QuerySet[PathTrigger], home: Home | None = None) -> list[Enrolment]:
    found = list(triggers.select_related("version__path").order_by("id"))
    if not found:
        return []
    if Patient.objects.select_for_update(no_key=True).get(id=patient.id).deceased_on is not None:
        return []  # a result may still come in: nothing is asked of who has died
    running = Enrolment.objects.filter(patient=patient).exclude(status=Enrolment.Status.ENDED)
    followed = set(running.values_list("version__path_id", flat=True))
    started = []
    for trigger in found:
        if trigger.version.path_id not in followed:
            followed.add(trigger.version.path_id)
            started.append(_begin(patient, trigger, home))
    return started


def _begin(patient: Patient, trigger: PathTrigger, home: Home | None) -> Enrolment:
    enrolment = Enrolment.objects.create(patient=patient, version=trigger.version, began_by=trigger.kind)
    dated = {}
    if home is not None:
        keys = PathAnchor.objects.filter(version=trigger.version, source=Source.DISCHARGE)
        dated = {
            key: EnrolmentAnchor(moment=home.moment, is_day=home.is_day)
            for key in keys.values_list("key", flat=True)
        }
    anchor_at_start(enrolment, dated=dated)
    planning.plan_again(enrolment=enrolment)
    return enrolment
