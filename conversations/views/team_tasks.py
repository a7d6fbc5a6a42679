"""Tasks of the team: their own page, and what is done with one from there or from a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from conversations import team_work
from conversations.access import access_colleague, access_conversation, access_team_task
from conversations.actions import team_tasks as actions
from conversations.models import Conversation
from conversations.team_task_forms import SnoozeForm, TeamTaskForm
from conversations.team_work import Work
from conversations.views import case
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import Invalid, Refused
from tenants.roles import Act, require


@require_GET
def team_tasks(request: MemberRequest) -> HttpResponse:
    """What is to be done, by me or by my departments; and a form to add something."""
    require(request.membership, Act.READ_CONVERSATIONS)
    return _page(request, TeamTaskForm.of(request.membership))


@require_POST
def add(request: MemberRequest) -> HttpResponse:
    """Plan a task that is about no conversation."""
    require(request.membership, Act.WRITE_CONVERSATIONS)
    form = TeamTaskForm.of(request.membership, data=request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    _create(request, form)
    messages.success(request, _("The task is planned."))
    return redirect("conversations:team_tasks", request.organisation.slug)


@require_POST
def add_about(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Plan a task about a conversation."""
    conversation = access_conversation(request.membership, conversation_id)
    form = TeamTaskForm.of(request.membership, conversation, request.POST)
    if not form.is_valid():
        return case.page(request, conversation, status=422, task_form=form)
    _create(request, form, conversation)
    return redirect(_case(request, conversation))


@require_GET
def standing(request: MemberRequest) -> HttpResponse:
    """How much waits for me, for the bar of every page."""
    require(request.membership, Act.READ_CONVERSATIONS)
    found = team_work.standing(request.membership, now=timezone.now())
    return render(request, "conversations/staff/_standing.html", {"standing": found})


@require_POST
def finish(request: MemberRequest, team_task_id: UUID) -> HttpResponse:
    """It is done."""
    return _do(request, team_task_id, actions.finish_team_task)


@require_POST
def take_up(request: MemberRequest, team_task_id: UUID) -> HttpResponse:
    """It was not done after all."""
    return _do(request, team_task_id, actions.take_up_team_task)


@require_POST
def snooze(request: MemberRequest, team_task_id: UUID) -> HttpResponse:
    """Put it off."""
    form = SnoozeForm(request.POST)
    until = form.moment() if form.is_valid() else None
    if until is None:
        raise Invalid(_("Choose a moment that is still to come."))
    return _do(request, team_task_id, actions.snooze_team_task, until=until)


@require_POST
def give(request: MemberRequest, team_task_id: UUID) -> HttpResponse:
    """Give it to a colleague, or back to everybody of the department."""
    wanted = request.POST.get("medewerker", "")
    try:
        to = access_colleague(request.membership, UUID(wanted)) if wanted else None
    except ValueError as error:
        raise Refused(_("Choose one of the list.")) from error
    return _do(request, team_task_id, actions.reassign_team_task, to=to)


def _create(request: MemberRequest, form: TeamTaskForm, conversation: Conversation | None = None) -> None:
    values = form.cleaned_data
    actions.create_team_task(
        author=request.membership,
        looker=looker(request),
        department=form.department,
        assignee=form.assignee,
        kind=values["kind"],
        text=values["text"],
        due_at=values["due_at"],
        conversation=conversation,
    )


def _page(request: MemberRequest, form: TeamTaskForm, *, status: int = 200) -> HttpResponse:
    value = request.GET.get("lijst", "")
    work = Work(value) if value in Work.values else Work.MINE
    context = {
        "work": work,
        "works": list(Work),
        "tasks": team_work.tasks(work, request.membership),
        "standing": team_work.standing(request.membership, now=timezone.now()),
        "now": timezone.now(),
        "form": form,
        "colleagues": list(form.colleagues.values()),
        "snoozes": SnoozeForm.AHEAD,
    }
    return render(request, "conversations/staff/team_tasks.html", context, status=status)


def _do(
    request: MemberRequest, team_task_id: UUID, action: Callable[..., None], **given: Any
) -> HttpResponse:
    task = access_team_task(request.membership, team_task_id)
    action(member=request.membership, looker=looker(request), task=task, **given)
    return redirect(_where(request))


def _where(request: MemberRequest) -> str:
    """Back to the page the button stood on."""
    wanted = request.POST.get("terug", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse("conversations:team_tasks", args=[request.organisation.slug])


def _case(request: MemberRequest, conversation: Conversation) -> str:
    return reverse("conversations:case", args=[request.organisation.slug, conversation.id])
