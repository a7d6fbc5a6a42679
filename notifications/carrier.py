"""Carries what `people` sends: invitations, their codes, and codes for signing in."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID, uuid4

from notifications import gateway
from notifications.actions import Recipient, notify, to_person
from notifications.models import Notice
from people.models import Invitation, Patient
from tenants.models import StaffInvitation

logger = logging.getLogger("notifications")


class Carrier:
    """The `people.post.Post` of this product."""

    def invite(self, invitation: Invitation, *, link: str) -> None:
        """Plan the e-mail with the link."""
        patient = invitation.patient
        to = Recipient(Notice.Channel.EMAIL, invitation.email, patient.language, patient.id)
        notify(
            template=Notice.Template.INVITATION,
            to=to,
            key=f"invitation:{invitation.id}",
            invitation_id=invitation.id,
            secret={"link": link} | ({"kind": "relative"} if invitation.representation_id else {}),
        )

    def remind(self, invitation: Invitation, *, link: str, stop: str) -> None:
        """Plan the reminder; one invitation has one."""
        patient = invitation.patient
        to = Recipient(Notice.Channel.EMAIL, invitation.email, patient.language, patient.id)
        notify(
            template=Notice.Template.INVITATION_REMINDER,
            to=to,
            key=f"reminder:{invitation.id}",
            invitation_id=invitation.id,
            secret={"link": link, "stop": stop},
        )

    def invite_member(self, invitation: StaffInvitation, *, link: str) -> None:
        """Plan the e-mail to somebody who is going to work here; each link is one."""
        notify(
            template=Notice.Template.STAFF_INVITATION,
            to=Recipient(Notice.Channel.EMAIL, invitation.email),
            key=f"staff:{invitation.id}:{bytes(invitation.token_hash).hex()[:12]}",
            secret={"link": link},
        )

    def mail_code(
        self, invitation: Invitation, *, email: str, code: str, valid: timedelta, number: int
    ) -> None:
        """Plan the e-mail with a code."""
        patient = invitation.patient
        notify(
            template=Notice.Template.INVITATION_EMAIL_CODE,
            to=Recipient(Notice.Channel.EMAIL, email, patient.language, patient.id),
            key=f"code:{invitation.id}:{number}",
            invitation_id=invitation.id,
            secret={"code": code},
            can_wait=False,
            expires_in=valid,
        )

    def send_code(self, invitation: Invitation, *, code: str, valid: timedelta, number: int) -> None:
        """Plan the text message with the code; it does not wait for the morning."""
        patient = invitation.patient
        to = Recipient(Notice.Channel.SMS, invitation.mobile, patient.language, patient.id)
        notify(
            template=Notice.Template.INVITATION_CODE,
            to=to,
            key=f"code:{invitation.id}:{number}",
            invitation_id=invitation.id,
            secret={"code": code},
            can_wait=False,
            expires_in=valid,
        )

    def tell_of_access(self, *, person_id: UUID | None, email: str, patient: Patient, key: str) -> None:
        """Plan the notice: as somebody with an account wishes, or else by e-mail."""
        if person_id is not None:
            to = to_person(person_id, patient_id=patient.id)
        elif email:
            to = Recipient(Notice.Channel.EMAIL, email, patient.language, patient.id)
        else:
            return
        notify(template=Notice.Template.ACCESS_CHANGED, to=to, key=key[:80])

    def tell_of_admin(self, *, person_id: UUID, key: str) -> None:
        """Plan the notice to an admin that somebody else is one now."""
        notify(template=Notice.Template.ADMIN_BEGAN, to=to_person(person_id), key=key)

    def text_now(self, *, person_id: UUID, mobile: str, text: str) -> bool:
        """Send at once: who waits at the door is there now, and can ask again."""
        reference = str(uuid4())
        try:
            gateway.send_text(mobile, text, reference=reference)
        except gateway.NotDelivered as failure:
            logger.warning("text message %s not delivered: %s", reference, failure)
            return False
        return True
