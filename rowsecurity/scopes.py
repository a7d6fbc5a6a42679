"""A scope says who is looking. It is a transaction that begins by saying so to the database.

Login roles may read no table at all; the first statement of a scope takes on a work role for this
transaction only, so nothing is left on a pooled connection. A forgotten scope is "permission denied",
not an empty list. Scopes are opened at the edges: HTTP middleware, sockets, tasks, commands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import connection, transaction

ENTER = (
    "SELECT set_config('role', %s, true), set_config('app.organisation', %s, true),"
    " set_config('app.actor', %s, true)"
)
# A participant reaches more than one organisation; how far is looked up once. Policies compare with it, and
# the application is told.
ENTER_AS_PARTICIPANT = f"{ENTER}, app_reach()"


class NoScope(RuntimeError):
    """Tenant data was asked for outside a scope, or a scope was opened inside another."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The work role of a transaction, and the organisation and person it works for.

    `reach` is what `app_reach` answered when a participant's scope was opened (`conversations.reach`).
    """

    role: str
    organisation_id: UUID | None = None
    actor_id: UUID | None = None
    reach: str = "[]"

    @property
    def statement(self) -> str:
        """The first statement of a transaction of this scope."""
        return ENTER_AS_PARTICIPANT if self.role == "bd_participant" else ENTER

    @property
    def parameters(self) -> list[str]:
        """The values of `statement`, in its order."""
        return [self.role, str(self.organisation_id or ""), str(self.actor_id or "")]


_current: ContextVar[Scope | None] = ContextVar("scope", default=None)


def current_scope() -> Scope:
    """Return the open scope; raises `NoScope` when there is none."""
    scope = _current.get()
    if scope is None:
        raise NoScope("no scope is open; see rowsecurity/scopes.py")
    return scope


def scope_organisation() -> UUID | None:
    """The one organisation that the open scope works for; None over all of them, and outside a scope."""
    scope = _current.get()
    return scope.organisation_id if scope else None


def organisation_scope(organisation_id: UUID, actor_id: UUID):  # type: ignore[no-untyped-def]
    """Staff at work: the rows of one organisation."""
    return open_scope(Scope("bd_staff", organisation_id, actor_id))


def person_scope(person_id: UUID):  # type: ignore[no-untyped-def]
    """A patient or relative: what they may reach, over all organisations."""
    return open_scope(Scope("bd_participant", None, person_id))


def gate_scope(person_id: UUID | None = None):  # type: ignore[no-untyped-def]
    """Somebody at the door, signing in: the identity tables of one person, nothing else."""
    return open_scope(Scope("bd_gate", None, person_id))


def job_scope(organisation_id: UUID, actor_id: UUID | None = None):  # type: ignore[no-untyped-def]
    """Background work, one organisation at a time."""
    return open_scope(Scope("bd_job", organisation_id, actor_id))


@contextmanager
def open_scope(scope: Scope) -> Iterator[Scope]:
    """Run a block in one transaction as `scope`. Does not nest: raises `NoScope`."""
    with transaction_of(scope):
        with connection.cursor() as cursor:
            cursor.execute(scope.statement, scope.parameters)
            opened = replace(scope, reach=cursor.fetchone()[3]) if scope.role == "bd_participant" else scope
        _current.set(opened)
        yield opened


@contextmanager
def transaction_of(scope: Scope) -> Iterator[None]:
    """The transaction of a scope. The block says to the database who is looking, before anything else."""
    if _current.get() is not None:
        raise NoScope("a scope is already open; one unit of work has one scope")
    nested = connection.in_atomic_block
    with transaction.atomic():
        token = _current.set(scope)
        try:
            yield
        finally:
            _current.reset(token)
        if nested:
            _leave()


def looks_as(actor_id: UUID) -> None:
    """Say here what the database was told already: who is looking in the open scope."""
    _current.set(replace(current_scope(), actor_id=actor_id))


def narrow(role: str) -> None:
    """Go on in the open scope with another work role that may do less; who is looking stays the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [role])
    _current.set(replace(current_scope(), role=role))


def give_back() -> None:
    """Return the connection of this thread to the pool, because what follows may take long without it."""
    if not connection.in_atomic_block:
        connection.close()


def _leave() -> None:
    # A released savepoint keeps SET LOCAL alive (a caller's atomic block, a TestCase): undo it by hand.
    with connection.cursor() as cursor:
        cursor.execute(ENTER, ["none", "", ""])
