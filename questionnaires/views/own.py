"""Filling in a list as the patient's side does: one question a screen, a summary, and what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from conversations.reach import reach_of
from people.edges import PersonRequest
from people.looker import looker
from questionnaires import checking, courses, queries, wording
from questionnaires.access import access_own_request, may_answer
from questionnaires.actions import answering
from questionnaires.actions.answering import Unfinished
from questionnaires.definition import Answers, Definition
from questionnaires.fhir.parsing import parse
from questionnaires.fhir.response import scores_of
from questionnaires.models import QuestionnaireRequest, QuestionnaireResponse
from questionnaires.screens import Screen, before, following, screens
from questionnaires.shown import Field, field_of


@dataclass(frozen=True, slots=True)
class Filling:
    """A request with its list in the language of who fills it in, and what is filled in so far."""

    request: QuestionnaireRequest
    definition: Definition
    answers: Answers
    at: int

    @property
    def shown(self) -> list[Screen]:
        return screens(self.definition, self.answers)


@require_GET
def own_lists(request: PersonRequest) -> HttpResponse:
    """Everything that was asked: what is still to do on top."""
    mine = reach_of(request.user).conversations(prefix="conversation__", with_past=False)
    asked = queries.asked_of(mine)
    context = {
        "to_do": [each for each in asked if each.is_open],
        "others": [each for each in asked if not each.is_open],
    }
    return render(request, "questionnaires/own_lists.html", context)


@require_GET
def own(request: PersonRequest, asked_id: UUID) -> HttpResponse:
    """Begin, go on, or read what was sent."""
    asked = access_own_request(request.user, asked_id)
    response = QuestionnaireResponse.objects.filter(request=asked).select_related("edition").first()
    if response:
        return render(request, "questionnaires/own_sent.html", _sent(asked, response))
    filling = _filling(asked)
    shown = filling.shown
    context = _about(request, filling) | {
        "total": len(shown),
        "first": _where_to_go_on(filling, shown),
        "is_begun": asked.started_at is not None,
        "may_answer": may_answer(request.user, asked),
    }
    return render(request, "questionnaires/own.html", context)


@require_http_methods(["GET", "POST"])
def question(request: PersonRequest, asked_id: UUID, question: int) -> HttpResponse:
    """One question; its answer is kept before the next one is shown."""
    is_posted = request.method == "POST"
    asked = access_own_request(request.user, asked_id, to_write=True, lock=is_posted)
    if not asked.is_open:
        return redirect("questionnaires:own", asked.id)
    filling = _filling(asked)
    screen = next((each for each in filling.shown if each.number == question), None)
    if screen is None:
        return redirect("questionnaires:own", asked.id)
    if not is_posted:
        return _question(request, filling, screen, field_of(screen.item, filling.answers))
    try:
        given = checking.typed(screen.item, request.POST)
    except checking.NotGood as bad:
        field = field_of(screen.item, filling.answers, typed=request.POST, error=bad.sentence)
        return _question(request, filling, screen, field, status=422)
    answers = {**filling.answers, screen.item.link_id: given}
    return _go_on(asked, filling, screen, answers, request.POST)


@require_http_methods(["GET", "POST"])
def summary(request: PersonRequest, asked_id: UUID) -> HttpResponse:
    """Everything that is filled in, to look at once more; and send."""
    is_posted = request.method == "POST"
    asked = access_own_request(request.user, asked_id, to_write=True, lock=is_posted)
    if not asked.is_open:
        return redirect("questionnaires:own", asked.id)
    filling = _filling(asked)
    problems: list[checking.Problem] = []
    if is_posted:
        try:
            _send(request, filling)
            return redirect("questionnaires:own", asked.id)
        except Unfinished as unfinished:
            problems = unfinished.problems
    shown = filling.shown
    context = _about(request, filling) | {
        "lines": [(each, _words(filling.answers, each)) for each in shown],
        "problems": problems,
        "last": shown[-1],
    }
    return render(request, "questionnaires/own_summary.html", context, status=422 if problems else 200)


def _filling(asked: QuestionnaireRequest) -> Filling:
    definition = parse(asked.edition.content, get_language() or "")
    known = answering.so_far(asked, definition)
    return Filling(asked, definition, known.answers, known.at)


def _where_to_go_on(filling: Filling, shown: list[Screen]) -> int | None:
    """The question after the last that was answered; None when the summary is next."""
    if not filling.at:
        return shown[0].number
    screen = next((each for each in shown if each.number >= filling.at), None)
    return screen.number if screen else None


def _go_on(
    asked: QuestionnaireRequest, filling: Filling, screen: Screen, answers: Answers, form: QueryDict
) -> HttpResponse:
    """Keep it, and show the next question, the same with one field more, or the summary."""
    if "nog_een" in form:
        answering.keep_answers(request=asked, answers=answers, at=screen.number)
        return redirect("questionnaires:question", asked.id, screen.number)
    after = following(screens(filling.definition, answers), screen.number)
    answering.keep_answers(request=asked, answers=answers, at=after.number if after else screen.number + 1)
    if after is None or "overzicht" in form:
        return redirect("questionnaires:summary", asked.id)
    return redirect("questionnaires:question", asked.id, after.number)


def _question(
    request: PersonRequest, filling: Filling, screen: Screen, field: Field, *, status: int = 200
) -> HttpResponse:
    previous = before(filling.shown, screen.number)
    context = _about(request, filling) | {
        "screen": screen,
        "field": field,
        "previous": previous,
        "to_summary": "overzicht" in (request.POST or request.GET),
    }
    return render(request, "questionnaires/own_question.html", context, status=status)


def _send(request: PersonRequest, filling: Filling) -> None:
    answering.send(
        person=request.user,
        request=filling.request,
        definition=filling.definition,
        language=get_language() or "nl",
        looker=looker(request),
    )


def _about(request: PersonRequest, filling: Filling) -> dict[str, Any]:
    asked = filling.request
    return {
        "asked": asked,
        "definition": filling.definition,
        "organisation": asked.organisation,
        "is_for_other": asked.patient.person_id != request.user.id,
    }


def _words(answers: Answers, screen: Screen) -> list[str]:
    return [wording.in_words(each) for each in answers.get(screen.item.link_id, ())]


def _sent(asked: QuestionnaireRequest, response: QuestionnaireResponse) -> dict[str, Any]:
    content = queries.content(response)
    return {
        "asked": asked,
        "response": response,
        "organisation": asked.organisation,
        "title": asked.edition.title,
        "lines": wording.lines(content),
        "scores": scores_of(content),
        "courses": courses.of(queries.responses_like(response)),
    }
