"""One line of the table of roles by addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.isolation.actors import PATIENT_SIDE
from tests.isolation.world import RELATIVE

PATIENTS_THEMSELVES = PATIENT_SIDE - {RELATIVE}  # she reads along
Own = Callable[[str], Any]
NOBODY_HERE: frozenset[str] = frozenset()
MEMBER = frozenset({"membership_id"})


@dataclass(frozen=True)
class Url:
    may: frozenset[str]
    # What a good POST sends; a function of the arguments of the address and of what is one's own.
    body: dict[str, Any] | Callable[[dict[str, Any], Own], dict[str, Any]] = field(default_factory=dict)
    # What it tells is public, so that theirs is there and a random one is not.
    is_directory: bool = False
    # Made for everybody and kept by browsers on purpose: a logo, the keys of a signature.
    is_kept: bool = False
    # Open to every patient of the organisation, so that who is treated by both reaches both.
    is_of_organisation: bool = False
    query: Callable[[Own], dict[str, Any]] | None = None  # what a good GET asks with
    may_write: frozenset[str] | None = None  # where fewer may POST than may look
    # Whose words the holder of the link in its address reads; `Mark.whose` in world.py.
    tells: frozenset[str] = frozenset()
    # Arguments by which one works on a colleague's, so that a colleague's is one's own here.
    of_colleagues: frozenset[str] = frozenset()
    # Tables of the other organisation that one's own request changes on purpose; docs/subsystems/network.md.
    crosses: frozenset[str] = frozenset()

    def allows(self, name: str, method: str) -> bool:
        return name in (self.may if method == "GET" or self.may_write is None else self.may_write)

    def body_for(self, arguments: dict[str, Any], own: Own) -> dict[str, Any]:
        return self.body(arguments, own) if callable(self.body) else self.body


def message(arguments: dict[str, Any], own: Own) -> dict[str, Any]:
    return {"client_id": str(uuid4()), "text": "Dank u wel."}
