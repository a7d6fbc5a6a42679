"""From answers to a FHIR QuestionnaireResponse (R4), and back. Drafts have the same form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from questionnaires.definition import Answers, Definition, Item
from questionnaires.enabling import Enabling
from questionnaires.fhir.extensions import SCORE_VALUE
from questionnaires.scoring import Score
from questionnaires.values import Answer, Kind, of_fhir

Element = dict[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """Whose answers, to which list, when, and who gave them."""

    response_id: UUID
    canonical: str
    patient_id: UUID
    author: str
    on_behalf: bool
    authored_at: datetime
    language: str


def response(about: About, definition: Definition, answers: Answers, scores: Iterable[Score]) -> Element:
    """The resource. `answers` are those that count; the questions stand in it as they were asked."""
    enabling = Enabling(definition, answers)
    patient = {"reference": f"Patient/{about.patient_id}"}
    who = {"display": about.author, "type": "RelatedPerson"} if about.on_behalf else patient
    extension = [
        {
            "url": SCORE_VALUE,
            "extension": [
                {"url": "name", "valueString": score.name},
                {"url": "value", "valueDecimal": float(score.value)},
            ],
        }
        for score in scores
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "id": str(about.response_id),
        "language": about.language,
        **({"extension": extension} if extension else {}),
        "questionnaire": about.canonical,
        "status": "completed",
        "subject": patient,
        "authored": about.authored_at.isoformat(timespec="seconds"),
        "author": who,
        "source": who,
        "item": _items(definition.items, answers, enabling),
    }


def draft(answers: Answers) -> Element:
    """Half-filled: the answers alone."""
    items = [{"linkId": name, "answer": _answers(given, [])} for name, given in answers.items() if given]
    return {"resourceType": "QuestionnaireResponse", "status": "in-progress", "item": items}


def answers_of(resource: Mapping[str, Any]) -> Answers:
    """What was answered, by linkId, wherever it stands in the resource."""
    found: Answers = {}
    for item in resource.get("item") or []:
        values = [answer for each in item.get("answer") or [] if (answer := of_fhir(each))]
        if values:
            found[item["linkId"]] = tuple(values)
        for under in [item, *(item.get("answer") or [])]:
            found |= answers_of(under)
    return found


def scores_of(resource: Mapping[str, Any]) -> list[Score]:
    """The scores as they were worked out when it was sent."""
    found = []
    for each in resource.get("extension") or []:
        if each.get("url") == SCORE_VALUE:
            parts = {part["url"]: part for part in each["extension"]}
            value = of_fhir(parts["value"])
            assert value is not None and value.kind is Kind.DECIMAL
            found.append(Score(parts["name"]["valueString"], value.value))  # type: ignore[arg-type]
    return found


def _items(items: Iterable[Item], answers: Answers, enabling: Enabling) -> list[Element]:
    made = (_item(item, answers, enabling) for item in items if enabling.is_enabled(item.link_id))
    return [each for each in made if each]


def _item(item: Item, answers: Answers, enabling: Enabling) -> Element | None:
    """The item with its answer, or a group with what was answered in it; None when there is nothing."""
    under = _items(item.items, answers, enabling)
    given = answers.get(item.link_id, ())
    element: Element = {"linkId": item.link_id} | ({"text": item.text} if item.text else {})
    if given:
        return element | {"answer": _answers(given, under)}
    return element | {"item": under} if under else None


def _answers(given: tuple[Answer, ...], under: list[Element]) -> list[Element]:
    """What stands under a question stands in its first answer."""
    found = [each.to_fhir() for each in given]
    if under:
        found[0]["item"] = under
    return found
