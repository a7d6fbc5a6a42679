"""What stands in the way of removing a department. Apps above this one add what they know, at start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from conversations.models import Conversation, TeamTask
from tenants.models import Department

SHOWN = 50
# Gives sentences about what else uses the department; none when nothing does.
Check = Callable[[Department], list[str]]
_checks: list[Check] = []


def register(check: Check) -> None:
    """Ask this too before a department is removed."""
    if check not in _checks:
        _checks.append(check)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a department still has to do."""

    conversations: list[Conversation]
    count: int
    tasks: int
    others: list[str]

    @property
    def is_free(self) -> bool:
        return not (self.count or self.tasks or self.others)

    @property
    def more(self) -> int:
        return self.count - len(self.conversations)


def unfinished(department: Department) -> QuerySet[Conversation]:
    """Conversations that are open, or that their patient may still open again by writing."""
    rows = Conversation.objects.filter(department=department)
    return rows.filter(Q(closed_at=None) | Q(reopen_until__gt=timezone.now())).order_by("id")


def standing(department: Department) -> Standing:
    """What is in the way now, those who wait first."""
    rows = unfinished(department)
    shown = rows.order_by(F("closed_at").asc(nulls_first=True), "answer_due_at", "id")
    shown = shown.select_related("patient", "assignee")
    tasks = TeamTask.objects.filter(department=department, done_at=None).count()
    others = [sentence for check in _checks for sentence in check(department)]
    return Standing(list(shown[:SHOWN]), rows.count(), tasks, others)
