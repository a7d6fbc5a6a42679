"""Rules, the list for the desk, and how far invitations get. A fixed number of statements each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from carepaths.models import Visit
from onboarding.models import DueInvitation, InvitationList, InvitationRule, ListLine
from onboarding.sheet import Problem
from people.models import Invitation
from tenants.models import Department


@dataclass(frozen=True, slots=True)
class RuleOfDepartment:
    """A department, its rule if one was kept, and what came of it."""

    department: Department
    rule: InvitationRule | None
    sent: int
    waiting: int

    @property
    def is_on(self) -> bool:
        return self.rule is not None and self.rule.is_on


def rules() -> list[RuleOfDepartment]:
    """Every department of the organisation with its rule."""
    kept = {rule.department_id: rule for rule in InvitationRule.objects.all()}
    month = timezone.now() - timedelta(days=30)
    counted = DueInvitation.objects.values("department_id").annotate(
        sent=Count("id", filter=Q(state="sent", done_at__gte=month)),
        waiting=Count("id", filter=Q(state="due")),
    )
    counts = {row["department_id"]: row for row in counted}
    nothing = {"sent": 0, "waiting": 0}
    return [
        RuleOfDepartment(each, kept.get(each.id), row["sent"], row["waiting"])
        for each in Department.objects.all()
        for row in [counts.get(each.id, nothing)]
    ]


def visit_kinds(department: Department) -> list[tuple[str, str]]:
    """The kinds of appointment this department had lately, as code and name."""
    recent = Visit.objects.filter(department=department, starts_at__gte=timezone.now() - timedelta(days=180))
    rows = recent.values("kind").annotate(name=Max("kind_name")).order_by("name", "kind")
    return [(row["kind"], row["name"] or row["kind"]) for row in rows if row["kind"]]


def would_be_invited(rule: InvitationRule) -> int:
    """How many patients the rule would invite now, as it stands on the screen."""
    now = timezone.now()
    visits = Visit.objects.filter(
        department=rule.department,
        status=Visit.Status.BOOKED,
        starts_at__gt=now,
        starts_at__lt=now + timedelta(days=rule.days_before),
        patient__person=None,
        patient__deceased_on=None,
    ).exclude(Q(patient__email="") | Q(patient__mobile=""))
    if rule.visit_kinds:
        visits = visits.filter(kind__in=rule.visit_kinds)
    asked = Invitation.objects.filter(representation=None).filter(
        Q(created_at__gt=now - timedelta(days=30)) | ~Q(declined_at=None)
    )
    visits = visits.exclude(patient__in=asked.values("patient_id"))
    return visits.aggregate(number=Count("patient", distinct=True))["number"]


def at_the_desk(day: date, department_id: UUID | None) -> QuerySet[Visit]:
    """Appointments of a day of patients without an account, in order of time, with their invitation."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    newest = Invitation.objects.filter(patient=OuterRef("patient"), representation=None).order_by(
        "-created_at"
    )
    visits = Visit.objects.filter(
        starts_at__gte=start,
        starts_at__lt=start + timedelta(days=1),
        status=Visit.Status.BOOKED,
        patient__person=None,
        patient__deceased_on=None,
    )
    if department_id:
        visits = visits.filter(department_id=department_id)
    visits = visits.annotate(newest_invitation=Subquery(newest.values("id")[:1]))
    return visits.select_related("patient", "department").order_by("starts_at", "id")


def invitations_of(visits: Sequence[Visit]) -> dict[UUID, Invitation]:
    """The newest invitation of the patients of these visits, by patient."""
    ids = [visit.newest_invitation for visit in visits if visit.newest_invitation]  # type: ignore[attr-defined]
    return {each.patient_id: each for each in Invitation.objects.filter(id__in=ids)}


def numbers_of(found: InvitationList) -> dict[str, int]:
    """How many lines of a list are in each state, none left out."""
    rows = found.lines.values_list("state").annotate(number=Count("id")).order_by()
    return dict.fromkeys(ListLine.State.values, 0) | dict(rows)


def first_shown(numbers: dict[str, int]) -> str:
    """What needs a look first: the lines that are not right."""
    return next((state for state in ("failed", "bad", "good", "done") if numbers[state]), "good")


def problem_label(problem: str) -> str:
    """What is wrong, in a sentence; a refusal is one already."""
    return str(Problem(problem).label) if problem in Problem.values else problem
