"""A new question: to whom, can it wait, and only then what it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from conversations import queries
from conversations.access import access_own_department
from conversations.actions.questions import Question, ask
from conversations.context_blocks import after_asking, before_asking
from conversations.forms import QuestionForm, chosen_files
from conversations.sending import MAX_LENGTH
from files.actions import being_added
from files.models import StoredFile
from people.edges import PersonRequest
from people.looker import address
from people.models import Patient
from people.relatives import readers_of
from rowsecurity.errors import NotFound, Refused
from tenants import promise
from tenants.models import Department
from tenants.timetable import desk_of


@require_GET
def choose(request: PersonRequest) -> HttpResponse:
    """Which of the departments of one's own organisations."""
    departments = list(queries.own_departments(request.user))
    if len(departments) == 1:
        return redirect("conversations:can_it_wait", departments[0].id)
    return render(request, "conversations/ask_whom.html", {"departments": departments})


@require_http_methods(["GET", "POST"])
def can_it_wait(request: PersonRequest, department_id: UUID) -> HttpResponse:
    """Urgency is a question, asked before anything can be typed. What was typed elsewhere comes along."""
    department, _patients = access_own_department(request.user, department_id)
    carried = request.POST.get("text", "")[:MAX_LENGTH]
    return render(request, "conversations/ask_can_it_wait.html", _about(department) | {"carried": carried})


@require_GET
def call(request: PersonRequest, department_id: UUID) -> HttpResponse:
    """It cannot wait: whom to call at this hour."""
    department, _patients = access_own_department(request.user, department_id)
    return render(request, "conversations/ask_call.html", _about(department))


@require_http_methods(["GET", "POST"])
def write_question(request: PersonRequest, department_id: UUID) -> HttpResponse:
    """It can wait: what is it?"""
    department, patients = access_own_department(request.user, department_id)
    is_carried = "carried" in request.POST
    form = QuestionForm(
        None if is_carried else request.POST or None,
        initial={"text": request.POST.get("carried", "")[:MAX_LENGTH]},
        patients=[(str(each.id), each.name) for each in patients],
        has_readers=any(readers_of(each.id for each in patients if each.person_id == request.user.id).now),
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        patient = _chosen(patients, values.pop("patient"))
        try:
            question = Question(**values, file_ids=chosen_files(request.POST.getlist("files")))
            conversation = ask(
                patient=patient, department=department, question=question, source=address(request)
            )
            after_asking(request, conversation)
            return redirect("conversations:own_thread", conversation.id)
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    context = _about(department) | {"asking": before_asking(request, department), "form": form}
    context["being_added"] = _being_added(request, form)
    status = 422 if request.method == "POST" and not is_carried else 200
    return render(request, "conversations/ask.html", context, status=status)


def _being_added(request: PersonRequest, form: QuestionForm) -> list[StoredFile]:
    """What was added to the question that is on the page."""
    question = form["conversation_id"].value()
    try:
        return list(being_added(uploader_id=request.user.id, meant_for=UUID(str(question))))
    except ValueError:
        return []


def _chosen(patients: list[Patient], identity: str) -> Patient:
    return next(patient for patient in patients if str(patient.id) == identity)


def _about(department: Department) -> dict[str, Any]:
    desk, now = desk_of(department), timezone.now()
    return {
        "department": department,
        "organisation": department.organisation,
        "is_open": promise.is_open(desk.timetable, now),
        "opening": promise.next_opening(desk.timetable, now),
        "closing": promise.closing(desk.timetable, now),
        "answer_by": promise.answer_by(desk.timetable, now),
    }
