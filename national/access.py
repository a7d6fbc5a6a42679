"""The only ways to the monitor."""

from __future__ import annotations

from django.utils.translation import gettext as _

from national.models import Participation, Reader
from people.edges import PersonRequest
from people.models import Session
from people.sessions import key_hash
from rowsecurity.errors import NotFound, Refused
from tenants.models import Membership
from tenants.roles import Act, require


def access_national(request: PersonRequest) -> None:
    """Let a reader by who proved it by an app or a passkey; anybody else finds no page here."""
    if not Reader.objects.filter(person=request.user).exists():
        raise NotFound("")
    mine = key_hash(request.session.session_key or "")
    if not Session.objects.filter(key_hash=mine, is_strong=True).exists():
        raise Refused(_("Sign in with an authenticator app or a passkey to read the national monitor."))


def access_comparison(member: Membership) -> list[str]:
    """The figures with which the member's organisation takes part; only of those it sees others."""
    require(member, Act.READ_USAGE)
    return sorted(set(Participation.objects.filter(until=None).values_list("figure", flat=True)))
