"""Lindeborg invites Kust's physiotherapy into a conversation of Alice."""

from __future__ import annotations

from contextlib import contextmanager
from uuid import uuid4

from conversations.models import Conversation
from network import doors
from network.access import access_desk, access_shared
from network.actions import inviting, taking_part
from network.actions.inviting import Terms
from network.models import Participation
from rowsecurity.scopes import job_scope, organisation_scope
from tests.cast import House
from tests.conversations.stage import LOOKER, asked, at_work, locked


def make_findable(house: House) -> None:
    with organisation_scope(house.id, house.staff[next(iter(house.staff))].person_id):
        member = house.staff[next(iter(house.staff))]
        member.roles = ["manager"]
        inviting.set_findable(member=member, department=house.department, is_findable=True)


def invited(owner: House, partner: House, conversation: Conversation | None = None, **terms) -> Participation:
    """A participation of the partner's department, in a conversation of Alice."""
    make_findable(partner)
    conversation = conversation or asked(owner)
    with at_work(owner):
        return inviting.invite(
            member=owner.staff["Marieke"],
            looker=LOOKER,
            conversation=locked(owner, conversation),
            desk=access_desk(partner.department.id),
            terms=Terms(**terms),
        )


def removed(owner: House, participation: Participation) -> None:
    with at_work(owner):
        conversation = locked(owner, participation.conversation)
        inviting.remove(
            member=owner.staff["Marieke"],
            looker=LOOKER,
            conversation=conversation,
            participation=Participation.objects.get(id=participation.id),
        )


@contextmanager
def as_partner(house: House, name: str = "Nadia"):
    """The scope of a member of the partner."""
    with organisation_scope(house.id, house.staff[name].person_id):
        yield house.staff[name]


def write(house, participation, text="Kom eens langs.", client_id=None):
    with as_partner(house) as member:
        shared = access_shared(member, participation.id)
        return taking_part.write(
            member=member, shared=shared, client_id=client_id or uuid4(), text=text, source="127.0.0.1"
        )


def door_rows(participation: Participation) -> list:
    """Whatever the doors give about a participation, in the open scope."""
    found = doors.conversations(participation.id)
    return [*found, *(doors.thread(found[0]) if found else [])]


def again(house: House, participation: Participation) -> Participation:
    with job_scope(house.id):
        return Participation.objects.get(id=participation.id)
