"""Signing in: the password, and the session that follows. The second factor is in `second_factors`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection

from people.attempts import Limit
from people.models import Credential
from people.sessions import PATIENT, STAFF, SessionStore
from rowsecurity.scopes import gate_scope
from tenants.models import Membership

NOBODY = UUID(int=0)
SPAN = timedelta(minutes=15)
# Guesses at one account from one address; at one account from anywhere; and failures of one address.
# A browser that signed in before has a count of its own, so a stranger's guesses do not shut out its owner.
PAIR = Limit("password of an account from an address", most=10, within=SPAN)
ACCOUNT = Limit("password of an account", most=100, within=SPAN)
ADDRESS = Limit("wrong passwords from an address", most=200, within=SPAN)
KNOWN_BROWSER = Limit("password from a known browser", most=10, within=SPAN)


@dataclass(frozen=True, slots=True)
class Guess:
    """A first factor as it was given, and from where."""

    email: str
    password: str
    address: str
    known_browser_of: str = ""


class TooManyGuesses(Exception):
    """Wait a while; says nothing about whether the account exists."""


def check_first_factor(guess: Guess) -> UUID | None:
    """Return whose e-mail and password these are. Outside any scope; raises `TooManyGuesses`."""
    email = guess.email.strip().lower()
    with gate_scope():
        person_id = _person_by_email(email)
    is_known_browser = bool(person_id) and guess.known_browser_of == str(person_id)
    counted = _count(email, guess.address, is_known_browser)
    with gate_scope(person_id):
        is_right = _has_password(person_id or NOBODY, guess.password)
    if not is_right:
        ADDRESS.count(guess.address)
        return None
    for limit, who in counted:
        limit.forget(*who)
    return person_id


def _count(email: str, address: str, is_known_browser: bool) -> list[tuple[Limit, tuple[str, ...]]]:
    if is_known_browser:
        counted: list[tuple[Limit, tuple[str, ...]]] = [(KNOWN_BROWSER, (email,))]
    elif ADDRESS.is_reached(address):
        raise TooManyGuesses
    else:
        counted = [(PAIR, (email, address)), (ACCOUNT, (email,))]
    allowed = [limit.count(*who) for limit, who in counted]  # all of them count, also after a refusal
    if not all(allowed):
        raise TooManyGuesses
    return counted


def _person_by_email(email: str) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_by_email(%s)", [email])
        row = cursor.fetchone()
    found: UUID | None = row[0] if row else None
    return found


def _has_password(person_id: UUID, password: str) -> bool:
    credential = Credential.objects.filter(person_id=person_id, person__is_active=True).first()
    if credential is None or not credential.password:
        check_password(password, _hash_of_nobody())
        return False
    return check_password(password, credential.password)


@lru_cache(maxsize=1)
def _hash_of_nobody() -> str:
    # Compared with when there is no account, so that the answer takes as long.
    return make_password("nobody has this password")


def begin_session(
    *,
    session: SessionStore,
    person_id: UUID,
    is_verified: bool,
    is_strong: bool = False,
    label: str = "",
) -> None:
    """Bind the session to the person, with the limits that fit what they do. In their gate scope."""
    limits = STAFF if works_somewhere(person_id) else PATIENT
    session.label = label
    session.sign_in(person_id, is_verified=is_verified, is_strong=is_strong, limits=limits)


def works_somewhere(person_id: UUID) -> bool:
    """Whether the person is a member of any organisation now; then stronger rules hold."""
    return Membership.objects.filter(person_id=person_id, ended_at=None).exists()
