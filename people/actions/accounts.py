"""Accounts: one per human. Everything here runs in the gate scope of that person."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from people.models import Credential, Person
from rowsecurity.errors import Refused


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account begins with."""

    given_name: str
    family_name: str
    email: str
    password: str
    mobile: str = ""
    language: str = "nl"


def create_account(*, person_id: UUID, account: NewAccount) -> Person:
    """Create person and credential, in the gate scope of the new id; an address has one account."""
    person = Person(
        id=person_id,
        given_name=account.given_name,
        family_name=account.family_name,
        language=account.language,
    )
    try:
        with transaction.atomic():
            person.save(force_insert=True)
            Credential.objects.create(
                person=person,
                email=account.email.lower(),
                password=make_password(account.password),
                mobile=account.mobile,
            )
    except IntegrityError as error:
        raise Refused(_("There is an account with this e-mail address already. Sign in with it.")) from error
    return person


def require_own_account(person: Person) -> None:
    """Raise `Refused` for an account that an organisation's provider answers for: it works there only."""
    if person.is_of_provider:
        raise Refused(
            _(
                "You are signed in with your account at work, which your organisation manages. "
                "Sign out, and use an account of your own."
            )
        )


def has_account(email: str) -> bool:
    """Whether the address is in use. Only for somebody who has proven that the address is theirs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_by_email(%s) IS NOT NULL", [email])
        return bool(cursor.fetchone()[0])
