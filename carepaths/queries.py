"""What pages show of visits and paths. Each is a fixed number of statements, however many rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepaths.access import visits_of
from carepaths.describing import NAMELESS, Names, only_if
from carepaths.facts import letter_id
from carepaths.models import CarePath, CarePathVersion, DueStep, Enrolment, Letter, PathAnchor, Step, Visit
from carepaths.naming import names_for
from carepaths.plan import Reason
from carepaths.reasons import NO_LONGER_ASKED, SENTENCES
from conversations.context_blocks import TaskPage
from notifications.models import Notice
from people.models import Patient, Person
from tenants.models import Department
from video.queries import at_moments

EARLIER_SHOWN = 20
RECENT_VISITS = 500
State = DueStep.State


class Look(StrEnum):
    """How a line of a timeline looks."""

    DONE = "done"
    NEXT = "next"
    LATER = "later"
    DROPPED = "dropped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Line:
    """What was done, will be done, or is left out; `why` says the reason in words."""

    at: datetime
    title: str
    look: Look
    why: str | Promise = ""
    due: DueStep | None = None

    @property
    def letter_id(self) -> UUID | None:
        """The letter that was written, if that is what was done."""
        is_letter = self.due is not None and self.due.step and self.due.step.kind == Step.Kind.LETTER
        return letter_id(self.due) if self.due and is_letter and self.look is Look.DONE else None

    @property
    def may_leave_out(self) -> bool:
        """Whether the team can still leave it out for this patient."""
        return self.due is not None and self.due.is_open and self.due.step is not None

    @property
    def may_put_back(self) -> bool:
        """Whether the team left it out, and its moment has not come."""
        return self.due is not None and self.due.reason == Reason.BY_HAND and self.at > timezone.now()


@dataclass(frozen=True, slots=True)
class OwnVisits:
    """A patient's appointments: what is to come, the next one first, and what was."""

    coming: list[Visit]
    earlier: list[Visit]


