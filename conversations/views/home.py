"""The patient's first screen: what is asked of me, then what was said."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conversations import queries
from conversations.access import access_own_task, patients_of
from conversations.actions.tasks import answer_task
from conversations.whose import whose
from people.edges import PersonRequest
from people.looker import address


def home(request: PersonRequest) -> HttpResponse:
    """Open tasks, and the conversations with every organisation that treats this person."""
    switch = whose(request.user, request.GET.get("van", ""))
    chosen = next((each for each in switch if each.is_chosen), None)
    rows = queries.own_conversations(request.user, of=chosen.patients if chosen else None)
    tasks = list(queries.open_tasks(request.user))
    context = {
        "greeting": greeting(timezone.localtime().hour),
        "tasks": [task for task in tasks if not chosen or task.patient_id in chosen.patients],
        "whose": switch,
        "chosen": chosen,
        "rows": rows,
        "patients": list(patients_of(request.user).select_related("organisation")),
        "others": len({row.conversation.department_id for row in rows}) - 1,
    }
    return render(request, "conversations/home.html", context)


@require_POST
def answer(request: PersonRequest, task_id: UUID) -> HttpResponse:
    """Press a button of a task; back to where it was pressed."""
    task = access_own_task(request.user, task_id)
    answer_task(task=task, key=request.POST.get("choice", ""), source=address(request))
    return redirect("conversations:own_thread", task.conversation_id)


def greeting(hour: int) -> str:
    """The words of this part of the day."""
    if 5 <= hour < 12:
        return _("Good morning")
    if 12 <= hour < 18:
        return _("Good afternoon")
    return _("Good evening")
