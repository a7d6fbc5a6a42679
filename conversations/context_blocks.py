"""What apps above conversations show beside one: they register a template and a function that fills it.

Called by the apps themselves at start (`AppConfig.ready`), so that this app need not know them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.http import HttpRequest

from conversations.models import Conversation
from tenants.models import Department

# Gives the template's context, or None when there is nothing to show.
Fill = Callable[[HttpRequest, Conversation], dict[str, Any] | None]

_registered: dict[str, Fill] = {}
_own: dict[str, Fill] = {}
# Is given what stands beside the queues, with what was registered at `badges`; there is no query of its own.
FillBeside = Callable[[Mapping[str, Any]], dict[str, Any] | None]
_beside_queues: dict[str, FillBeside] = {}


def register(template: str, fill: Fill) -> None:
    """Show `template` in the context column of a conversation, filled by `fill`."""
    _registered[template] = fill


def register_own(template: str, fill: Fill) -> None:
    """Show `template` under the title of a conversation on the patient's side, filled by `fill`."""
    _own[template] = fill


def blocks(request: HttpRequest, conversation: Conversation, *, own: bool = False) -> list[dict[str, object]]:
    """The templates that have something to show for this conversation, each with its context as `block`."""
    registered = _own if own else _registered
    filled = ((template, fill(request, conversation)) for template, fill in registered.items())
    return [{"template": template, "block": block} for template, block in filled if block is not None]


def register_beside_queues(template: str, fill: FillBeside) -> None:
    """Show `template` under the queues of the inbox, filled by `fill`."""
    _beside_queues[template] = fill


def beside_queues(counts: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The templates that have something to show under the queues, each with its `block`."""
    filled = ((template, fill(counts)) for template, fill in _beside_queues.items())
    return [(template, block) for template, block in filled if block is not None]


class TaskPage(NamedTuple):
    """Where a task of the team is done: what the way there is called, the name of its URL, and of what."""

    label: str
    url_name: str
    id: UUID


# Is given the ids of tasks that are shown together; gives the page of those that have one.
PagesOfTasks = Callable[[Collection[UUID]], Mapping[UUID, TaskPage]]
_pages_of_tasks: list[PagesOfTasks] = []


def register_pages_of_tasks(find: PagesOfTasks) -> None:
    """Show the way to a page beside tasks of the team that are done there."""
    _pages_of_tasks.append(find)


def pages_of_tasks(ids: Collection[UUID]) -> dict[UUID, TaskPage]:
    """Of these tasks those that have a page; without tasks nothing is asked."""
    found: dict[UUID, TaskPage] = {}
    for find in _pages_of_tasks if ids else ():
        found |= find(ids)
    return found


class Charging(Protocol):
    """Which departments may charge what is asked, and that a program told so before it was written."""

    def departments(self, ids: Collection[UUID]) -> set[UUID]: ...

    def told(self, conversation: Conversation) -> None: ...


_charging: list[Charging] = []


def register_charging(charging: Charging) -> None:
    """Let the interface for programs tell what the pages tell."""
    _charging.append(charging)


def charging_departments(ids: Collection[UUID]) -> set[UUID]:
    """Those of these departments that may charge."""
    return set().union(*(each.departments(ids) for each in _charging))


def told_of_charge(conversation: Conversation) -> None:
    """Whoever asked was told before that it may be charged."""
    for each in _charging:
        each.told(conversation)


FillAsking = Callable[[HttpRequest, Department], dict[str, Any] | None]
AfterAsking = Callable[[HttpRequest, Conversation], None]
_asking: dict[str, tuple[FillAsking, AfterAsking]] = {}


def register_asking(template: str, fill: FillAsking, after: AfterAsking) -> None:
    """Show `template` before a patient asks a department something; `after` hears what was asked."""
    _asking[template] = (fill, after)


def before_asking(request: HttpRequest, department: Department) -> list[dict[str, object]]:
    """As `blocks`, above a new question."""
    filled = ((template, fill(request, department)) for template, (fill, _after) in _asking.items())
    return [{"template": template, "block": block} for template, block in filled if block is not None]


def after_asking(request: HttpRequest, conversation: Conversation) -> None:
    """Tell the apps above that something was asked."""
    for _fill, after in _asking.values():
        after(request, conversation)
