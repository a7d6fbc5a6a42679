"""The patient's first screen: what is asked of me, then what was said."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.actions import record_read_along
from conversations import queries
from conversations.access import access_own_task, patients_of
from conversations.actions.tasks import answer_date, answer_task
from conversations.models import Task
from conversations.own_lists import OWN_PAGE, Row, own_first_pages, own_page
from conversations.whose import whose
from people.edges import PersonRequest
from people.looker import address, looker
from people.relatives import reads_along
from rowsecurity.errors import Refused

OPEN_ON_HOME, CLOSED_ON_HOME = 30, 5


def home(request: PersonRequest) -> HttpResponse:
    """Open tasks, and the conversations with every organisation that treats this person."""
    switch = whose(request.user, request.GET.get("van", ""))
    chosen = next((each for each in switch if each.is_chosen), None)
    of = chosen.patients if chosen else None
    tasks = list(queries.open_tasks(request.user))
    (rows, more), (earlier, more_earlier) = own_first_pages(
        request.user, open_ones=OPEN_ON_HOME, closed_ones=CLOSED_ON_HOME, tasks=tasks, of=of
    )
    _log_reading_along(request, rows + earlier)
    patients = list(patients_of(request.user).select_related("organisation"))
    context = {
        "greeting": greeting(timezone.localtime().hour),
        "tasks": [task for task in tasks if not chosen or task.patient_id in chosen.patients],
        "whose": switch,
        "chosen": chosen,
        "rows": rows,
        "more": more,
        "earlier": earlier,
        "more_earlier": more_earlier,
        "patients": patients,
        # Only where there is nothing to show, and a sentence must say why.
        "reads_along": "" if rows or earlier or patients else reads_along(request.user),
        "others": len({row.conversation.department_id for row in rows + earlier}) - 1,
    }
    return render(request, "conversations/home.html", context)


@require_safe
def own_list(request: PersonRequest) -> HttpResponse:
    """More conversations than the first screen shows; the closed ones apart."""
    chosen = next((each for each in whose(request.user, request.GET.get("van", "")) if each.is_chosen), None)
    is_earlier = request.GET.get("lijst") == "eerder"
    rows, more = own_page(
        request.user,
        is_closed=is_earlier,
        limit=OWN_PAGE,
        of=chosen.patients if chosen else None,
        after=request.GET.get("na", ""),
    )
    _log_reading_along(request, rows)
    context = {"rows": rows, "more": more, "is_earlier": is_earlier, "chosen": chosen}
    return render(request, "conversations/own_list.html", context)


def _log_reading_along(request: PersonRequest, rows: Iterable[Row]) -> None:
    """Lists show how messages begin: of somebody else's, that leaves a line."""
    patients = {row.patient for row in rows if row.patient and row.last}
    seen = [(each.organisation_id, each.id) for each in patients]
    if seen:
        record_read_along(looker=looker(request), event="conversation.seen_in_list", seen=seen)


@require_POST
def answer(request: PersonRequest, task_id: UUID) -> HttpResponse:
    """Press a button of a task; back to where it was pressed."""
    task = access_own_task(request.user, task_id)
    answer_task(task=task, key=request.POST.get("choice", ""), source=address(request))
    return redirect("conversations:own_thread", task.conversation_id)


@require_http_methods(["GET", "POST"])
def enter_date(request: PersonRequest, task_id: UUID) -> HttpResponse:
    """A date that was asked: enter it, change it, or say that it is not known."""
    task = access_own_task(request.user, task_id)
    if not task.is_date:
        return redirect(thread_address(task))
    typed, refusal = request.POST.get("datum", ""), ""
    if request.method == "POST" and (typed or request.POST.get("doe") == "weet-niet"):
        try:
            is_unknown = request.POST.get("doe") == "weet-niet"
            answer_date(task=task, typed="" if is_unknown else typed, looker=looker(request))
            return redirect(thread_address(task))
        except Refused as refused:
            refusal = refused.sentence
    elif request.method == "POST":
        refusal = _("Fill in a day, month and year.")
    kept = typed or (task.answer if task.date else "")
    context = {"task": task, "typed": kept, "refusal": refusal, "organisation": task.organisation}
    return render(request, "conversations/enter_date.html", context, status=422 if refusal else 200)


def thread_address(task: Task) -> str:
    """The message that asked, in its conversation."""
    return f"{reverse('conversations:own_thread', args=[task.conversation_id])}#message-at-{task.number}"


def greeting(hour: int) -> str:
    """The words of this part of the day."""
    if 5 <= hour < 12:
        return _("Good morning")
    if 12 <= hour < 18:
        return _("Good afternoon")
    return _("Good evening")
