"""The only way to the operator's pages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from operators.models import Operator
from people.edges import PersonRequest
from people.models import Session
from people.sessions import key_hash
from rowsecurity.errors import NotFound, Refused


def access_platform(request: PersonRequest) -> None:
    """Let an operator by who proved it by an app or a passkey; anybody else finds no page here."""
    if not Operator.objects.filter(person=request.user).exists():
        raise NotFound("")
    mine = key_hash(request.session.session_key or "")
    if not Session.objects.filter(key_hash=mine, is_strong=True).exists():
        raise Refused(_("Sign in with an authenticator app or a passkey to run the platform."))
