"""What the tests of the inbox do over and over: ask, answer, open a page."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import uuid4

from django.utils import timezone

from audit.actions import Looker
from conversations.access import access_conversation
from conversations.actions.questions import Question, ask
from conversations.models import Conversation
from people.models import Patient
from rowsecurity.scopes import job_scope, organisation_scope, person_scope
from tenants.models import Department, OpeningHours
from tenants.timetable import forget_desk
from tests.cast import House, make_member, make_person

LOOKER = Looker(label="Marieke · verpleegkundige", role="clinician", source="127.0.0.1")


def asked(
    house: House, name: str = "Alice", *, text: str = "Moet ik nuchter zijn?", subject: str = "Prikken"
):
    """A patient asks the department of the house something."""
    person_id = house.patients[name].person_id
    with person_scope(person_id):
        patient = Patient.objects.select_related("person").get(id=house.patients[name].id)
        department = Department.objects.get(id=house.department.id)
        question = Question(uuid4(), uuid4(), subject, text)
        return ask(patient=patient, department=department, question=question, source="")


def at_work(house: House, name: str = "Marieke"):
    """The scope of a member of staff."""
    return organisation_scope(house.id, house.staff[name].person_id)


def locked(house: House, conversation: Conversation, name: str = "Marieke") -> Conversation:
    """The conversation as an action wants it."""
    return access_conversation(house.staff[name], conversation.id, lock=True)


def colleague(house: House, name: str = "Fatima", **more):
    """One more member of staff."""
    person = make_person(name)
    with job_scope(house.id):
        house.staff[name] = make_member(person, department=house.department, **more)
    return house.staff[name]


def second_department(house: House, name: str = "Infuuscentrum") -> Department:
    with job_scope(house.id):
        return Department.objects.create(name=name, code=name[:3].upper(), phone="030 765 43 21")


def set_hours(house: House, *, is_open: bool) -> None:
    """Open or closed now, whatever the hour and day of the test run: all day every day, or yesterday only."""
    days = range(7) if is_open else [(timezone.localtime() - timedelta(days=1)).weekday()]
    with job_scope(house.id):
        OpeningHours.objects.filter(department=house.department).delete()
        for weekday in days:
            OpeningHours.objects.create(
                department=house.department, weekday=weekday, opens=time(0), closes=time(23, 59, 59)
            )
    forget_desk(house.department.id)
