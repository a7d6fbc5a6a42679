"""Rows about letting people in, of one side."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.isolation.world import HOLDER


def seed(side: Any) -> None:
    """A rule that is on, who is due by it, and another key to each invitation."""
    from onboarding.models import DueInvitation, InvitationRule
    from people import codes
    from people.models import InvitationKey

    department_id = side.things["department_id"]["house"]
    InvitationRule.objects.create(department_id=department_id, is_on=True, visit_kinds=[side.word("staff")])
    for name in ("alice", "bob", "carla"):
        InvitationKey.objects.create(
            invitation_id=side.things["invitation_id"][name],
            kind="letter",
            key_hash=codes.letter_code_hash(side.word(name)),
            expires_at=timezone.now() + timedelta(days=7),
        )
        DueInvitation.objects.create(
            patient_id=side.things["patient_id"][name],
            department_id=department_id,
            visit_id=side.things["visit_id"][name],
        )
    _seed_list(side)
    _seed_list_of_colleagues(side)
    _seed_staff_invitation(side)
    _seed_ticket(side)
    _seed_number_change(side)
    side.tell("task", "public", "eerste-keer")


def _seed_list(side: Any) -> None:
    """A list that waits for somebody to agree."""
    from onboarding import places
    from onboarding.models import InvitationList, ListLine
    from tenants import envelope

    found = InvitationList.objects.create(
        member_id=side.things["membership_id"]["staff"],
        department_id=side.things["department_id"]["house"],
        state="ready",
    )
    side.tell("list_id", "staff", found.id)
    fields = {
        "number": side.word("staff"),
        "given_name": "Lijst",
        "family_name": side.word("staff"),
        "birth_date": "1-2-1950",
        "born": "1950-02-01",
        "email": "list@example.org",
        "mobile": "+31612345678",
    }
    for number, state in ((2, "good"), (3, "bad")):
        content = envelope.seal(side.id, places.line(found.id, number), json.dumps(fields))
        ListLine.objects.create(list=found, number=number, state=state, content=content)


def _seed_list_of_colleagues(side: Any) -> None:
    """Colleagues who are invited once an admin agrees."""
    from onboarding import places
    from onboarding.models import InvitationList, ListLine
    from tenants import envelope

    found = InvitationList.objects.create(
        member_id=side.things["membership_id"]["staff"], state="ready", kind="staff"
    )
    side.tell("staff_list_id", "staff", found.id)
    fields = {
        "email": "nieuw@example.org",
        "given_name": "Nieuw",
        "family_name": side.word("staff"),
        "job_title": "nurse",
        "roles": "balie",
        "departments": "",
        "display_name": side.word("staff"),
        "born": "",
    }
    for number, state in ((2, "good"), (3, "bad")):
        content = envelope.seal(side.id, places.line(found.id, number), json.dumps(fields))
        ListLine.objects.create(list=found, number=number, state=state, content=content)


def _seed_staff_invitation(side: Any) -> None:
    """Somebody who is going to work here."""
    from people import codes
    from tenants.models import StaffInvitation

    token = codes.new_token()
    invitation = StaffInvitation.objects.create(
        email=f"{side.word(HOLDER).lower()}@example.org",
        given_name="Nieuw",
        family_name=side.word(HOLDER),
        display_name="Nieuw",
        job_title="nurse",
        roles=["desk"],
        invited_by_id=side.things["membership_id"]["staff"],
        token_hash=codes.token_hash(token),
        expires_at=timezone.now() + timedelta(days=7),
    )
    side.tell("staff_invitation_id", "staff", invitation.id)
    side.tell("staff_token", "staff", token)


def _seed_number_change(side: Any) -> None:
    """Another number that waits for the desk."""
    from helpdesk.models import NumberChange

    members = side.things["membership_id"]
    change = NumberChange.objects.create(
        patient_id=side.things["patient_id"]["bob"],
        mobile="+31612345678",
        asked_by_id=next((each for whose, each in members.items() if whose != "staff"), members["staff"]),
        expires_at=timezone.now() + timedelta(days=7),
    )
    side.tell("number_change_id", "staff", change.id)


def _seed_ticket(side: Any) -> None:
    """A ticket with words of who asked."""
    from helpdesk.actions.tickets import Asker, ask

    asker = Asker(side.word("staff"), f"{side.word('staff').lower()}@example.org")
    said = side.word(HOLDER)
    ticket, token = ask(asker=asker, topic="code", text=said, address=side.slug)
    side.tell("ticket_id", "staff", ticket.id)
    side.tell("ticket_token", "staff", token)
