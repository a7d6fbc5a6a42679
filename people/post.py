"""What this app has delivered. `notifications`, which stands above it, carries it and says so at start."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol
from uuid import UUID

from people.models import Invitation, Patient
from tenants.models import StaffInvitation


class Post(Protocol):
    """The carrier of letters and codes."""

    def invite(self, invitation: Invitation, *, link: str) -> None:
        """Send the invitation by e-mail. Inside the scope that makes it; goes out after commit."""

    def remind(self, invitation: Invitation, *, link: str, stop: str) -> None:
        """Send the one reminder; `stop` leads to the page where somebody asks for no more of them."""

    def invite_member(self, invitation: StaffInvitation, *, link: str) -> None:
        """Send the link to somebody who is going to work here."""

    def mail_code(
        self, invitation: Invitation, *, email: str, code: str, valid: timedelta, number: int
    ) -> None:
        """Send a code to an e-mail address that somebody typed on the way in, to prove that it is theirs."""

    def send_code(self, invitation: Invitation, *, code: str, valid: timedelta, number: int) -> None:
        """Send the code of an invitation by text message; `number` counts the codes of this invitation."""

    def tell_of_access(self, *, person_id: UUID | None, email: str, patient: Patient, key: str) -> None:
        """Tell somebody that who reads along has changed, and no more; the same key is one notice."""

    def tell_of_admin(self, *, person_id: UUID, key: str) -> None:
        """Tell an admin that somebody else became one, and no more; the same key is one notice."""

    def text_now(self, *, person_id: UUID, mobile: str, text: str) -> bool:
        """Send a text message at once, outside any scope; False when it could not be delivered."""


_carrier: Post | None = None


def carried_by(carrier: Post) -> None:
    """Name the carrier; once, at start."""
    global _carrier
    _carrier = carrier


def post() -> Post:
    """The carrier of this process."""
    assert _carrier is not None, "no app carries the post; is notifications installed?"
    return _carrier
