"""Lists in the box, in our own words; no copies of instruments of others. Imported as any other list."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from questionnaires.fhir.parsing import parse
from questionnaires.models import QuestionnaireEdition
from rowsecurity.errors import NotFound

FOLDER = Path(__file__).parent / "ready_made_lists"
SIDE_EFFECTS = "bijwerkingen-na-twee-weken"
BEFORE_A_VISIT = "voorbereiding-van-uw-afspraak"
NAMES = (SIDE_EFFECTS, BEFORE_A_VISIT)


@dataclass(frozen=True, slots=True)
class InTheBox:
    name: str
    title: str
    description: str


def content(name: str) -> bytes:
    """The file of one of them."""
    if name not in NAMES:
        raise NotFound(_("This question list does not exist, or is not meant for you."))
    return (FOLDER / f"{name}.json").read_bytes()


def not_yet() -> list[InTheBox]:
    """Those that this organisation has not got."""
    known = set(QuestionnaireEdition.objects.values_list("url", "version"))
    found = []
    for name in NAMES:
        definition = parse(json.loads(content(name)))
        if (definition.url, definition.version) not in known:
            found.append(InTheBox(name, definition.title, definition.description))
    return found
