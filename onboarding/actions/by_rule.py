"""Invites by rule and reminds once. In a job scope; safe to run twice, and by two workers at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from audit.actions import Looker
from onboarding.models import REMIND_AFTER_DAYS, DueInvitation, InvitationRule
from people.actions import invitations, more_ways
from people.models import Invitation
from rowsecurity.errors import Refused

PLAN = (Path(__file__).parent.parent / "plan.sql").read_text()
PLATFORM = Looker(label="", role="platform")
BATCH = 100
State = DueInvitation.State


def plan() -> None:
    """Plan an invitation for each who is to have one; who is planned already stays so."""
    with connection.cursor() as cursor:
        cursor.execute(PLAN)


def send_due(*, department_id: UUID) -> int:
    """Invite who is due at a department, as many as its rule allows today; how many were invited."""
    rule = InvitationRule.objects.select_for_update().filter(department_id=department_id, is_on=True).first()
    if rule is None:
        return 0
    room = min(rule.most_a_day - _sent_today(department_id), BATCH)
    rows = DueInvitation.objects.select_for_update(of=("self",), skip_locked=True).filter(
        department_id=department_id, state=State.DUE
    )
    due = rows.select_related("patient", "department", "visit").order_by("visit__starts_at")[: max(room, 0)]
    return sum(_invite(each) for each in due)


def _sent_today(department_id: UUID) -> int:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = DueInvitation.objects.filter(department_id=department_id, done_at__gte=midnight)
    return rows.filter(state=State.SENT).count()


def _invite(due: DueInvitation) -> int:
    """What was so when it was planned may have changed: the patient came in, or the visit is off."""
    due.state, due.done_at = State.SKIPPED, timezone.now()
    is_off = not due.visit.is_booked
    declined = Invitation.objects.filter(patient=due.patient).exclude(declined_at=None).exists()
    if not is_off and not declined:
        try:
            due.invitation = invitations.invite_patient(
                member=None,
                looker=PLATFORM,
                patient=due.patient,
                department=due.department,
                source=Invitation.Source.RULE,
            )
            due.state = State.SENT
        except Refused:
            pass
    due.save(update_fields=["state", "done_at", "invitation"])
    return int(due.state == State.SENT)


def remind_due() -> int:
    """Remind, once, who was invited some days ago and did not come in; how many were reminded."""
    now = timezone.now()
    days = dict(InvitationRule.objects.values_list("department_id", "remind_after_days"))
    waits = Invitation.objects.select_for_update(of=("self",), skip_locked=True).select_related("patient")
    waits = waits.filter(
        representation=None,
        reminded_at=None,
        activated_at=None,
        withdrawn_at=None,
        declined_at=None,
        patient__person=None,
        patient__deceased_on=None,
        expires_at__gt=now,
        sent_at__lte=now - timedelta(days=1),
        sent_at__gt=now - invitations.VALID,
    ).exclude(email="")
    # Somebody may have declined another invitation of this organisation.
    declined = Invitation.objects.filter(patient=OuterRef("patient")).exclude(declined_at=None)
    reminded = 0
    for invitation in waits.exclude(Exists(declined)).order_by("sent_at")[:BATCH]:
        after = days.get(invitation.department_id, REMIND_AFTER_DAYS)  # type: ignore[arg-type]
        if after and invitation.sent_at and invitation.sent_at <= now - timedelta(days=after):
            more_ways.remind(invitation=invitation)
            reminded += 1
    return reminded


FIRST_MESSAGES = """
UPDATE people_invitation i SET first_message_at = first.at FROM (
  SELECT i.id, (SELECT min(m.sent_at) FROM conversations_conversation c JOIN conversations_message m
      ON m.organisation_id = c.organisation_id AND m.conversation_id = c.id AND m.side = 'patient'
    WHERE c.organisation_id = i.organisation_id AND c.patient_id = i.patient_id) AS at
  FROM people_invitation i
  WHERE i.organisation_id = app_organisation() AND i.first_message_at IS NULL
    AND i.activated_at > now() - interval '120 days') first
WHERE i.id = first.id AND first.at IS NOT NULL
"""


def note_first_messages() -> None:
    """Note with an invitation when its patient first wrote something; when, never what."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST_MESSAGES)
