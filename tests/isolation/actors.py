"""Who asks, and what they may see."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, replace
from typing import Any

from people.sessions import SessionStore
from tenants.roles import Act, may
from tests.isolation.world import BOTH, FOUND, PATIENTS, READER, RELATIVE, SHARED, STAFF, Mark, Side

NOBODY = "nobody"  # not signed in
HALF = "half"  # Marieke, after her password and before her second factor

PATIENT_SIDE = frozenset({*PATIENTS, RELATIVE})
TEAM = frozenset(STAFF) - {"gone"}
SIGNED_IN = PATIENT_SIDE | frozenset(STAFF)
SYSTEM = frozenset({"system"})  # the hospital's own, with the token of its organisation
EVERYBODY = SIGNED_IN | SYSTEM | {NOBODY, HALF}


def allowed(act: Act) -> frozenset[str]:
    """The members whose role allows an act."""
    return frozenset(name for name in TEAM if may(_Roles(STAFF[name]), act))


@dataclass(frozen=True)
class _Roles:
    roles: list[str]


MAY_READ_CARE = allowed(Act.READ_CONVERSATIONS)
MAY_READ_SETTINGS = MAY_READ_CARE | allowed(Act.CONFIGURE_DEPARTMENT)
# Who works at the department that takes part in a conversation of the other side.
GUESTS = MAY_READ_CARE - {"elsewhere"}
# Whose words of the other side may be seen, by whom.
ACROSS = {FOUND: TEAM, SHARED: GUESTS, READER: allowed(Act.READ_ACCESS_LOG)}


@dataclass(frozen=True)
class Actor:
    """Somebody of one side with a session of their own."""

    name: str
    side: Side
    session_key: str | None
    token: str = ""

    @property
    def is_patient_side(self) -> bool:
        return self.name in PATIENT_SIDE

    @property
    def represents(self) -> str:
        """Whose things this person may reach as a patient's side."""
        return "alice" if self.name == RELATIVE else self.name

    def may_see(self, mark: Mark) -> bool:
        if mark.whose == "public":
            return True
        if mark.whose == RELATIVE and mark.side == self.side.slug and self.name == "alice":
            return True  # who reads along is named to her
        if mark.whose in ACROSS:
            if mark.side != self.side.slug and self.name in ACROSS[mark.whose]:
                return True
            mark = replace(mark, whose="dora" if mark.whose == SHARED else "house")
        if mark.side == BOTH:
            mark = replace(mark, side=self.side.slug)
        if self.name == "carla" and mark.whose in {"carla", "house"}:
            return True  # of both organisations
        if mark.side != self.side.slug or self.name in (NOBODY, HALF, "gone"):
            return mark.side == self.side.slug and mark.whose == self.name and mark.kind == "name"
        if self.is_patient_side:
            return mark.whose in {self.name, self.represents, "house"}
        kinds = {"care": MAY_READ_CARE, "setting": MAY_READ_SETTINGS}
        return self.name in kinds.get(mark.kind, TEAM | SYSTEM)

    def own(self, argument: str) -> Any:
        return _first(self.side, argument, self.name, self.represents, "alice", "staff", "house", "public")

    def foreign(self, there: Side, argument: str) -> Any:
        """The same thing of the other organisation; the patient there is not the one both know."""
        return _first(
            there,
            argument,
            self.name if self.name != "carla" else "alice",
            "alice",
            "staff",
            "house",
            "public",
        )

    def others(self, argument: str) -> Any | None:
        """The same thing of another patient here, or of a colleague where it belongs to one member."""
        things = self.side.things[argument]
        if self.is_patient_side:
            return things.get("bob") if self.name != "bob" else things.get("alice")
        return things.get("desi" if self.name != "desi" else "mona") if self.name in things else None


def _first(side: Side, argument: str, *names: str) -> Any:
    things = side.things[argument]
    return next(things[name] for name in names if name in things)


def random_like(value: Any) -> Any:
    """A value of the same form that names nothing."""
    if isinstance(value, uuid.UUID):
        return uuid.uuid4()
    if isinstance(value, int):
        return value + 900_000
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz") for _ in str(value))


def make_actors(side: Side) -> dict[str, Actor]:
    """Everybody of a side, each with a session as sign-in makes it."""
    actors = {name: Actor(name, side, _session(side, name, verified=True)) for name in sorted(SIGNED_IN)}
    actors["system"] = Actor("system", side, None, side.secrets["token"])
    half = Actor(HALF, side, _session(side, "marieke", verified=False))
    return actors | {NOBODY: Actor(NOBODY, side, None), HALF: half}


def _session(side: Side, name: str, *, verified: bool) -> str | None:
    session = SessionStore()
    session.sign_in(side.people[name].id, is_verified=verified, is_strong=verified)
    session.save()
    return session.session_key
