"""Makes the organisations, their departments, hours and standard replies."""

from __future__ import annotations

from beterdichtbij.demo.cast import HOUSES, POLIS, WORKERS, House, Poli, Worker
from beterdichtbij.demo.names import demo_id
from beterdichtbij.demo.replies import STANDARD_REPLIES
from conversations.models import StandardReply
from network.models import Findable
from rowsecurity.scopes import job_scope, organisation_scope
from tenants.actions import create_organisation
from tenants.models import Department, DepartmentMembership, Membership, OpeningHours, Organisation

# Agreed to be found by other organisations, and so to be invited into a conversation.
FINDABLE = {"APO", "CAR", "COA", "PRA"}


def make_organisations() -> None:
    """Make each organisation that is not there yet, whole, in one transaction."""
    for house in HOUSES:
        with job_scope(demo_id("organisation", house.slug)) as scope:
            if Organisation.objects.filter(id=scope.organisation_id).exists():
                continue
            _make_organisation(house)
        _give_colour(house)


def _make_organisation(house: House) -> None:
    create_organisation(
        organisation_id=demo_id("organisation", house.slug),
        slug=house.slug,
        name=house.name,
        kind=house.kind,
        phone=house.phone,
        region=house.region,
    )
    for poli in (poli for poli in POLIS if poli.house == house.slug):
        _make_department(poli)
    for worker in (worker for worker in WORKERS if worker.house == house.slug):
        _make_membership(worker)


def _make_department(poli: Poli) -> None:
    department = Department.objects.create(
        id=demo_id("department", poli.code),
        name=poli.name,
        specialism=poli.specialism,
        code=poli.code,
        phone=poli.phone,
        phone_outside_hours=poli.outside,
        promise_amount=poli.promise[0],
        promise_unit=poli.promise[1],
        where_to_go=poli.where_to_go,
    )
    for weekday in poli.days:
        OpeningHours.objects.create(
            department=department, weekday=weekday, opens=poli.opens, closes=poli.closes
        )
    if poli.code in FINDABLE:
        Findable.objects.create(department=department)
    for title, text in STANDARD_REPLIES.get(poli.code, ()):
        StandardReply.objects.create(department=department, title=title, text=text)


def _make_membership(worker: Worker) -> None:
    membership = Membership.objects.create(
        id=demo_id("membership", worker.key),
        person_id=demo_id("person", worker.key),
        roles=list(worker.roles),
        job_title=worker.job_title,
        display_name=worker.display_name,
    )
    for code in worker.polis:
        DepartmentMembership.objects.create(department_id=demo_id("department", code), membership=membership)


def _give_colour(house: House) -> None:
    # A colour is chosen by somebody of the organisation.
    worker = next(worker for worker in WORKERS if worker.house == house.slug)
    organisation_id = demo_id("organisation", house.slug)
    with organisation_scope(organisation_id, demo_id("person", worker.key)):
        Organisation.objects.filter(id=organisation_id).update(brand_colour=house.colour)
