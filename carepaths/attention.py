"""Who of a department needs a look: has not prepared, has not read, or stalls. A fixed number of statements.

What was asked is found in the conversation that the path goes on in: what stood in one that was closed since
is asked no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from carepaths.models import CarePath, DueStep, Enrolment
from conversations.models import Message, ReadMark, Task
from people.models import Representation
from people.relatives import LIVE
from tenants.models import Department

# A message of this morning is not unread yet, and a step that is some minutes late not stuck.
UNREAD_AFTER = timedelta(days=1)
LATE_AFTER = timedelta(minutes=15)
# The mark that something was done and its message are of one transaction.
ONE_TRANSACTION = timedelta(minutes=1)
MOST = 100
SHORT = 12
State = DueStep.State


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a patient that waits: what, since when, and by when it is asked."""

    title: str
    since: datetime
    by: date | None = None

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return self.by is not None and self.by < timezone.localdate()


@dataclass(slots=True)
class Waiting:
    """One patient on a path with what waits, the oldest first."""

    enrolment: Enrolment
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Alike:
    """The same step of the same path, and everybody for whom it waits; of each only this step."""

    title: str
    path: CarePath
    rows: list[Waiting]

    @property
    def is_short(self) -> bool:
        """Short enough to stand open on the page."""
        return len(self.rows) <= SHORT


@dataclass(frozen=True, slots=True)
class Attention:
    """Per kind who needs a look, the longest waiting first; at most `MOST` of each."""

    unprepared: list[Waiting]
    unread: list[Waiting]
    stalled: list[Waiting]
    paused: list[Enrolment]

    @property
    def most(self) -> int:
        """Of each kind there are no more on the page."""
        return MOST

    @property
    def enrolments(self) -> list[Enrolment]:
        """Everybody on the page, once."""
        waiting = [each.enrolment for each in (*self.unprepared, *self.unread, *self.stalled)]
        return list({each.id: each for each in (*waiting, *self.paused)}.values())


def attention(
    *, department: Department | None = None, path: CarePath | None = None, now: datetime | None = None
) -> Attention:
    """Who needs a look, of one department or one path when that is asked; six statements."""
    now = now or timezone.now()
    rows = _running()
    if department is not None:
        rows = rows.filter(version__path__department=department)
    if path is not None:
        rows = rows.filter(version__path=path)
    mine = DueStep.objects.filter(enrolment__in=rows.values("id"))
    asked = mine.filter(_unprepared()).annotate(by=Subquery(_task().values("due_on")[:1], DateField()))
    found = [list(_rows(each)) for each in (asked, mine.filter(_unread(now)), mine.filter(_stalled(now)))]
    whose = _enrolments({row.enrolment_id for each in found for row in each})
    unprepared, unread, stalled = (_waiting(each, whose) for each in found)
    paused = rows.filter(status=Enrolment.Status.PAUSED).order_by("created_at", "id")
    related = paused.select_related("patient", "version__path__department")
    return Attention(unprepared, unread, stalled, list(related[:MOST]))


def alike(found: Iterable[Waiting]) -> list[Alike]:
    """Who waits for the same together; what waits longest first, and in it who does."""
    groups: dict[tuple[UUID, str], dict[UUID, Waiting]] = {}
    for waiting in found:
        for item in waiting.items:
            rows = groups.setdefault((waiting.enrolment.version.path_id, item.title), {})
            rows.setdefault(waiting.enrolment.id, Waiting(waiting.enrolment)).items.append(item)
    return [
        Alike(title, next(iter(rows.values())).enrolment.version.path, list(rows.values()))
        for (_path, title), rows in groups.items()
    ]


def in_need(paths: Iterable[CarePath], *, now: datetime | None = None) -> dict[UUID, int]:
    """How many patients of each path need a look; one statement."""
    now = now or timezone.now()
    mine = DueStep.objects.filter(enrolment=OuterRef("pk"))
    any_of = Q(status=Enrolment.Status.PAUSED)
    for condition in (_unprepared(), _unread(now), _stalled(now)):
        any_of |= Q(Exists(mine.filter(condition)))
    rows = _running().filter(any_of, version__path__in=[path.id for path in paths])
    return dict(rows.values_list("version__path").annotate(number=Count("id")).order_by())


def _running() -> QuerySet[Enrolment]:
    return Enrolment.objects.exclude(status=Enrolment.Status.ENDED)


def _task() -> QuerySet[Task]:
    """What a due step asked and nobody answered."""
    return Task.objects.filter(
        conversation=OuterRef("enrolment__conversation"),
        number=OuterRef("message_number"),
        answered_at=None,
        withdrawn_at=None,
    )


def _message() -> QuerySet[Message]:
    """The message that a due step sent."""
    return Message.objects.filter(
        conversation=OuterRef("enrolment__conversation"),
        number=OuterRef("message_number"),
        sent_at__gte=OuterRef("done_at"),
        sent_at__lt=OuterRef("done_at") + ONE_TRANSACTION,
    )


def _unprepared() -> Q:
    return Q(Exists(_task()), Exists(_message()), state=State.DONE)


def _unread(now: datetime) -> Q:
    """Sent a day ago or longer, answered by nobody, and read by nobody on the side of the patient."""
    near = Representation.objects.filter(LIVE, patient=OuterRef(OuterRef("enrolment__patient")))
    read = ReadMark.objects.filter(
        Q(person=OuterRef("enrolment__patient__person")) | Q(person__in=near.values("person")),
        conversation=OuterRef("enrolment__conversation"),
        number__gte=OuterRef("message_number"),
    )
    answered = Task.objects.filter(
        conversation=OuterRef("enrolment__conversation"),
        number=OuterRef("message_number"),
        answered_at__isnull=False,
    )
    long_ago = _message().filter(sent_at__lt=now - UNREAD_AFTER)
    return Q(Exists(long_ago), ~Exists(read), ~Exists(answered), state=State.DONE)


def _stalled(now: datetime) -> Q:
    """Went wrong, or should have been done a while ago."""
    return Q(state=State.FAILED) | Q(state=State.DUE, due_at__lt=now - LATE_AFTER)


def _rows(rows: QuerySet[DueStep]) -> QuerySet[DueStep]:
    """The longest waiting first; of a patient with ten reminders all ten."""
    return rows.select_related("step").order_by(F("done_at").asc(nulls_first=True), "due_at")[: MOST * 5]


def _enrolments(ids: set[UUID]) -> dict[UUID, Enrolment]:
    rows = Enrolment.objects.filter(id__in=ids)
    return rows.select_related("patient", "version__path__department").in_bulk()


def _waiting(rows: Iterable[DueStep], whose: dict[UUID, Enrolment]) -> list[Waiting]:
    found: dict[UUID, Waiting] = {}
    for row in rows:
        waiting = found.setdefault(row.enrolment_id, Waiting(whose[row.enrolment_id]))
        title = row.step.title if row.step else ""
        waiting.items.append(Item(title, row.done_at or row.due_at, getattr(row, "by", None)))
    return list(found.values())[:MOST]