def own_visits(person: Person) -> OwnVisits:
    """Cancelled ones stay where they were, so that somebody who looks for one finds that it is off."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    visits = visits_of(person)
    coming = visits.filter(starts_at__gte=midnight).exclude(status=Visit.Status.FULFILLED)
    earlier = visits.filter(Q(starts_at__lt=midnight) | Q(status=Visit.Status.FULFILLED))
    shown = list(coming.order_by("starts_at", "id"))
    rooms = at_moments({each.patient_id for each in shown}, {each.starts_at for each in shown})
    for each in shown:
        each.video_id = rooms.get((each.patient_id, each.starts_at))
    return OwnVisits(shown, list(earlier.order_by("-starts_at", "id")[:EARLIER_SHOWN]))


def with_active_version(paths: QuerySet[CarePath]) -> list[CarePath]:
    """Paths with the version in use as `active`, and how many patients follow them on any version."""
    active = CarePathVersion.objects.filter(state=CarePathVersion.State.ACTIVE)
    is_running = Q(versions__enrolments__status__in=["active", "paused"])
    following = Count("versions__enrolments", filter=is_running)
    found = paths.annotate(following=following).order_by("department__name", "title")
    return list(found.prefetch_related(Prefetch("versions", queryset=active, to_attr="active")))


def enrolments_of(path: CarePath) -> QuerySet[Enrolment]:
    """Who follows or followed a path, the nearest appointment first, with everything their timeline needs."""
    recent = timezone.now() - timedelta(days=30)
    is_shown = Q(visit__starts_at__gte=recent) | Q(visit=None, created_at__gte=recent) | ~Q(status="ended")
    found = Enrolment.objects.filter(is_shown, version__path=path)
    return _with_steps(found).order_by("status", "visit__starts_at", "id")


def enrolments_of_patient(patient: Patient) -> list[Enrolment]:
    """The paths a patient follows, the nearest appointment first."""
    found = Enrolment.objects.filter(patient=patient).exclude(status=Enrolment.Status.ENDED)
    return list(_with_steps(found).order_by("visit__starts_at", "id")[:3])


def timelines(enrolments: Collection[Enrolment]) -> list[tuple[Enrolment, list[Line]]]:
    """Each with its timeline, in which answers are said in words."""
    names = names_for(enrolments)
    return [(each, timeline(each, names[each.version_id])) for each in enrolments]


def timeline(enrolment: Enrolment, names: Names = NAMELESS) -> list[Line]:
    """What came, what comes and why, from the booking to the visit; of lapsed plans only the present one."""
    version = enrolment.plan_number
    rows = [
        due for due in enrolment.due_steps.all() if due.state == State.DONE or due.visit_version == version
    ]
    sent = {_slot(due) for due in rows if due.state == State.DONE and due.step}
    lines = [_line(due, names) for due in rows if due.state == State.DONE or _slot(due) not in sent]
    lines.sort(key=lambda line: line.at)
    return _with_next(lines)


def _slot(due: DueStep) -> tuple[object, int]:
    """A step over all versions, and which of its repetitions."""
    return (due.step.key if due.step else None, due.occurrence)


def _with_steps(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    due = DueStep.objects.select_related("step").order_by("due_at")
    related = enrolments.select_related("patient", "visit__department", "version__path")
    return related.prefetch_related(Prefetch("due_steps", queryset=due))


def _line(due: DueStep, names: Names) -> Line:
    title = due.step.title if due.step else _("Message: a moment was moved")
    if due.state == State.DONE:
        why = NO_LONGER_ASKED.get(due.reason, "")  # type: ignore[call-overload]
        return Line(due.done_at or due.due_at, title, Look.DONE, why, due)
    if due.state == State.FAILED:
        return Line(due.due_at, title, Look.FAILED, _("could not be sent"), due)
    if due.is_open:
        return Line(due.due_at, title, Look.LATER, only_if(due.step, names) if due.step else "", due)
    return Line(due.due_at, title, Look.DROPPED, SENTENCES.get(due.reason, ""), due)  # type: ignore[call-overload]


def _with_next(lines: Iterable[Line]) -> list[Line]:
    """The first of what is still to come stands out."""
    found = list(lines)
    for index, line in enumerate(found):
        if line.look is Look.LATER:
            found[index] = replace(line, look=Look.NEXT)
            break
    return found


def why_department_stays(department: Department) -> list[str]:
    """What its care paths and visits still need it for, before it can be removed."""
    paths = CarePath.objects.filter(department=department, versions__state=CarePathVersion.State.ACTIVE)
    sentences = [
        _("The care path %(title)s is on at this department, and sends messages from it.") % {"title": title}
        for title in paths.distinct().values_list("title", flat=True)
    ]
    coming = Visit.objects.filter(
        department=department, status=Visit.Status.BOOKED, starts_at__gt=timezone.now()
    ).count()
    if coming:
        sentences.append(
            ngettext(
                "%(number)d appointment is still planned at this department.",
                "%(number)d appointments are still planned at this department.",
                coming,
            )
            % {"number": coming}
        )
    return sentences


def kinds_of_visits(department: Department) -> list[tuple[str, str]]:
    """Code and name of the kinds of appointment that this department had or has, of the newest ones."""
    newest = Visit.objects.filter(department=department).order_by("-starts_at")[:RECENT_VISITS]
    return sorted(set(newest.values_list("kind", "kind_name")))


def versions_of(path: CarePath) -> list[CarePathVersion]:
    """Every version, the newest first, with how many patients follow it now as `following`."""
    running = Q(enrolments__status__in=["active", "paused"])
    found = CarePathVersion.objects.filter(path=path).annotate(following=Count("enrolments", filter=running))
    return list(found.select_related("path").order_by("-number"))


def active_version(path: CarePath) -> CarePathVersion | None:
    """The version that is on."""
    found = CarePathVersion.objects.filter(path=path, state=CarePathVersion.State.ACTIVE)
    return found.select_related("path").first()


def left_behind(path: CarePath) -> QuerySet[Enrolment]:
    """Who follows another version than the one that is on."""
    found = Enrolment.objects.filter(version__path=path).exclude(status=Enrolment.Status.ENDED)
    related = ("patient", "visit__department", "version__path__department", "conversation")
    return found.exclude(version__state=CarePathVersion.State.ACTIVE).select_related(*related).order_by("id")


def enrolment_with_steps(enrolment: Enrolment) -> Enrolment:
    """The same, with everything that its timeline needs."""
    return _with_steps(Enrolment.objects.filter(id=enrolment.id)).get()


def visits_for(patient: Patient, version: CarePathVersion) -> list[Visit]:
    """The appointments that a path started by hand can be around: those to come at its department, the
    next one first. One that has a path already is left out, unless there is no other.
    """
    if not version.anchors.filter(source=PathAnchor.Source.APPOINTMENT).exists():
        return []
    coming = Visit.objects.filter(patient=patient, department_id=version.path.department_id)
    coming = coming.filter(status=Visit.Status.BOOKED, starts_at__gt=timezone.now()).order_by("starts_at")
    running = Enrolment.objects.exclude(status=Enrolment.Status.ENDED).filter(visit__in=coming)
    free = coming.exclude(id__in=running.values("visit_id"))
    return list(free) or list(coming)


def is_asked_still(notice: Notice) -> bool:
    """Whether a reminder is still of use; for `notifications`. Not when what it reminds of was cancelled."""
    assert notice.about is not None, "what is of use is about something"
    about = Enrolment.objects.filter(conversation_id=notice.about)
    over = Q(status=Enrolment.Status.ENDED, ended_reason__in=(Reason.VISIT_CANCELLED, Reason.ENDED))
    return not about.exists() or about.exclude(over).exists()


def letters_of_tasks(tasks: Collection[UUID]) -> dict[UUID, TaskPage]:
    """Of these tasks of the team those that are a letter to print."""
    rows = Letter.objects.filter(task__in=tasks).values_list("task_id", "id")
    return {task_id: TaskPage(_("Open the letter"), "carepaths:letter", id) for task_id, id in rows}
