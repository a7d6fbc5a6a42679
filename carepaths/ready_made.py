"""Paths in the box, each one portable file. They remind; they take no medical decision.

A department gets a copy of its own, and changes it as it likes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from carepaths.actions.files import import_path
from carepaths.actions.paths import turn_on
from carepaths.content import PathContent
from carepaths.fhir.reading import from_bytes
from carepaths.models import CarePath, CarePathVersion
from questionnaires import queries as lists
from questionnaires import ready_made as ready_made_lists
from questionnaires.actions import editions
from rowsecurity.errors import NotFound
from tenants.models import Department

FOLDER = Path(__file__).parent / "ready_made_paths"
RHEUMATOLOGY = "rheumatology"
NAMES = (RHEUMATOLOGY, "fertility", "neonatal", "migraine", "copd", "preoperative")
CHECK_UP = "controle"
LABORATORY = "LAB"


@dataclass(frozen=True, slots=True)
class InTheBox:
    """A path that a department can have."""

    name: str
    content: PathContent


def in_the_box() -> list[InTheBox]:
    """All of them."""
    return [InTheBox(name, content(name)) for name in NAMES]


def content(name: str) -> PathContent:
    """What one of them says."""
    return from_bytes(_file(name))


def add_ready_made(*, department: Department, name: str) -> CarePathVersion:
    """A draft for the department, with the question lists of the box that it asks turned on there."""
    said = content(name)
    _bring_lists(department, said)
    return import_path(department=department, content=said)


def turn_on_ready_made(*, department: Department, name: str) -> CarePath:
    """The same, turned on at once."""
    version = add_ready_made(department=department, name=name)
    turn_on(version=version)
    return version.path


def rheumatology_check_up(*, department: Department) -> CarePath:
    """Blood test before the visit: asked ten days before, again five days before if there is no result."""
    return turn_on_ready_made(department=department, name=RHEUMATOLOGY)


def _file(name: str) -> bytes:
    if name not in NAMES:
        raise NotFound(_("This care path does not exist, or is not meant for you."))
    return (FOLDER / f"{name}.json").read_bytes()


def _bring_lists(department: Department, content: PathContent) -> None:
    """Import and turn on what the path asks and the box has."""
    for canonical in {step.questionnaire for step in content.steps if step.questionnaire}:
        name = canonical.partition("|")[0].rpartition("/")[2]
        edition = lists.edition(canonical)
        if edition is None and name in ready_made_lists.NAMES:
            edition = editions.import_edition(body=ready_made_lists.content(name))
        if edition is not None and not lists.is_used(department, edition):
            editions.turn_on(department=department, edition=edition)
